#include "api/event_plan.h"

#include <boost/json/parse.hpp>

#include "analyze/catalogue.h"
#include "model/tracking_plan.h"

namespace wend::api {

base::Result<std::vector<analyze::PlannedEvent>> planned_events(workspace::Workspace& workspace) {
  std::vector<analyze::PlannedEvent> events;
  WEND_ASSIGN(const auto document, workspace.documents().find(model::kTrackingPlanDocument));
  if (!document) return events;
  boost::system::error_code error;
  const boost::json::value body = boost::json::parse(document->body, error);
  WEND_ASSIGN(const auto plan, model::tracking_plan_from(body));
  for (const model::PlannedEvent& event : plan.events)
    events.push_back({event.name, event.planned, event.blocked, event.show_as});
  return events;
}

base::Status apply_event_plan(Services& services) {
  // Whoever comes last has read the newest plan.
  std::lock_guard lock(services.event_plan);
  WEND_ASSIGN(auto events, planned_events(services.workspace));
  services.tables.set_event_names(analyze::EventNames(events));
  services.catalogue->set_plan(std::move(events));
  return {};
}

}  // namespace wend::api
