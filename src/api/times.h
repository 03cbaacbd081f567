#pragma once

#include <boost/json/value.hpp>
#include <optional>
#include <string>

#include "api/services.h"
#include "model/time_text.h"

namespace wend::api {

// The zone that the workspace reads and writes times in.
base::Result<model::TimeZone> zone_of(Services& services);

inline boost::json::value time_json(std::optional<model::TimeUs> time_us,
                                    const model::TimeZone& zone) {
  return time_us ? boost::json::value(model::format_time(*time_us, zone))
                 : boost::json::value(nullptr);
}

}  // namespace wend::api
