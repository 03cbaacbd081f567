#include "analyze/period_grid.h"

#include <array>
#include <fmt/format.h>

#include "env/clock.h"
#include "model/time_text.h"

namespace wend::analyze {
namespace {

constexpr std::array<std::string_view, 4> kNames = {"hour", "day", "week", "month"};
constexpr TimeUs kHoursShownSpan = 2 * env::kDayUs;
constexpr TimeUs kDaysShownSpan = 366 * env::kDayUs;
constexpr TimeUs kWeeksShownSpan = 7 * kDaysShownSpan;

// The length of "2026-01-31T08:00".
constexpr std::size_t kToTheMinute = 16;

TimeUs start_of_hour(TimeUs time_us, const model::TimeZone& zone) {
  const TimeUs local = time_us + zone.offset_us(time_us);
  TimeUs into = local % env::kHourUs;
  if (into < 0) into += env::kHourUs;
  return time_us - into;
}

}  // namespace

std::string_view to_string(PeriodUnit unit) {
  return kNames[static_cast<std::size_t>(unit)];
}

PeriodUnit PeriodGrid::unit_for(TimeUs from_us, TimeUs to_us) {
  const TimeUs span = to_us - from_us;
  if (span <= kHoursShownSpan) return PeriodUnit::kHour;
  if (span <= kDaysShownSpan) return PeriodUnit::kDay;
  return span <= kWeeksShownSpan ? PeriodUnit::kWeek : PeriodUnit::kMonth;
}

base::Result<PeriodGrid> PeriodGrid::make(PeriodUnit unit, TimeUs from_us, TimeUs to_us,
                                          const model::TimeZone& zone) {
  PeriodGrid grid(unit, from_us, to_us);
  if (unit != PeriodUnit::kHour) {
    const auto calendar_unit = static_cast<CalendarUnit>(static_cast<int>(unit) - 1);
    WEND_ASSIGN(const Calendar calendar, Calendar::of_unit(calendar_unit, from_us, to_us, zone));
    for (std::size_t i = 0; i < calendar.size(); ++i) {
      grid.starts_.push_back(calendar.start_us(i));
      grid.labels_.push_back(calendar.label(i));
    }
    grid.starts_.push_back(calendar.size() == 0 ? from_us : calendar.end_us(calendar.size() - 1));
  } else {
    if ((to_us - from_us) / env::kHourUs >= static_cast<TimeUs>(kPeriodsMax)) {
      return base::fail(base::ErrorCode::kTooLarge,
                        fmt::format("The span has more than {} hours.", kPeriodsMax), {},
                        "Choose a longer unit or a shorter range.");
    }
    TimeUs start = from_us < to_us ? start_of_hour(from_us, zone) : from_us;
    for (; start < to_us; start += env::kHourUs) {
      grid.starts_.push_back(start);
      grid.labels_.push_back(model::format_time(start, zone).substr(0, kToTheMinute));
    }
    grid.starts_.push_back(start);
  }
  const TimeUs length = grid.starts_.back() - grid.starts_.front();
  if (length > 0)
    grid.periods_per_us_ = static_cast<double>(grid.size()) / static_cast<double>(length);
  return grid;
}

}  // namespace wend::analyze
