#pragma once

#include <stop_token>
#include <vector>

#include "analyze/friction_baseline.h"
#include "analyze/friction_dimensions.h"
#include "analyze/friction_outcomes.h"
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

// The counted visits of one touchpoint, by the yardstick: everyone's over time, and by the values
// of each dimension.
struct ValueOutcomes {
  std::array<Series, kFrictionKinds> everyone;
  std::vector<std::vector<std::array<Count, kFrictionKinds>>> of;  // [dimension][value]
};

struct Detection {
  std::size_t tested = 0;             // series
  std::vector<Hit> hits;              // strongest first
  std::vector<ValueOutcomes> values;  // per touchpoint
};

// Scans every touchpoint × kind × segment, and again around each window found, and tells each its
// q-value by the false discovery rate (Benjamini and Hochberg 1995). One pass over the visits for
// each dimension: visits that were known and bad in the same ways are counted together, per value
// and bucket.
Detection detect(const VisitTable& visits, const std::vector<Dimension>& dimensions,
                 const Seasons& seasons, const Yardstick& yardstick, const std::stop_token& stop);

// q-values of p-values, in their order.
std::vector<double> benjamini_hochberg(const std::vector<double>& p);

}  // namespace wend::analyze
