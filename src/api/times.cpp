#include "api/times.h"

#include "api/endpoint.h"

namespace wend::api {

base::Result<model::TimeZone> zone_of(Services& services) {
  WEND_ASSIGN(const auto name, services.workspace.settings().get("time_zone"));
  return model::TimeZone::find(name.value_or("UTC"));
}

base::Result<std::optional<model::TimeUs>> time_parameter(const Call& call, std::string_view name,
                                                          const model::TimeZone& zone) {
  const auto text = call.parameter(name);
  if (!text) return std::nullopt;
  const auto time = model::parse_time(*text, zone);
  if (!time)
    return base::fail(base::ErrorCode::kInvalidInput, "This is no time.", std::string(name),
                      "Write it as 2026-01-31T08:00:00Z, or a day as 2026-01-31.");
  return *time;
}

}  // namespace wend::api
