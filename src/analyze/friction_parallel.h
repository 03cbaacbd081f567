#pragma once

#include <algorithm>
#include <numeric>
#include <stop_token>
#include <vector>

#include "analyze/friction_visits.h"
#include "analyze/parallel_profiles.h"

namespace wend::analyze {

// Calls look(worker, touchpoint) for each touchpoint on several threads, each with a worker that
// `make()` made, those with most visits first, so that no thread is left with the largest. Leaves
// the rest out when it is asked to stop.
template <typename Make, typename Look>
void each_touchpoint(const VisitTable& visits, const std::stop_token& stop, Make&& make,
                     Look&& look) {
  std::vector<std::size_t> order(visits.of.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::stable_sort(order, std::greater<>{},
                           [&](std::size_t t) { return visits.of[t].size(); });
  side_by_side_with(order.size(), [&] {
    return [&, worker = make()](std::size_t at) mutable {
      if (!stop.stop_requested()) look(worker, order[at]);
    };
  });
}

// So many blocks of visits are gone through between two looks whether the asker is still there:
// well under a millisecond.
inline constexpr std::size_t kBlocksPerLook = 64;

// Calls look(visit) for every visit of a list, but leaves the rest out when it is asked to stop.
template <typename Look>
void each_visit(const VisitList& visits, const std::stop_token& stop, Look&& look) {
  const std::size_t blocks = visits.block_count();
  for (std::size_t b = 0; b < blocks && !stop.stop_requested(); b += kBlocksPerLook)
    visits.each_in(b, std::min(blocks, b + kBlocksPerLook), look);
}

// Calls look(visit, part) for every visit of a list on several threads, a part for each stretch of
// it, and answers the parts in order. `make()` makes a part. Leaves the rest out when it is asked
// to stop: whoever passes `stop` on looks at it before what was counted is of use.
template <typename Make, typename Look>
auto in_visit_parts(const VisitList& visits, const std::stop_token& stop, Make&& make,
                    Look&& look) {
  constexpr std::size_t kBlocksPerPart = 256;
  const std::size_t blocks = visits.block_count();
  std::vector<decltype(make())> parts;
  for (std::size_t b = 0; b < blocks || b == 0; b += kBlocksPerPart) parts.push_back(make());
  side_by_side(parts.size(), [&](std::size_t at) {
    if (stop.stop_requested()) return;
    visits.each_in(at * kBlocksPerPart, std::min(blocks, (at + 1) * kBlocksPerPart),
                   [&](VisitList::At visit) { look(visit, parts[at]); });
  });
  return parts;
}

}  // namespace wend::analyze
