#include "api/touchpoints.h"

#include "unify/live_segments.h"

namespace wend::api {

workspace::Touchpoints touchpoints(Services& services) {
  return {services.workspace.documents(), services.clock};
}

analyze::NamedTouchpoints named_touchpoints(const std::vector<workspace::Touchpoint>& stored) {
  std::vector<analyze::NamedTouchpoint> named;
  for (const workspace::Touchpoint& one : stored)
    named.push_back({one.name, one.events, one.stage, one.role});
  return analyze::NamedTouchpoints(std::move(named));
}

base::Status apply_touchpoints(Services& services) {
  // Whoever comes last has read the newest.
  std::lock_guard lock(services.event_plan);
  WEND_ASSIGN(const auto stored, touchpoints(services).all());
  services.tables.set_touchpoints(named_touchpoints(stored));
  if (services.segments != nullptr) services.segments->naming_may_differ();
  return {};
}

}  // namespace wend::api
