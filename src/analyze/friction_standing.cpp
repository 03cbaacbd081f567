#include <algorithm>
#include <array>
#include <cmath>

#include "analyze/friction.h"

namespace wend::analyze {
namespace {

// What counts into the measured emotion, and how much. Dead ends are drop-offs, missing steps are
// nobody's pain.
constexpr std::array<double, kFrictionKinds> kEmotionWeight = {
    1.0 /*error*/,     1.0 /*drop_off*/, 0.75 /*loop*/,
    0.75 /*backward*/, 0.5 /*rework*/,   0.0 /*dead_end*/,
    0.15 /*wait*/,     0.75 /*contact*/, 0.0 /*missing*/};
// An excess of this sum of shares takes the emotion to −2 × tanh(1) = −1.5.
constexpr double kEmotionScale = 0.35;
constexpr std::size_t kVisitsMin = 30;
constexpr double kSlowShare = 0.9;     // a wait is long beyond this quantile of all ways on
constexpr double kProgressMin = 0.05;  // where fewer move on, journeys end
constexpr std::uint64_t kWorstMin = 50;
constexpr double kWorstRatio = 1.25;
constexpr std::size_t kStandingMax = 200;

struct Count {
  std::uint64_t n = 0, k = 0;
};
using Counts = std::vector<std::array<Count, kFrictionKinds>>;

// Whether a visit was bad in the sense that all touchpoints share: waits are measured against the
// whole journey.
struct Yardstick {
  float slow_s = 0;

  bool applies(const Visit& visit, FrictionKind kind) const {
    return visit.counted && is_known(visit, kind);
  }
  bool bad(const Visit& visit, FrictionKind kind) const {
    return kind == FrictionKind::kWait ? visit.progress_s > slow_s : is_bad(visit, kind);
  }
};

Yardstick measure_yardstick(const VisitTable& visits) {
  std::vector<float> seconds;
  for (const auto& at : visits.of) {
    for (const Visit& visit : at) {
      if (visit.counted && is_known(visit, FrictionKind::kWait))
        seconds.push_back(visit.progress_s);
    }
  }
  if (seconds.empty()) return {};
  const auto middle =
      static_cast<std::ptrdiff_t>(kSlowShare * static_cast<double>(seconds.size() - 1));
  std::ranges::nth_element(seconds, seconds.begin() + middle);
  return {seconds[static_cast<std::size_t>(middle)]};
}

// Leaving is no friction after the goal, on a message, or where journeys end.
bool is_friction(const JourneyModel& model, std::size_t t, FrictionKind kind,
                 const Count& dropped) {
  const Touchpoint& touchpoint = model.touchpoints[t];
  if (touchpoint.role == "message" || touchpoint.role == "error") return false;
  if (kind == FrictionKind::kMissing || kind == FrictionKind::kDeadEnd) return false;
  // Where most do not move on, nobody waits for anything.
  if (kind == FrictionKind::kWait) return 2 * dropped.k < dropped.n;
  if (kind != FrictionKind::kDropOff) return true;
  if (touchpoint.role != "step") return false;
  if (model.goal && t >= *model.goal) return false;
  return static_cast<double>(dropped.k) <= (1 - kProgressMin) * static_cast<double>(dropped.n);
}

struct Measured {
  Counts counts;
  std::array<double, kFrictionKinds> baseline{};
};

Measured measure(const JourneyModel& model, const VisitTable& visits, const Yardstick& yardstick) {
  Measured measured{Counts(visits.of.size()), {}};
  std::array<Count, kFrictionKinds> pooled{};
  for (std::size_t t = 0; t < visits.of.size(); ++t) {
    auto& counts = measured.counts[t];
    for (const Visit& visit : visits.of[t]) {
      for (std::size_t k = 0; k < kFrictionKinds; ++k) {
        const auto kind = static_cast<FrictionKind>(k);
        if (!yardstick.applies(visit, kind)) continue;
        ++counts[k].n;
        if (yardstick.bad(visit, kind)) ++counts[k].k;
      }
    }
    const Count dropped = counts[static_cast<std::size_t>(FrictionKind::kDropOff)];
    for (std::size_t k = 0; k < kFrictionKinds; ++k) {
      if (!is_friction(model, t, static_cast<FrictionKind>(k), dropped)) counts[k] = {};
      pooled[k].n += counts[k].n;
      pooled[k].k += counts[k].k;
    }
  }
  for (std::size_t k = 0; k < kFrictionKinds; ++k) {
    measured.baseline[k] =
        pooled[k].n == 0 ? 0 : static_cast<double>(pooled[k].k) / static_cast<double>(pooled[k].n);
  }
  return measured;
}

std::optional<Standing::Worst> find_worst(const FrictionBasis& basis, const Standing& standing,
                                          const Yardstick& yardstick) {
  const double share = static_cast<double>(standing.k) / static_cast<double>(standing.n);
  std::optional<Standing::Worst> worst;
  double worst_low = kWorstRatio * share;
  for (std::size_t d = 0; d < basis.dimensions.size(); ++d) {
    std::vector<Count> counts(basis.dimensions[d].values.size());
    for (const Visit& visit : basis.visits.of[standing.touchpoint]) {
      if (!yardstick.applies(visit, standing.kind)) continue;
      Count& count = counts[basis.dimensions[d].codes[visit.event]];
      ++count.n;
      if (yardstick.bad(visit, standing.kind)) ++count.k;
    }
    for (std::size_t v = 1; v < counts.size(); ++v) {
      if (counts[v].n < kWorstMin || counts[v].n >= standing.n) continue;
      const double low = wilson_interval(counts[v].k, counts[v].n).low;
      if (low <= worst_low) continue;
      worst_low = low;
      worst = {{d, static_cast<std::uint8_t>(v)}, counts[v].n, counts[v].k};
    }
  }
  return worst;
}

}  // namespace

std::vector<Standing> find_standing(const FrictionBasis& basis) {
  const Yardstick yardstick = measure_yardstick(basis.visits);
  const Measured measured = measure(*basis.model, basis.visits, yardstick);
  std::vector<Standing> all;
  for (std::size_t t = 0; t < measured.counts.size(); ++t) {
    for (std::size_t k = 0; k < kFrictionKinds; ++k) {
      const Count count = measured.counts[t][k];
      if (count.n < kVisitsMin || count.k == 0) continue;
      Standing standing{.touchpoint = t,
                        .kind = static_cast<FrictionKind>(k),
                        .n = count.n,
                        .k = count.k,
                        .baseline = measured.baseline[k]};
      if (wilson_interval(count.k, count.n).low <= standing.baseline) continue;
      for (const Visit& visit : basis.visits.of[t]) {
        if (!yardstick.applies(visit, standing.kind) || !yardstick.bad(visit, standing.kind)) {
          continue;
        }
        if (standing.people.empty() || standing.people.back() != visit.profile) {
          standing.people.push_back(visit.profile);
        }
      }
      const double share = static_cast<double>(count.k) / static_cast<double>(count.n);
      const double beyond =
          static_cast<double>(standing.people.size()) * (1 - standing.baseline / share);
      const auto loss =
          goal_loss(basis.value, *basis.model, basis.visits, *basis.table, t, standing.kind);
      if (basis.value.per_goal && loss) standing.impact = beyond * *loss * *basis.value.per_goal;
      standing.weight = beyond * (basis.value.has_goal ? loss.value_or(0) : 1.0);
      all.push_back(std::move(standing));
    }
  }
  std::ranges::stable_sort(all, [](const Standing& a, const Standing& b) {
    return std::pair(a.weight, a.people.size()) > std::pair(b.weight, b.people.size());
  });
  if (all.size() > kStandingMax) all.resize(kStandingMax);
  for (Standing& standing : all) {
    standing.worst = find_worst(basis, standing, yardstick);
    put_in_words(basis, standing);
  }
  return all;
}

std::vector<FrictionValue> friction_values(const JourneyModel& model, const VisitTable& visits) {
  const Measured measured = measure(model, visits, measure_yardstick(visits));
  std::vector<FrictionValue> values(model.touchpoints.size());
  for (std::size_t t = 0; t < visits.of.size(); ++t) {
    double excess = 0;
    bool any = false;
    for (std::size_t k = 0; k < kFrictionKinds; ++k) {
      const Count count = measured.counts[t][k];
      if (count.n < kVisitsMin) continue;
      any = true;
      excess += kEmotionWeight[k] * (static_cast<double>(count.k) / static_cast<double>(count.n) -
                                     measured.baseline[k]);
    }
    // Being at an error is an error.
    if (model.touchpoints[t].role == "error") {
      any = true;
      excess = 1 - measured.baseline[static_cast<std::size_t>(FrictionKind::kError)];
    }
    if (any) values[t].value = -2 * std::tanh(excess / kEmotionScale);
    std::uint32_t last = static_cast<std::uint32_t>(-1);
    for (const Visit& visit : visits.of[t]) {
      if (visit.profile != last) ++values[t].people;
      last = visit.profile;
    }
  }
  return values;
}

}  // namespace wend::analyze
