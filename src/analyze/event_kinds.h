#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "analyze/journey_model.h"

namespace wend::analyze {

// What an event looks like on a timeline. This is the one place that decides it
// (docs/timeline.md says it in words).
enum class EventKind : std::uint8_t {
  kPurchase,  // the customer bought: an amount
  kPage,      // a page or screen was seen: its path
  kSurvey,    // the customer answered: a score, perhaps in words
  kError,     // something went wrong
  kMessage,   // we wrote: e-mail, push, SMS
  kCase,      // the customer turned to us: chat, call, ticket
  kIdentify,  // we learnt who it is or what is true of them
  kOther,
};
inline constexpr std::size_t kEventKinds = 8;
std::string_view to_string(EventKind kind);
std::optional<EventKind> event_kind_from(std::string_view text);

// Reads what the table does not keep: calls `take(sequence, properties as JSON text)` for the
// events of these sequence numbers, in any order.
using ReadProperties =
    std::function<base::Status(std::span<const std::int64_t> sequences,
                               const std::function<void(std::int64_t, std::string_view)>& take)>;

// The kind of all events of one type and name. It follows from the type, from the role that the
// journey gives the name, from the name's words, and from which properties the latest events of
// that name have; so events that are called the same look the same, and a filter by kind needs to
// read none of them.
class EventKinds {
 public:
  EventKind of(std::uint8_t type, std::uint32_t name) const { return kinds_[name * kTypes + type]; }

 private:
  friend base::Result<std::shared_ptr<const EventKinds>> event_kinds(
      const std::shared_ptr<const JourneyTable>& table, const JourneyModel& model,
      const ReadProperties& read);
  static constexpr std::size_t kTypes = 6;
  std::vector<EventKind> kinds_;
};

// Of this table; decided once.
base::Result<std::shared_ptr<const EventKinds>> event_kinds(
    const std::shared_ptr<const JourneyTable>& table, const JourneyModel& model,
    const ReadProperties& read);

}  // namespace wend::analyze
