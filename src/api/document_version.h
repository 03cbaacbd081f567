#pragma once

#include <boost/json/value.hpp>
#include <cstdint>
#include <string>
#include <string_view>

#include "api/endpoint.h"

// Documents that people change side by side: ETag and If-Match.
namespace wend::api {

std::string etag_of(std::int64_t version);
// Whether the caller has seen this version.
bool has_seen(const Call& call, std::int64_t version);
// 409 with both versions, so that the screen can show what clashed. `what` is "this question".
Answer clash(std::string_view what, boost::json::value mine, boost::json::value theirs,
             std::int64_t version);

}  // namespace wend::api
