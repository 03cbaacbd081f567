#pragma once

#include <vector>

#include "analyze/event_plan.h"
#include "api/services.h"

namespace wend::api {

// What the tracking plan says of events, from now on: the names that questions show, and what the
// catalogue says is planned and blocked. To be called at the start and after every change.
void apply_event_plan(Services& services, std::vector<analyze::PlannedEvent> events);

}  // namespace wend::api
