#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "analyze/conformance_design.h"
#include "analyze/drift_ask.h"

namespace wend::analyze {

// The mapped path as a design, whose runs are all journeys that the map allows (docs/maps.md,
// "Drift"): it may be entered and left at any step; from each step the next one follows, or what a
// link leads to; an optional step may be passed over, and so is every step that is not `walked`
// (bound, and somebody was there); after the last step another journey may begin, at any step. Step
// i of the design is step i of the map.
//
// A step that a branch leads to does not follow the step before it where that one has a way on of
// its own past it: then the two stand on different branches. With `entry` the first journey begins
// there and nowhere else, with `exit` the last one ends there.
JourneyDesign path_of_map(const DriftAsk& ask, const std::vector<bool>& walked,
                          std::optional<std::size_t> entry = {},
                          std::optional<std::size_t> exit = {});

}  // namespace wend::analyze
