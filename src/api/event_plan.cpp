#include "api/event_plan.h"

#include "analyze/catalogue.h"

namespace wend::api {

void apply_event_plan(Services& services, std::vector<analyze::PlannedEvent> events) {
  services.tables.set_event_names(analyze::EventNames(events));
  services.catalogue->set_plan(std::move(events));
}

}  // namespace wend::api
