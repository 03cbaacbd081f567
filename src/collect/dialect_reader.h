#pragma once

#include <memory>
#include <simdjson.h>
#include <string>
#include <vector>

#include "base/result.h"
#include "collect/message_draft.h"

namespace wend::collect {

// One protocol's way to say messages, for one body.
class DialectReader {
 public:
  virtual ~DialectReader() = default;
  // The messages of a body, in order. Errors: kInvalidInput when the body holds none of this
  // protocol.
  virtual base::Result<std::vector<simdjson::dom::element>> open(
      const simdjson::dom::element& body) = 0;
  // Reads one of them into an empty draft. Why it cannot be taken, in a sentence; empty when it
  // can.
  virtual std::string read(const simdjson::dom::element& message, Draft& draft) = 0;
};

// What PostHog's and RudderStack's browser SDKs say for the referrer of a page that has none.
inline constexpr std::string_view kNoReferrer = "$direct";

// The entries of an array.
inline std::vector<simdjson::dom::element> entries_of(const simdjson::dom::array& array) {
  return {array.begin(), array.end()};
}

// What is wrong with a body that is no JSON.
std::unexpected<base::Error> unreadable_body(simdjson::error_code error);
// What every message must be, whoever sent it. Why it is not; empty when it is.
std::string problem_of(const Message& message, env::TimeUs received_at);

std::unique_ptr<DialectReader> make_segment_reader(const Envelope& envelope);
std::unique_ptr<DialectReader> make_posthog_reader(const Envelope& envelope);
// In binary mode the attributes are the envelope's headers, which are opened in place of the body,
// and the body is the data: any bytes.
std::unique_ptr<DialectReader> make_cloud_event_reader(const Envelope& envelope,
                                                       std::string_view body);
std::unique_ptr<DialectReader> make_snowplow_reader(const Envelope& envelope);

}  // namespace wend::collect
