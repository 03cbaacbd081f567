#include "analyze/journey_map_effects.h"

#include <algorithm>
#include <cmath>

namespace wend::analyze {

std::vector<std::optional<MapEffect>> effects_of(std::span<const MapPlaceTally> places,
                                                 std::uint64_t people, std::uint64_t outcome,
                                                 std::uint64_t least, double fdr) {
  std::vector<std::optional<MapEffect>> effects(places.size());
  std::vector<double> p;
  for (std::size_t i = 0; i < places.size(); ++i) {
    const MapPlaceTally& place = places[i];
    const TwoGroups groups{.with = place.before_outcome,
                           .with_outcome = place.led_to_outcome,
                           .without = people - place.before_outcome,
                           .without_outcome = outcome - place.led_to_outcome};
    if (groups.with == 0 || groups.without == 0) continue;
    effects[i] = {.groups = groups, .difference = risk_difference(groups)};
    if (std::min(groups.with, groups.without) < least) continue;
    effects[i]->p = equality_p(groups);
    p.push_back(*effects[i]->p);
  }
  const auto q = q_values(p);
  auto next = q.begin();
  for (auto& effect : effects) {
    if (!effect || !effect->p) continue;
    effect->q = *next++;
    const bool excludes_none = effect->difference.low > 0 || effect->difference.high < 0;
    effect->held = excludes_none && *effect->q <= fdr;
  }
  return effects;
}

std::vector<std::size_t> held_effects(std::span<const std::optional<MapEffect>> effects) {
  std::vector<std::size_t> held;
  for (std::size_t i = 0; i < effects.size(); ++i)
    if (effects[i] && effects[i]->held) held.push_back(i);
  std::ranges::stable_sort(held, std::greater<>{},
                           [&](std::size_t i) { return std::abs(effects[i]->difference.value); });
  return held;
}

}  // namespace wend::analyze
