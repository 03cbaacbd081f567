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
constexpr double kProgressMin = 0.05;  // where fewer move on, journeys end
constexpr std::uint64_t kWorstMin = 50;
constexpr double kWorstRatio = 1.25;
constexpr std::size_t kStandingMax = 200;

using Counts = std::vector<std::array<Count, kFrictionKinds>>;

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

Measured measure(const JourneyModel& model, const std::vector<Outcomes>& outcomes) {
  Measured measured{Counts(outcomes.size()), {}};
  std::array<Count, kFrictionKinds> pooled{};
  for (std::size_t t = 0; t < outcomes.size(); ++t) {
    const Count& dropped = outcomes[t].of[static_cast<std::size_t>(FrictionKind::kDropOff)].visits;
    for (std::size_t k = 0; k < kFrictionKinds; ++k) {
      if (!is_friction(model, t, static_cast<FrictionKind>(k), dropped)) continue;
      const Count& count = outcomes[t].of[k].visits;
      measured.counts[t][k] = count;
      pooled[k].n += count.n;
      pooled[k].k += count.k;
    }
  }
  for (std::size_t k = 0; k < kFrictionKinds; ++k) measured.baseline[k] = pooled[k].share();
  return measured;
}

std::optional<Standing::Worst> find_worst(const Standing& standing, const ValueOutcomes& values) {
  std::optional<Standing::Worst> worst;
  double worst_low = kWorstRatio * standing.visits.share();
  for (std::size_t d = 0; d < values.of.size(); ++d) {
    for (std::size_t v = 1; v < values.of[d].size(); ++v) {
      const Count& count = values.of[d][v][static_cast<std::size_t>(standing.kind)];
      if (count.n < kWorstMin || count.n >= standing.visits.n) continue;
      const double low = wilson_interval(count.k, count.n).low;
      if (low <= worst_low) continue;
      worst_low = low;
      worst = {{d, static_cast<std::uint8_t>(v)}, count};
    }
  }
  return worst;
}

}  // namespace

std::vector<Standing> find_standing(const FrictionBasis& basis, const Detection& detection,
                                    double fdr) {
  const Measured measured = measure(*basis.model, basis.outcomes);
  std::vector<Standing> all;
  for (std::size_t t = 0; t < measured.counts.size(); ++t) {
    for (std::size_t k = 0; k < kFrictionKinds; ++k) {
      const Count& count = measured.counts[t][k];
      if (count.n < kVisitsMin || count.k == 0) continue;
      const auto kind = static_cast<FrictionKind>(k);
      const double baseline = measured.baseline[k];
      if (wilson_interval(count.k, count.n).low <= baseline) continue;
      Standing standing{.touchpoint = t, .kind = kind, .visits = count, .baseline = baseline};
      standing.worth = {.people = basis.outcomes[t].of[k].people,
                        .excess = 1 - baseline / count.share(),
                        .loss = basis.loss(t, kind),
                        .value = basis.value.per_goal.value_or(1)};
      if (basis.value.per_goal && standing.worth.loss) standing.impact = standing.worth.score();
      all.push_back(std::move(standing));
    }
  }
  std::ranges::stable_sort(all, ranks_before, &Standing::worth);
  if (all.size() > kStandingMax) all.resize(kStandingMax);
  for (Standing& standing : all) {
    const ValueOutcomes& values = detection.values[standing.touchpoint];
    standing.worst = find_worst(standing, values);
    standing.worse_for = worse_for(standing, values, fdr);
    standing.series = values.everyone[static_cast<std::size_t>(standing.kind)];
    standing.trend =
        trend_of(standing.series, rhythm_of(standing.series, basis.seasons), basis.seasons.week_of);
    put_in_words(basis, standing);
  }
  return all;
}

std::vector<std::uint32_t> people_of(const FrictionBasis& basis, const Standing& standing) {
  std::vector<std::uint32_t> people;
  basis.visits.of[standing.touchpoint].each([&](VisitList::At visit) {
    if (!basis.yardstick.applies(*visit, standing.kind)) return;
    if (!basis.yardstick.bad(*visit, standing.kind)) return;
    if (people.empty() || people.back() != visit->profile) people.push_back(visit->profile);
  });
  return people;
}

std::vector<FrictionValue> friction_values(const FrictionBasis& basis) {
  const Measured measured = measure(*basis.model, basis.outcomes);
  std::vector<FrictionValue> values(basis.model->touchpoints.size());
  for (std::size_t t = 0; t < basis.outcomes.size(); ++t) {
    double excess = 0;
    bool any = false;
    for (std::size_t k = 0; k < kFrictionKinds; ++k) {
      const Count& count = measured.counts[t][k];
      if (count.n < kVisitsMin) continue;
      any = true;
      excess += kEmotionWeight[k] * (count.share() - measured.baseline[k]);
    }
    // Being at an error is an error.
    if (basis.model->touchpoints[t].role == "error") {
      any = true;
      excess = 1 - measured.baseline[static_cast<std::size_t>(FrictionKind::kError)];
    }
    if (any) values[t].value = -2 * std::tanh(excess / kEmotionScale);
    values[t].people = basis.outcomes[t].visitors;
  }
  return values;
}

}  // namespace wend::analyze
