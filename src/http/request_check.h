#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "http/limits.h"
#include "http/problem.h"

namespace wend::http {

// Why a request whose header was read is refused before it is routed.
struct Refusal {
  base::Error error;
  int status;
};

// Checks what two servers in a row could read differently (RFC 9112 sections 3.2 and 6.3): exactly
// one Host, a single Content-Length of digits, never Content-Length with Transfer-Encoding,
// Transfer-Encoding only "chunked". `version` is 10 or 11.
std::optional<Refusal> check_framing(const Headers& headers, int version);

// Whether the Host header (with or without port) names one of the hosts; all are allowed when there
// are none.
bool host_is_allowed(std::string_view host_header, const std::vector<std::string>& allowed);

// Adds the headers that every answer carries: content type sniffing off, no framing, a strict
// content security policy.
// A page whose Content-Security-Policy is this one may stand in a frame of any site; all others in
// none.
inline constexpr std::string_view kMayBeFramed = "frame-ancestors *";

void add_security_headers(Headers& headers);

}  // namespace wend::http
