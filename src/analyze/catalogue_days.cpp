#include "analyze/catalogue_days.h"

#include <algorithm>
#include <chrono>

#include "model/time_text.h"

namespace wend::analyze {
namespace {

std::int64_t floor_days(std::int64_t us) {
  const std::int64_t days = us / env::kDayUs;
  return us % env::kDayUs < 0 ? days - 1 : days;
}

}  // namespace

std::string day_text(Day day) {
  return model::format_day(std::chrono::local_days(std::chrono::days(day)));
}

int weekday_of(Day day) {
  constexpr int kThursday = 3;  // 1970-01-01
  return ((day + kThursday) % 7 + 7) % 7;
}

Day LocalDays::of(TimeUs time_us) {
  const std::int64_t utc_day = floor_days(time_us);
  if (!any_ || utc_day != last_utc_day_) {
    auto [found, is_new] = offsets_.try_emplace(utc_day);
    if (is_new) {
      const std::int64_t first = zone_.offset_us(utc_day * env::kDayUs);
      if (first == zone_.offset_us((utc_day + 1) * env::kDayUs)) found->second = first;
    }
    last_utc_day_ = utc_day;
    last_offset_ = found->second;
    any_ = true;
  }
  return static_cast<Day>(
      floor_days(time_us + (last_offset_ ? *last_offset_ : zone_.offset_us(time_us))));
}

std::uint64_t DayCounts::add(Day day, std::uint64_t count) {
  auto found = entries_.end();
  if (!entries_.empty() && entries_.back().day >= day) {
    found = std::ranges::lower_bound(entries_, day, {}, &Entry::day);
  }
  if (found == entries_.end() || found->day != day) found = entries_.insert(found, {day, 0});
  return found->count += count;
}

std::uint64_t DayCounts::of(Day day) const {
  const auto found = std::ranges::lower_bound(entries_, day, {}, &Entry::day);
  return found == entries_.end() || found->day != day ? 0 : found->count;
}

std::uint64_t DayCounts::between(Day first, Day last) const {
  std::uint64_t sum = 0;
  for (auto entry = std::ranges::lower_bound(entries_, first, {}, &Entry::day);
       entry != entries_.end() && entry->day <= last; ++entry) {
    sum += entry->count;
  }
  return sum;
}

void DayCounts::drop_before(Day day) {
  entries_.erase(entries_.begin(), std::ranges::lower_bound(entries_, day, {}, &Entry::day));
}

}  // namespace wend::analyze
