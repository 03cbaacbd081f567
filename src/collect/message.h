#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "model/event.h"

namespace wend::collect {

// The protocols that a body can speak;
// that of webhooks is what their mapping says (webhook_events.h).
enum class Dialect : std::uint8_t { kSegment, kPosthog, kCloudEvents, kSnowplow, kWebhook };
std::string_view to_string(Dialect dialect);
std::optional<Dialect> dialect_from(std::string_view text);

// What is known of a body beside its bytes. Kept with it in the log, so that reading it again gives
// the same messages.
struct Envelope {
  std::int64_t source_id = 0;  // in the event store
  Dialect dialect = Dialect::kSegment;
  // Which call the path stood for: "track", "identify", "page", "screen", "group", "alias",
  // "batch"; for CloudEvents the mode ("binary", "structured", "batch").
  std::string call;
  env::TimeUs received_at = 0;
  // Fields that did not travel in the body, such as the ce- headers of CloudEvents, and of
  // Snowplow's bodies the write key that stands in their events: a JSON object.
  std::string headers = "{}";
};

// One event as its sender meant it. The texts live as long as the call that hands it over.
struct Message {
  std::string_view message_id;  // the sender's; empty: its content stands for it
  model::EventType type = model::EventType::kTrack;
  std::string_view name;  // never empty
  std::string_view user_id, anonymous_id;
  env::TimeUs time_us = 0;   // corrected by the difference of the clocks
  std::string_view channel;  // "web", "app", …; empty: unknown
  std::string_view
      properties;  // a JSON object: properties or traits, and the telling parts of the context
  // What could not be taken as it was said though the event is; sentences, mostly none.
  std::string_view warning = {};
  // Who the customer is besides; never nobody at all.
  std::span<const model::NamedIdentity> also = {};
};

struct RefusedMessage {
  std::size_t index = 0;  // of the message in its body
  std::string reason;     // one sentence
  std::string event;      // its name; empty when it has none
  std::string sample;     // its JSON; of the first few of a body
};

// Reads every message of a body and hands each over in order; a message that cannot be taken is
// listed and the others go on. Errors, for a body that holds no messages at all: kInvalidInput
// with the place, kTooLarge.
base::Result<std::vector<RefusedMessage>> read_messages(
    const Envelope& envelope, std::string_view body,
    const std::function<void(const Message&)>& take);

struct CheckedMessages {
  std::size_t taken = 0;
  std::vector<RefusedMessage> refused;
};
// The same without handing anything over: how many read_messages would take, and what it would
// refuse. Cheaper, because properties are not written out. The same errors.
base::Result<CheckedMessages> check_messages(const Envelope& envelope, std::string_view body);

}  // namespace wend::collect
