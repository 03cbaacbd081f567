#pragma once

#include <stop_token>
#include <vector>

#include "analyze/friction_dimensions.h"
#include "analyze/friction_scan.h"
#include "analyze/friction_visits.h"

namespace wend::analyze {

inline constexpr std::size_t kEveryone = static_cast<std::size_t>(-1);

// Part of the customers: those whose visit has this value; kEveryone: all.
struct Condition {
  std::size_t dimension = kEveryone;
  std::uint8_t value = 0;
  bool operator==(const Condition&) const = default;
};

// One series in which a window stands out.
struct Hit {
  std::size_t touchpoint = 0;
  FrictionKind kind = FrictionKind::kError;
  Condition condition;
  Window window;
  double q = 1;
};

// What the series of one workspace share.
struct Seasons {
  std::vector<std::size_t>
      slot_of;  // place of a bucket in the week (or day); empty: no rhythm to look for
  std::vector<std::size_t> week_of;  // the longer stretch it lies in
  std::size_t slots = 0;
};
Seasons make_seasons(const Buckets& buckets, const model::TimeZone& zone);

// The relative rate of each bucket by its slot, robust against one exceptional week.
std::vector<double> rhythm_of(const Series& series, const Seasons& seasons);

struct Detection {
  std::size_t tested = 0;  // series
  std::vector<Hit> hits;   // with q ≤ fdr, strongest first
};

// Scans every touchpoint × kind × segment, and again around each window found, and keeps what holds
// at the false discovery rate (Benjamini and Hochberg 1995).
Detection detect(const VisitTable& visits, const std::vector<Dimension>& dimensions,
                 const Seasons& seasons, double fdr, std::stop_token stop);

// q-values of p-values, in their order.
std::vector<double> benjamini_hochberg(const std::vector<double>& p);

}  // namespace wend::analyze
