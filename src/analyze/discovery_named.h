#pragma once

#include "analyze/journey_model.h"

namespace wend::analyze {

// The discovered journey with the touchpoints that people named (table.named_touchpoints()). Each
// takes its events from the discovered touchpoints they were in; those keep the rest, or vanish.
// Stages stay as discovered, so that naming a touchpoint renames nothing else; a stage without
// touchpoints vanishes. A named touchpoint stands at the mean position of its events; its stage and
// role, unless people say, are those of most of its events. What takes the most events of the goal
// is the goal, unless people name another or say that it is something else. Errors: kCancelled.
base::Result<std::shared_ptr<const JourneyModel>> with_named_touchpoints(
    const JourneyTable& table, const JourneyModel& discovered, const std::stop_token& stop);

}  // namespace wend::analyze
