#pragma once

#include <boost/json/value.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "api/services.h"
#include "model/time_text.h"

namespace wend::api {

// The zone that the workspace reads and writes times in.
base::Result<model::TimeZone> zone_of(Services& services);

// A parameter that is a time or a day; nothing when it is not given. Errors: kInvalidInput at its
// name.
struct Call;
base::Result<std::optional<model::TimeUs>> time_parameter(const Call& call, std::string_view name,
                                                          const model::TimeZone& zone);

inline boost::json::value time_json(std::optional<model::TimeUs> time_us,
                                    const model::TimeZone& zone) {
  return time_us ? boost::json::value(model::format_time(*time_us, zone))
                 : boost::json::value(nullptr);
}

}  // namespace wend::api
