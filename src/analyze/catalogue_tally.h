#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "analyze/catalogue_days.h"
#include "analyze/catalogue_property.h"
#include "model/event.h"

namespace wend::analyze {

// One event, as the catalogue looks at it.
struct CatalogueEvent {
  std::string_view name;
  model::EventType type = model::EventType::kTrack;
  std::int64_t source_id = 0;
  TimeUs time_us = 0;
  model::MessageId id;
  std::string_view properties;  // a JSON object
};

// The events of one name, type and source: every one of them is counted.
struct EventOrigin {
  model::EventType type = model::EventType::kTrack;
  std::int64_t source_id = 0;
  std::uint64_t count = 0;
  TimeUs first_us = 0;
  TimeUs last_us = 0;
  DayCounts days;
};

// The events of one name. Properties are those of a sample: of each origin and day all events up to
// kSampledPerDay, then, chosen by the hash of their message id, one of two until there are twice
// as many events, one of four until there are four times as many, and so on. A sampled event has
// the weight of the events it stands for, so shares are shares of all events (Horvitz and Thompson
// 1952).
struct EventTally {
  static constexpr std::uint64_t kSampledPerDay = 2'000;
  static constexpr std::size_t kPropertiesMax = 300;

  std::string name;
  std::vector<EventOrigin> origins;
  std::vector<PropertyTally> properties;  // in the order they were first seen
  std::uint64_t sampled = 0;
  double sampled_weight = 0;
  DayCounts sampled_days;
  std::map<std::string, std::uint32_t, std::less<>> place_of_property;  // into `properties`

  std::uint64_t count() const;
  std::uint64_t count_between(Day first, Day last) const;
  DayCounts days() const;
  TimeUs first_us() const;
  TimeUs last_us() const;
  model::EventType main_type() const;  // that most of them have
};

// What the catalogue knows of all events up to one position of the store. A value: copies share
// what neither has changed since. Bounded: kNamesMax event names are told apart, further ones only
// counted; kPropertiesMax properties in all.
class CatalogueTally {
 public:
  static constexpr std::size_t kNamesMax = 50'000;
  static constexpr std::size_t kPropertiesMax = 20'000;
  // Daily figures of properties are kept for the last days only.
  static constexpr Day kPropertyDays = 100;

  CatalogueTally() = default;
  explicit CatalogueTally(std::string zone) : zone_(std::move(zone)) {}

  const std::map<std::string, std::shared_ptr<const EventTally>, std::less<>>& events() const {
    return events_;
  }
  const EventTally* find(std::string_view name) const;
  std::uint64_t count() const { return count_; }        // of all events
  std::uint64_t unlisted() const { return unlisted_; }  // those whose names are not told apart
  const std::string& zone() const { return zone_; }     // whose days these are

  // The last event that was counted: its sequence number and its id; 0 when there is none.
  std::int64_t position() const { return position_; }
  model::MessageId position_id() const { return position_id_; }
  void set_position(std::int64_t sequence, model::MessageId id) {
    position_ = sequence;
    position_id_ = id;
  }

 private:
  friend class CatalogueCounter;
  friend class CatalogueFile;
  std::string zone_ = "UTC";
  std::map<std::string, std::shared_ptr<const EventTally>, std::less<>> events_;
  std::uint64_t count_ = 0;
  std::uint64_t unlisted_ = 0;
  std::size_t properties_ = 0;
  Day last_day_ = std::numeric_limits<Day>::min();  // of all events
  std::int64_t position_ = 0;
  model::MessageId position_id_;
};

// Adds events to a tally.
class CatalogueCounter {
 public:
  // Days later than `today` do not move the window of the daily figures: one event from the future
  // must not push everything out.
  CatalogueCounter(CatalogueTally tally, const model::TimeZone& zone, TimeUs now_us);
  ~CatalogueCounter();

  // In any order. Properties that are no JSON object count as none.
  void add(const CatalogueEvent& event);
  void set_position(std::int64_t sequence, model::MessageId id) {
    tally_.set_position(sequence, id);
  }
  std::int64_t position() const { return tally_.position(); }
  // What there is now; adding may go on.
  CatalogueTally tally();

 private:
  struct Parser;
  EventTally* change(std::string_view name);
  void sample(EventTally& tally, const CatalogueEvent& event, Day day, std::uint64_t stands_for);

  CatalogueTally tally_;
  LocalDays days_;
  Day today_;
  // Those that were copied since the last tally(), and so may be changed.
  std::map<std::string, std::shared_ptr<EventTally>, std::less<>> changing_;
  EventTally* last_ = nullptr;
  std::unique_ptr<Parser> parser_;
};

}  // namespace wend::analyze
