#pragma once

#include "api/services.h"
#include "http/router.h"

namespace wend::api {

// What browser SDKs ask for before they start: where to send, and which features there are.
void add_sdk_settings_routes(http::Router& router, Services& services);

}  // namespace wend::api
