#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "collect/message.h"

namespace wend::collect {

// An accepted body as the log keeps it: the envelope as one line of JSON, then the bytes.
std::string to_payload(const Envelope& envelope, std::string_view body);

struct AcceptedBody {
  Envelope envelope;
  std::string_view body;  // part of the payload
};
// Errors: kInternal, for a payload that this program did not write.
base::Result<AcceptedBody> from_payload(std::string_view payload);

}  // namespace wend::collect
