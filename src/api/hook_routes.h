#pragma once

#include "api/services.h"
#include "http/router.h"

namespace wend::api {

// POST /hooks/{key}, where webhooks deliver, and GET for senders that ask first whether the address
// is ours.
void add_hook_routes(http::Router& router, Services& services);

}  // namespace wend::api
