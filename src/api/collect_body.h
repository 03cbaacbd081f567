#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "http/message.h"

namespace wend::api {

// The largest body of events, before and after decompression.
inline constexpr std::uint64_t kEventsBodyMax = 32 * 1024 * 1024;

// The write key in a request's headers (the user name of basic sign-in, or the bearer token) or in
// its address; empty when it is in neither.
std::string key_beside_body(const http::Request& request);

// The JSON of a field of a form or of an address: as it is, or in Base64. Errors: kInvalidInput.
base::Result<std::string> data_of(std::string_view field);

// Whether the body may grow many times when it is unpacked.
bool is_packed(const http::Request& request);

// The body without its Content-Encoding, moved out of the request: gzip (of several members too,
// and when nothing announces it), deflate, or none. Errors: kInvalidInput, kTooLarge; then the body
// stays where it is.
base::Result<std::string> unpacked_body(http::Request& request);

// The body as JSON, which is moved out of the request: unpacked, and out of the form that browsers
// without fetch() sent. Errors: kInvalidInput, kTooLarge.
base::Result<std::string> plain_body(http::Request& request);

}  // namespace wend::api
