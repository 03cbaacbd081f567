#pragma once

#include <array>
#include <boost/json/value.hpp>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "analyze/event_kinds.h"
#include "analyze/journey_model.h"
#include "analyze/journey_table.h"

namespace wend::analyze {

// What a filter by channel, touchpoint, stage, role or source is set to for events without one.
inline constexpr std::string_view kWithoutOne = "(none)";

// Which of a customer's events a timeline shows: those that satisfy all that is set.
struct TimelineFilter {
  std::optional<std::string> channel, event, touchpoint, stage, role, source;
  std::optional<EventKind> kind;
  std::optional<TimeUs> from, to;  // half-open
  // In the event's name or touchpoint, or in a value of its properties; whatever the case of A to
  // Z.
  std::string search;
};

// What an event name means in the journey.
struct EventMeaning {
  std::string_view touchpoint, stage, role;  // empty: none
  EventKind kind = EventKind::kOther;
};

// A customer's events as a timeline shows them, drawn from the table alone; only a search reads the
// store. Places count the customer's events from 0 in the table's order (time, sequence).
class Timeline {
 public:
  // Errors: whatever reading properties answers.
  static base::Result<Timeline> read(std::shared_ptr<const JourneyTable> table, std::size_t profile,
                                     const TimelineFilter& filter, const ReadProperties& read);

  const JourneyTable& table() const { return *table_; }
  std::size_t size() const { return end_ - begin_; }
  // The shown ones, in order.
  const std::vector<std::uint32_t>& places() const { return places_; }
  // The place in the table.
  std::size_t at(std::size_t place) const { return begin_ + place; }
  EventMeaning meaning(std::size_t place) const;
  // Of the event's (type, name), wherever it stands in the table.
  EventMeaning meaning_of(std::uint8_t type, std::uint32_t name) const;

  // How many events would be shown with this value in place of what the filter has for that field:
  // what stands beside a choice. Most frequent first, then by name.
  enum Field { kChannel, kEvent, kKind, kTouchpoint, kStage, kRole, kSource };
  static constexpr std::size_t kFields = 7;
  struct Count {
    std::string value;
    std::size_t events = 0;
  };
  std::vector<Count> counts(Field field) const;

  // Sessions of the whole timeline, whatever the filter, in order.
  struct Session {
    std::size_t first = 0, last = 0;         // places
    std::size_t shown = 0;                   // how many of its events the filter lets through
    std::size_t entry = 0;                   // the place of its first page, else of its first event
    std::vector<std::string_view> channels;  // in the order they were met
    std::vector<std::string_view> stages;    // each time another one was entered
  };
  const std::vector<Session>& sessions() const { return sessions_; }
  // The session of a place, counted from 0.
  std::size_t session_of(std::size_t place) const;

 private:
  Timeline(std::shared_ptr<const JourneyTable> table, std::size_t profile);
  base::Result<std::vector<bool>> found(const std::string& search,
                                        const ReadProperties& read) const;
  void choose(const TimelineFilter& filter, const std::vector<bool>& found);
  void part_into_sessions();

  std::shared_ptr<const JourneyTable> table_;
  std::shared_ptr<const JourneyModel> model_;
  std::shared_ptr<const EventKinds> kinds_;
  std::size_t begin_ = 0, end_ = 0;
  std::vector<std::uint32_t> places_;
  std::array<std::map<std::string, std::size_t, std::less<>>, kFields> counts_;
  std::vector<Session> sessions_;
};

// What an identify event changed: the trait and both values, null where there was none.
struct TraitChange {
  std::string trait;
  boost::json::value before, after;
};
// For these places of identify events (any order), by place. Traits are followed through the
// customer's identify events; of those before the first wanted one the latest
// kTraitEventsMax are looked at.
inline constexpr std::size_t kTraitEventsMax = 500;
base::Result<std::map<std::size_t, std::vector<TraitChange>>> trait_changes(
    const JourneyTable& table, std::size_t profile, std::vector<std::size_t> places,
    const ReadProperties& read);

}  // namespace wend::analyze
