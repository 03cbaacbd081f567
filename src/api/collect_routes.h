#pragma once

#include "api/services.h"
#include "http/router.h"

namespace wend::api {

// Senders keep what was refused for now, and their users wait to see it.
inline constexpr int kSenderRetryAfterS = 1;

// The addresses that other people's SDKs call, with the answers that those take for success. They
// stand beside the API: open to every origin, with write keys in place of sessions.
void add_collect_routes(http::Router& router, Services& services);

}  // namespace wend::api
