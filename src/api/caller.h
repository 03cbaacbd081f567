#pragma once

#include "api/endpoint.h"

namespace wend::api {

inline constexpr std::string_view kSessionCookie = "wend_session";
inline constexpr std::string_view kGuestCookie = "wend_guest";

// Who sent a request. A token or cookie that is not known makes a stranger, never an error.
base::Result<Caller> identify(const http::Request& request, Services& services);

// Who sent a request to a part that is for guests of a workshop alone: a session or token counts
// for nothing there, as a guest's cookie counts for nothing elsewhere.
base::Result<Caller> identify_guest(const http::Request& request, Services& services);

// The Set-Cookie line that keeps (or, with an empty secret, takes away) a session.
std::string session_cookie(std::string_view secret, const ApiConfig& config);
// The same for a guest, sent with requests to the guests' part alone.
std::string guest_cookie(std::string_view secret, const ApiConfig& config);

}  // namespace wend::api
