#pragma once

#include "api/endpoint.h"

namespace wend::api {

inline constexpr std::string_view kSessionCookie = "wend_session";

// Who sent a request. A token or cookie that is not known makes a stranger, never an error.
base::Result<Caller> identify(const http::Request& request, Services& services);

// The Set-Cookie line that keeps (or, with an empty secret, takes away) a session.
std::string session_cookie(std::string_view secret, const ApiConfig& config);

}  // namespace wend::api
