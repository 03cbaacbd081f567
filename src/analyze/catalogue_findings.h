#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "analyze/catalogue_view.h"
#include "analyze/event_plan.h"

namespace wend::analyze {

enum class EventFindingKind {
  kNewEvent,
  kSilentEvent,
  kNewProperty,
  kLostProperty,
  kNewType,
  kVolume
};
std::string_view to_string(EventFindingKind kind);

// Something about an event that is not as it was.
struct EventFinding {
  EventFindingKind kind = EventFindingKind::kNewEvent;
  std::string event;     // as sent
  std::string property;  // empty: of no property
  std::string type;      // of kNewType
  Day day = 0;           // when it began
  std::string sentence;
  std::uint64_t count = 0;                 // the events that the sentence speaks of
  double expected = 0, low = 0, high = 0;  // of kVolume
};

// The last day that has events and is not in the future of the view's clock: everything is told
// from there, so a file about a past year is told as it was then. 0 when there are no events.
Day last_day_of(const CatalogueView& view);

// What changed on the last `days` days up to last_day_of(), newest first, then by event.
//  new event       its first day; events were already counted a week before it
//  silent event    it came on most of the 28 days up to its last one and then not on at least three
//                  whole days, so many that days that fall out by chance, (1 − p)^k with
//                  p = (days it came + 1) / (28 + 2), explain it with at most 1 : 10,000. Whole
//                  days end with the last day of its sources: a file is not expected to go on.
//  new property    its first day, where the event was sampled on at least a week before; the share
//                  of events that have it since is so large that ten or more of the events sampled
//                  before would have had it (the first one, which began those days, left out)
//  lost property   at least half of the events sampled on the 28 days before had it (of 50 or more)
//                  and none of those since (20 or more)
//  new type        as a new property, among the values of a property (50 or more before); at least
//                  1 % of those since. Null is no type here.
//  volume          see volume_findings()
std::vector<EventFinding> find_changes(const CatalogueView& view, const EventNames& names,
                                       Day days);

}  // namespace wend::analyze
