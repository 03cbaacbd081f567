#include "analyze/calendar.h"

#include <array>
#include <chrono>
#include <fmt/format.h>

#include "model/time_text.h"

namespace wend::analyze {
namespace {

using std::chrono::days;
using std::chrono::local_days;

constexpr std::int64_t kDayBarsMax = 366;
constexpr std::int64_t kWeekBarsMaxDays = 7 * 366;
constexpr std::int64_t kMonthBarsMaxDays = 100 * 366;
constexpr std::int64_t kBucketsMax = 10'000;

constexpr std::array<std::string_view, 4> kNames = {"day", "week", "month", "year"};
constexpr std::array<std::int64_t, 4> kShortestDays = {1, 7, 28, 365};

local_days first_day(local_days day, CalendarUnit unit) {
  const std::chrono::year_month_day date(day);
  switch (unit) {
    case CalendarUnit::kDay:
      return day;
    case CalendarUnit::kWeek:
      return day - (std::chrono::weekday(day) - std::chrono::Monday);
    case CalendarUnit::kMonth:
      return local_days(date.year() / date.month() / 1);
    case CalendarUnit::kYear:
      return local_days(date.year() / std::chrono::January / 1);
  }
  return day;
}

local_days next(local_days first, CalendarUnit unit) {
  const std::chrono::year_month_day date(first);
  switch (unit) {
    case CalendarUnit::kDay:
      return first + days(1);
    case CalendarUnit::kWeek:
      return first + days(7);
    case CalendarUnit::kMonth:
      return local_days(date + std::chrono::months(1));
    case CalendarUnit::kYear:
      return local_days(date + std::chrono::years(1));
  }
  return first;
}

std::int64_t days_of_span(TimeUs from_us, TimeUs to_us, const model::TimeZone& zone) {
  if (from_us >= to_us) return 0;
  return (model::local_day(to_us - 1, zone) - model::local_day(from_us, zone)).count() + 1;
}

}  // namespace

std::string_view to_string(CalendarUnit unit) {
  return kNames[static_cast<std::size_t>(unit)];
}

Calendar Calendar::of_span(TimeUs from_us, TimeUs to_us, const model::TimeZone& zone) {
  const std::int64_t span_days = days_of_span(from_us, to_us, zone);
  CalendarUnit unit = CalendarUnit::kYear;
  if (span_days <= kDayBarsMax) {
    unit = CalendarUnit::kDay;
  } else if (span_days <= kWeekBarsMaxDays) {
    unit = CalendarUnit::kWeek;
  } else if (span_days <= kMonthBarsMaxDays) {
    unit = CalendarUnit::kMonth;
  }
  return {unit, from_us, to_us, zone};
}

base::Result<Calendar> Calendar::of_unit(CalendarUnit unit, TimeUs from_us, TimeUs to_us,
                                         const model::TimeZone& zone) {
  if (days_of_span(from_us, to_us, zone) / kShortestDays[static_cast<std::size_t>(unit)] >
      kBucketsMax) {
    return base::fail(base::ErrorCode::kTooLarge,
                      fmt::format("The span has more than {} {}s.", kBucketsMax, to_string(unit)),
                      {}, "Choose a longer unit or a shorter range.");
  }
  return Calendar(unit, from_us, to_us, zone);
}

Calendar::Calendar(CalendarUnit unit, TimeUs from_us, TimeUs to_us, const model::TimeZone& zone)
    : unit_(unit), from_us_(from_us), to_us_(to_us) {
  if (from_us >= to_us) {
    starts_.push_back(from_us);
    return;
  }
  local_days day = first_day(model::local_day(from_us, zone), unit);
  TimeUs start = model::start_of_day(day, zone);
  while (start < to_us) {
    starts_.push_back(start);
    labels_.push_back(model::format_day(day));
    day = next(day, unit);
    // A zone that crosses the date line skips a whole local day; its bucket is empty rather than
    // turned around.
    start = std::max(start, model::start_of_day(day, zone));
  }
  starts_.push_back(start);
  buckets_per_us_ =
      static_cast<double>(labels_.size()) / static_cast<double>(starts_.back() - starts_.front());
}

}  // namespace wend::analyze
