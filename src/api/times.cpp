#include "api/times.h"

namespace wend::api {

base::Result<model::TimeZone> zone_of(Services& services) {
  WEND_ASSIGN(const auto name, services.workspace.settings().get("time_zone"));
  return model::TimeZone::find(name.value_or("UTC"));
}

}  // namespace wend::api
