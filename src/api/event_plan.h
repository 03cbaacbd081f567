#pragma once

#include <vector>

#include "analyze/event_plan.h"
#include "api/services.h"
#include "base/result.h"

namespace wend::api {

// What the workspace's tracking plan says of events; nothing while there is no plan.
base::Result<std::vector<analyze::PlannedEvent>> planned_events(workspace::Workspace& workspace);

// Lets questions show the names of the stored plan, and the catalogue say what is planned and
// blocked, from now on. To be called at the start and after every change of the plan.
base::Status apply_event_plan(Services& services);

}  // namespace wend::api
