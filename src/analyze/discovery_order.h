#pragma once

#include <cstdint>
#include <stop_token>
#include <vector>

#include "analyze/journey_table.h"

namespace wend::analyze {

// Who comes before whom, and who stands next to whom.
struct Precedence {
  std::size_t size = 0;
  std::vector<double> before;  // [a*size+b]: share of episodes with both in which a comes first
  std::vector<double> weight;  // how many episodes that is known from
  std::vector<std::uint64_t>
      follows;  // [a*size+b]: how often b is the very next touchpoint after a
  std::vector<std::uint64_t> starts, ends;  // customers whose journey begins or ends here
};

// For each pair the narrowest time scale (30 minutes, 12 hours, 7 days, a lifetime) is used on
// which the two usually meet: the steps of a checkout are ordered within a visit, a delivery and
// its order over days. An episode is a stretch of one customer's events without a gap longer than
// the scale; equal times count as both orders.
// Errors: kCancelled.
base::Result<Precedence> measure_precedence(const JourneyTable& table,
                                            const std::vector<std::size_t>& touchpoint_of_name,
                                            std::size_t touchpoints, const std::stop_token& stop);

// A position from 0 to 1 for each touchpoint: least squares of the pairwise precedences (HodgeRank:
// Jiang, Lim, Yao, Ye 2011, "Statistical ranking and combinatorial Hodge theory").
std::vector<double> positions_of(const Precedence& precedence);

// Touchpoints in order: by position, then improved by moving single touchpoints while that makes
// more pairs agree.
std::vector<std::size_t> order_of(const Precedence& precedence,
                                  const std::vector<double>& positions);

}  // namespace wend::analyze
