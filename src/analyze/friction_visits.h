#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <stop_token>
#include <string_view>
#include <vector>

#include "analyze/journey_model.h"
#include "model/time_zone.h"

namespace wend::analyze {

// What can go wrong at a touchpoint. docs/friction.md defines each.
enum class FrictionKind : std::uint8_t {
  kError,
  kDropOff,
  kLoop,
  kBackward,
  kRework,
  kDeadEnd,
  kWait,
  kContact,
  kMissing
};
inline constexpr std::size_t kFrictionKinds = 9;
std::string_view to_string(FrictionKind kind);

// The spans of time that visits are counted in: days of the workspace's time zone, hours in short
// logs, weeks in very long ones.
struct Buckets {
  std::vector<TimeUs> starts;  // ascending; one more than there are buckets
  TimeUs length_us = 0;        // of most buckets
  std::size_t size() const { return starts.empty() ? 0 : starts.size() - 1; }
  std::size_t of(TimeUs time_us) const;
  double per_week() const;
};
Buckets make_buckets(TimeUs first_us, TimeUs last_us, const model::TimeZone& zone);

// One customer being at one touchpoint: a run of its events without another in between.
struct Visit {
  std::uint32_t event;    // the first one's index in the table
  std::uint32_t profile;  // index in the table
  std::uint32_t bucket;
  std::uint16_t known;  // bit per kind: the visit is long enough ago to tell
  std::uint16_t bad;    // bit per kind
  bool counted;  // the customer's first visit here in this bucket: only these are counted in rates
  std::uint8_t ordinal;  // which visit here of the customer: 1, 2, … at most 255
  float progress_s;      // seconds until the customer moved forward; negative: did not
};

inline bool is_known(const Visit& visit, FrictionKind kind) {
  return (visit.known >> static_cast<unsigned>(kind) & 1U) != 0;
}
inline bool is_bad(const Visit& visit, FrictionKind kind) {
  return (visit.bad >> static_cast<unsigned>(kind) & 1U) != 0;
}

// How long after a visit is looked at, per touchpoint; drawn from the data.
struct Horizons {
  TimeUs progress_us = 0;  // for moving on
  TimeUs slow_us = 0;      // a longer way to the next touchpoint is a wait
  TimeUs patience_us = 0;  // waits are judged among those who moved on within this time
  std::size_t usual_next = static_cast<std::size_t>(-1);
};

struct VisitTable {
  TimeUs first_us = 0, last_us = -1;  // of the events that were looked at
  Buckets buckets;
  std::vector<std::vector<Visit>> of;  // per touchpoint, by (profile, time)
  std::vector<Horizons> horizons;
  TimeUs contact_us = 0;  // how long after a visit a contact counts as caused by it
  TimeUs session_us = 0;  // a longer pause ends a session
};

// `kept` marks the events to look at; empty means all. Asked to stop, it leaves the rest out.
VisitTable make_visits(const JourneyTable& table, const JourneyModel& model,
                       std::span<const std::uint8_t> kept, std::span<const std::uint8_t> failed,
                       const model::TimeZone& zone, const std::stop_token& stop = {});

// Marks the events whose own properties say that they failed ("status": "declined", "success":
// false).
base::Result<std::vector<std::uint8_t>> failed_events(const JourneyTable& table);

// The events of `kept` (empty: all) without those that only prepare or begin an activity whose
// completion is an event of the same name: one activity that was scheduled, started and completed
// is one step, not three. Read from the property "lifecycle" or "lifecycle:transition", as XES
// names its values. Empty when all are kept.
base::Result<std::vector<std::uint8_t>> whole_steps(const JourneyTable& table,
                                                    std::span<const std::uint8_t> kept);

}  // namespace wend::analyze
