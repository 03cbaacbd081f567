#pragma once

#include <optional>
#include <simdjson.h>

#include "collect/time_format.h"
#include "env/clock.h"

namespace wend::collect {

// Reads the times of senders. Not safe to share between threads.
class MessageTime {
 public:
  MessageTime();

  // A text in ISO 8601 (without an offset: UTC), or a number, also as a text, of seconds,
  // milliseconds, microseconds or nanoseconds since 1970, told apart by its size.
  std::optional<env::TimeUs> read(const simdjson::dom::element& value);
  std::optional<env::TimeUs> read(std::string_view text);

 private:
  TimeFormat iso_;
};

// When it happened by our clock: received_at − (sent_at − original), as Segment specifies it. The
// sender's own time stands when it did not say when it sent, or when the outcome is no believable
// time (kTimeMin, kFutureMax).
env::TimeUs corrected_time(env::TimeUs original, std::optional<env::TimeUs> sent_at,
                           env::TimeUs received_at);

// Why a time is refused; empty when it is believable.
std::string_view unbelievable(env::TimeUs time, env::TimeUs received_at);

}  // namespace wend::collect
