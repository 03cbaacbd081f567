#include "analyze/friction_outcomes.h"

#include <algorithm>
#include <bit>
#include <utility>

#include "analyze/friction_parallel.h"

namespace wend::analyze {
namespace {

constexpr double kSlowShare = 0.9;
// Fewer visits on one side say nothing about who is lost.
constexpr std::uint64_t kVisitsMin = 20;

// Counts the visits of one touchpoint after the other; one for each thread. Visits that were known
// and bad in the same ways and came to the same goal are counted together.
class OutcomeCount {
 public:
  OutcomeCount(const Yardstick& yardstick, std::stop_token stop)
      : yardstick_(yardstick),
        stop_(std::move(stop)),
        count_of_(kGoals << (2 * kFrictionKinds + 1), 0) {}

  Outcomes count(const VisitList& visits) {
    Outcomes outcomes;
    constexpr auto kNobody = static_cast<std::uint32_t>(-1);
    std::uint32_t last = kNobody;
    std::array<std::uint32_t, kFrictionKinds> last_bad;
    last_bad.fill(kNobody);
    each_visit(visits, stop_, [&](VisitList::At visit) {
      if (visit->profile != last) ++outcomes.visitors, last = visit->profile;
      if (!visit->counted) return;
      const bool slow =
          is_known(*visit, FrictionKind::kWait) && yardstick_.bad(*visit, FrictionKind::kWait);
      const std::uint32_t bad = visit->bad, known = visit->known;
      const std::uint32_t goal = !visit->goal_known ? 0 : visit->goal ? 2 : 1;
      const std::uint32_t key =
          (known | bad << kFrictionKinds | (slow ? 1U : 0U) << 2 * kFrictionKinds) * kGoals + goal;
      if (count_of_[key]++ == 0) keys_.push_back(key);
      for (std::uint32_t bits = (bad & ~kWaitBit) | (slow ? kWaitBit : 0); bits != 0;
           bits &= bits - 1) {
        const auto kind = static_cast<std::size_t>(std::countr_zero(bits));
        if (last_bad[kind] == visit->profile) continue;
        ++outcomes.of[kind].people;
        last_bad[kind] = visit->profile;
      }
    });
    for (const std::uint32_t key : keys_) add(outcomes, key, std::exchange(count_of_[key], 0));
    keys_.clear();
    return outcomes;
  }

 private:
  static constexpr std::uint32_t kGoals = 3;  // not known, not reached, reached
  static constexpr std::uint32_t kWaitBit = 1U << static_cast<unsigned>(FrictionKind::kWait);

  static void add(Outcomes& outcomes, std::uint32_t key, std::uint64_t count) {
    const std::uint32_t goal = key % kGoals, ways = key / kGoals;
    const bool slow = ways >> 2 * kFrictionKinds != 0;
    for (std::size_t k = 0; k < kFrictionKinds; ++k) {
      if ((ways >> k & 1U) == 0) continue;
      const bool bad = (ways >> (kFrictionKinds + k) & 1U) != 0;
      const bool wait = static_cast<FrictionKind>(k) == FrictionKind::kWait;
      Outcomes::OfKind& of = outcomes.of[k];
      of.visits.n += count;
      of.visits.k += (wait ? slow : bad) ? count : 0;
      if (goal == 0) continue;
      of.goal[bad ? 1 : 0].n += count;
      of.goal[bad ? 1 : 0].k += goal == 2 ? count : 0;
    }
  }

  const Yardstick& yardstick_;
  const std::stop_token stop_;
  std::vector<std::uint32_t> count_of_;
  std::vector<std::uint32_t> keys_;  // whose count is not 0
};

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
  each_touchpoint(
      visits, stop, [&] { return OutcomeCount(yardstick, stop); },
      [&](OutcomeCount& count, std::size_t t) { all[t] = count.count(visits.of[t]); });
  return all;
}

}  // namespace wend::analyze
