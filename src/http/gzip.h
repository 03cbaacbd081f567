#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace wend::http {

struct Response;
struct Request;

std::string gzip(std::string_view bytes, int level = 5);

// Errors: kInvalidInput for what is no whole gzip stream, kTooLarge beyond `bytes_max`.
base::Result<std::string> gunzip(std::string_view bytes, std::size_t bytes_max);

// The same of what HTTP calls deflate: a zlib stream, or, as some senders have it, one without its
// header.
base::Result<std::string> inflate_body(std::string_view bytes, std::size_t bytes_max);

// Whether an Accept-Encoding header takes gzip (q above 0).
bool accepts_gzip(std::string_view accept_encoding);

// Compresses a complete text, JSON or CSV body when the client takes it and it is long enough to
// gain.
void compress(const Request& request, Response& response);

}  // namespace wend::http
