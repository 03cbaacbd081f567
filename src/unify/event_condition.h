#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/comparison.h"
#include "model/event.h"
#include "model/property_text.h"

namespace wend::unify {

using model::TimeUs;

// An event as segments look at it. The texts live elsewhere, as long as the call.
struct SegmentEvent {
  std::int64_t sequence = 0;
  TimeUs time_us = 0;
  model::EventType type = model::EventType::kTrack;
  std::string_view name;  // as it is shown
  std::string_view channel, source;
  std::string_view properties;  // a JSON object
};

// The paths of properties (or traits) that are asked for, each by its number.
class Paths {
 public:
  std::uint32_t number_of(std::string_view path);  // adds it when it is new
  const std::string& path(std::uint32_t number) const { return paths_[number]; }
  std::size_t size() const { return paths_.size(); }

 private:
  std::vector<std::string> paths_;
};

// Reads each property of an event at most once.
class EventReader {
 public:
  void open(const SegmentEvent& event, const Paths& paths);
  const SegmentEvent& event() const { return *event_; }
  // Missing for identify events, whose properties are traits.
  const model::Value& property(std::uint32_t path);
  model::Value trait(std::string_view path);

 private:
  const SegmentEvent* event_ = nullptr;
  const Paths* paths_ = nullptr;
  model::PropertyText parser_;
  std::vector<model::Value> values_;
  std::vector<std::uint64_t> read_at_;  // values_[i] is of this event when it says so
  std::uint64_t opened_ = 0;
};

// True or false of one event by itself. A value; equal keys decide alike.
struct EventCondition {
  enum class Kind : std::uint8_t {
    kTrue,
    kFalse,
    kName,      // one of `texts`, which are sorted
    kType,      // bit of `types`
    kChannel,   // one of `texts`
    kSource,    // one of `texts`
    kProperty,  // texts[0], which is `path` of the plan
    kAll,
    kAny,
    kNot,
  };
  Kind kind = Kind::kTrue;
  std::uint8_t types = 0;
  std::uint32_t path = 0;
  std::vector<std::string> texts;
  model::Comparison comparison;
  std::vector<EventCondition> parts;

  bool holds(EventReader& reader) const;
  // What is certain of events of this name and type, whatever else they say; nothing: it depends.
  std::optional<bool> of(std::string_view name, model::EventType type) const;
  std::string key() const;
};

// Joined with what is always or never true left out.
EventCondition all_of(std::vector<EventCondition> parts);
EventCondition any_of(std::vector<EventCondition> parts);
EventCondition negated(EventCondition part);

// A text that two comparisons have in common only when they decide alike.
std::string key_of(const model::Comparison& comparison);
std::string key_of(const std::vector<std::string>& texts);

}  // namespace wend::unify
