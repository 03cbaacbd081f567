#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "env/clock.h"

namespace wend::model {

using env::TimeUs;

// The six calls of Segment's specification.
enum class EventType : std::uint8_t { kTrack, kPage, kScreen, kIdentify, kGroup, kAlias };

std::string_view to_string(EventType type);
std::optional<EventType> event_type_from(std::string_view text);

// 128 bits that name one event within its source. Two events with the same id are the same event,
// sent twice.
struct MessageId {
  std::uint64_t high = 0;
  std::uint64_t low = 0;
  auto operator<=>(const MessageId&) const = default;
};

// Hash (XXH3, 128 bit) of any bytes that are unique to the event, such as the sender's message id.
MessageId message_id_of(std::string_view bytes, std::uint64_t seed = 0);

// Who a customer is, as an event says it.
struct NamedIdentity {
  std::string_view identity_namespace, value;
  bool alias = false;  // the sender says in so many words that it is the same customer
};

// One event on its way into the store. The texts belong to whoever made the row and must outlive
// the call that takes it.
struct EventRow {
  MessageId message_id;
  TimeUs time_us = 0;
  EventType type = EventType::kTrack;
  std::string_view name;                     // never empty
  std::string_view channel;                  // may be empty: unknown
  std::string_view identity_namespace;       // "user_id", "anonymous_id", …
  std::string_view identity_value;           // never empty
  std::string_view properties;               // a JSON object; traits for identify and group
  std::span<const NamedIdentity> also = {};  // who the customer is besides
};

// The number that stands for an identity in the event store: 63 bits of XXH3 over namespace and
// value. The store checks that no two identities share one.
std::int64_t identity_id_of(std::string_view identity_namespace, std::string_view value);

// How customers are named outside: "c_" and 16 hexadecimal digits.
std::string customer_id_text(std::int64_t profile_id);
std::optional<std::int64_t> customer_id_from(std::string_view text);

}  // namespace wend::model
