#pragma once

#include <optional>
#include <span>
#include <vector>

#include "analyze/driver_statistics.h"
#include "analyze/journey_map_tally.h"

namespace wend::analyze {

// What goes with being at a place of the map: the outcome of those who were there before it, or
// without one, against that of everybody else on the map.
struct MapEffect {
  TwoGroups groups;
  Effect difference;
  // Where both groups have enough people: the p-value of no difference, and the q-value among all
  // places of the layer that have one.
  std::optional<double> p, q;
  bool held = false;  // at the false discovery rate, and the interval leaves out 0
};

// By place; none where one of the groups is empty. `people` and `outcome`: of the whole map.
std::vector<std::optional<MapEffect>> effects_of(std::span<const MapPlaceTally> places,
                                                 std::uint64_t people, std::uint64_t outcome,
                                                 std::uint64_t least, double fdr);

// The places whose effect is held, the greatest difference first, then in the map's order.
std::vector<std::size_t> held_effects(std::span<const std::optional<MapEffect>> effects);

}  // namespace wend::analyze
