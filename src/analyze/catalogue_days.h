#pragma once

#include <cstdint>
#include <optional>
#include <unordered_map>
#include <vector>

#include "model/time_zone.h"

namespace wend::analyze {

using model::TimeUs;

// Days since 1970-01-01 of a time zone's own calendar.
using Day = std::int32_t;

// "2026-01-31"
std::string day_text(Day day);
// 0 is Monday.
int weekday_of(Day day);

// Tells the local day of many instants fast.
class LocalDays {
 public:
  explicit LocalDays(model::TimeZone zone) : zone_(std::move(zone)) {}
  Day of(TimeUs time_us);
  const model::TimeZone& zone() const { return zone_; }

 private:
  model::TimeZone zone_;
  // Of a day in UTC; nothing where the clock changes within it.
  std::unordered_map<std::int64_t, std::optional<std::int64_t>> offsets_;
  std::int64_t last_utc_day_ = 0;
  std::optional<std::int64_t> last_offset_;
  bool any_ = false;
};

// How many events there were on each day.
class DayCounts {
 public:
  struct Entry {
    Day day = 0;
    std::uint64_t count = 0;
  };
  // Answers the new count of the day.
  std::uint64_t add(Day day, std::uint64_t count = 1);
  std::uint64_t of(Day day) const;
  // Of the days first to last, both included.
  std::uint64_t between(Day first, Day last) const;
  const std::vector<Entry>& entries() const { return entries_; }  // by day, none of them zero
  void drop_before(Day day);

 private:
  std::vector<Entry> entries_;
};

}  // namespace wend::analyze
