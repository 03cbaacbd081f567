#pragma once

#include <string>

#include "http/router.h"

namespace wend::api {

// Pages of any origin may send and read the answer: it tells nothing. Their browsers may send
// cookies along, as Snowplow's tracker has them do; nothing here looks at those.
void open_to_all(const http::Request& request, http::Response& response);

// The answer to a browser that asks first whether it may.
void add_preflight(http::Router& router, const std::string& path);

}  // namespace wend::api
