#pragma once

#include <boost/json/object.hpp>

#include "base/error.h"
#include "http/message.h"

namespace wend::http {

// When something is busy: long enough to make room, and nobody notices the wait.
constexpr int kRetryAfterS = 2;

// The HTTP status that goes with an error code.
int status_of(base::ErrorCode code);

// The standard phrase of a status: "Not Found".
std::string_view reason_phrase(int status);

// An error as application/problem+json (RFC 9457), with `code`, `field` (the error's place) and
// `hint`. Errors that are our own fault are told without their details, which may name files.
// `status` overrides the code's own. Whoever is refused for now, with 429 or 503, is told in
// Retry-After when to come back.
Response problem(const base::Error& error, int status = 0, int retry_after_s = kRetryAfterS);
boost::json::object problem_json(const base::Error& error, int status = 0);

}  // namespace wend::http
