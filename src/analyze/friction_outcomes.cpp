#include "analyze/friction_outcomes.h"

#include <algorithm>
#include <bit>

#include "analyze/friction_parallel.h"

namespace wend::analyze {
namespace {

constexpr double kSlowShare = 0.9;
// Fewer visits on one side say nothing about who is lost.
constexpr std::uint64_t kVisitsMin = 20;

Outcomes outcomes_of(const VisitList& visits, const Yardstick& yardstick) {
  Outcomes outcomes;
  constexpr auto kNobody = static_cast<std::uint32_t>(-1);
  std::uint32_t last = kNobody;
  std::array<std::uint32_t, kFrictionKinds> last_bad;
  last_bad.fill(kNobody);
  visits.each([&](VisitList::At visit) {
    if (visit->profile != last) ++outcomes.visitors, last = visit->profile;
    if (!visit->counted) return;
    for (unsigned bits = visit->known; bits != 0; bits &= bits - 1) {
      const auto k = static_cast<std::size_t>(std::countr_zero(bits));
      const auto kind = static_cast<FrictionKind>(k);
      Outcomes::OfKind& of = outcomes.of[k];
      ++of.visits.n;
      if (yardstick.bad(*visit, kind)) {
        ++of.visits.k;
        if (last_bad[k] != visit->profile) ++of.people, last_bad[k] = visit->profile;
      }
      if (!visit->goal_known) continue;
      Count& goal = of.goal[is_bad(*visit, kind) ? 1 : 0];
      ++goal.n;
      goal.k += visit->goal ? 1 : 0;
    }
  });
  return outcomes;
}

}  // namespace

Yardstick measure_yardstick(const VisitTable& visits) {
  const std::uint64_t count = visits.ways_on.count();
  if (count == 0) return {};
  const auto rank = static_cast<std::uint64_t>(kSlowShare * static_cast<double>(count - 1));
  return {static_cast<float>(static_cast<double>(visits.ways_on.at_rank(rank)) * 1e-6)};
}

std::optional<double> Outcomes::loss(FrictionKind kind) const {
  const auto& [good, bad] = of[static_cast<std::size_t>(kind)].goal;
  if (good.n < kVisitsMin || bad.n < kVisitsMin) return std::nullopt;
  return std::max(0.0, good.share() - bad.share());
}

std::vector<Outcomes> measure_outcomes(const VisitTable& visits, const Yardstick& yardstick,
                                       const std::stop_token& stop) {
  std::vector<Outcomes> all(visits.of.size());
  each_touchpoint(visits, stop,
                  [&](std::size_t t) { all[t] = outcomes_of(visits.of[t], yardstick); });
  return all;
}

}  // namespace wend::analyze
