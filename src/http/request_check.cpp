#include "http/request_check.h"

#include <algorithm>

namespace wend::http {
namespace {

// The pages of Wend load nothing from anywhere else and run no inline script.
#define WEND_CONTENT_POLICY                                                                  \
  "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' " \
  "data:; connect-src 'self'; base-uri 'none'; form-action 'self'; object-src 'none'; "
constexpr std::string_view kContentSecurityPolicy = WEND_CONTENT_POLICY "frame-ancestors 'none'";
constexpr std::string_view kFramedPolicy = WEND_CONTENT_POLICY "frame-ancestors *";

Refusal malformed(std::string message, int status = 400) {
  return {base::Error{base::ErrorCode::kInvalidInput, std::move(message), "", ""}, status};
}

bool is_number(std::string_view text) {
  return !text.empty() && text.size() <= 18 &&
         std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

}  // namespace

std::optional<Refusal> check_framing(const Headers& headers, int version) {
  if (version != 10 && version != 11) return malformed("Wend speaks HTTP 1.0 and 1.1.", 505);
  const std::size_t hosts = headers.count("Host");
  if (hosts > 1 || (hosts == 0 && version == 11))
    return malformed("A request needs exactly one Host header.");
  const std::size_t lengths = headers.count("Content-Length");
  const std::size_t encodings = headers.count("Transfer-Encoding");
  if (lengths > 0 && encodings > 0)
    return malformed("A request may not have both Content-Length and Transfer-Encoding.");
  if (lengths > 1) return malformed("A request may have only one Content-Length.");
  if (lengths == 1 && !is_number(headers.get("Content-Length")))
    return malformed("The Content-Length is not a number.");
  if (encodings > 0 && version == 10) return malformed("HTTP 1.0 has no Transfer-Encoding.");
  if (encodings > 1 ||
      (encodings == 1 && !equal_ignoring_case(headers.get("Transfer-Encoding"), "chunked")))
    return malformed("The only Transfer-Encoding that Wend reads is chunked.", 501);
  return std::nullopt;
}

bool host_is_allowed(std::string_view host_header, const std::vector<std::string>& allowed) {
  if (allowed.empty()) return true;
  std::string_view host = host_header;
  if (host.starts_with('[')) {
    host = host.substr(0, host.find(']') + 1);
    const std::string_view rest = host_header.substr(host.size());
    if (!rest.empty() && rest.front() != ':') return false;
  } else {
    host = host.substr(0, host.find(':'));
  }
  return std::ranges::any_of(allowed, [&](const std::string& name) {
    return equal_ignoring_case(name, host) || equal_ignoring_case(name, host_header);
  });
}

void add_security_headers(Headers& headers) {
  const bool framed = headers.get("Content-Security-Policy") == kMayBeFramed;
  headers.set("Content-Security-Policy", framed ? kFramedPolicy : kContentSecurityPolicy);
  headers.set("X-Content-Type-Options", "nosniff");
  if (!framed) headers.set("X-Frame-Options", "DENY");
  headers.set("Referrer-Policy", "no-referrer");
  headers.set("Cross-Origin-Opener-Policy", "same-origin");
  if (!headers.has("Cross-Origin-Resource-Policy"))
    headers.set("Cross-Origin-Resource-Policy", "same-origin");
}

}  // namespace wend::http
