#pragma once

#include <array>
#include <optional>
#include <stop_token>
#include <vector>

#include "analyze/friction_visits.h"

namespace wend::analyze {

struct Count {
  std::uint64_t n = 0, k = 0;
  double share() const { return n == 0 ? 0 : static_cast<double>(k) / static_cast<double>(n); }
};

// Whether a visit was bad in the sense that all touchpoints share: waits are held against the whole
// journey, elsewhere against their own touchpoint.
struct Yardstick {
  float slow_s = 0;  // a way on that took longer than 90 % of all ways on

  bool applies(const Visit& visit, FrictionKind kind) const {
    return visit.counted && is_known(visit, kind);
  }
  bool bad(const Visit& visit, FrictionKind kind) const {
    return kind == FrictionKind::kWait ? visit.progress_s > slow_s : is_bad(visit, kind);
  }
};
Yardstick measure_yardstick(const VisitTable& visits);

// What became of the counted visits to one touchpoint.
struct Outcomes {
  struct OfKind {
    Count visits;               // by the yardstick
    std::uint64_t people = 0;   // who had a bad one, by the yardstick
    std::array<Count, 2> goal;  // good and bad visits: how many reached the goal in time
  };
  std::array<OfKind, kFrictionKinds> of;
  std::uint64_t visitors = 0;  // of any visit

  // How much likelier a visit without this friction is followed by the goal than one with it.
  // None with fewer than 20 visits of either sort.
  std::optional<double> loss(FrictionKind kind) const;
};
std::vector<Outcomes> measure_outcomes(const VisitTable& visits, const Yardstick& yardstick,
                                       const std::stop_token& stop = {});

}  // namespace wend::analyze
