#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "analyze/calendar.h"
#include "model/json_reader.h"

namespace wend::analyze {

enum class PeriodUnit { kHour, kDay, kWeek, kMonth };

std::string_view to_string(PeriodUnit unit);

// The hours, days, weeks (from Monday) or months of a time zone that a span [from_us, to_us)
// touches, in order. Hours are 3,600 s long each, counted from the full local hour that the span
// begins in.
class PeriodGrid {
 public:
  // More could not be shown, nor kept for every group.
  static constexpr std::size_t kPeriodsMax = 10'000;

  // Errors: kTooLarge beyond kPeriodsMax.
  static base::Result<PeriodGrid> make(PeriodUnit unit, TimeUs from_us, TimeUs to_us,
                                       const model::TimeZone& zone);
  // The unit a person would look at such a span by: hours up to two days of them, days up to a
  // year, weeks up to seven, then months.
  static PeriodUnit unit_for(TimeUs from_us, TimeUs to_us);

  PeriodUnit unit() const { return unit_; }
  std::size_t size() const { return labels_.size(); }
  // The period of a time between the start of the first and the end of the last.
  std::size_t period_of(TimeUs time_us) const {
    auto period =
        static_cast<std::size_t>(static_cast<double>(time_us - starts_.front()) * periods_per_us_);
    if (period >= labels_.size()) period = labels_.size() - 1;
    while (time_us < starts_[period]) --period;
    while (time_us >= starts_[period + 1]) ++period;
    return period;
  }
  // `period` may be size(): the end of the last.
  TimeUs start_us(std::size_t period) const { return starts_[period]; }
  TimeUs end_us(std::size_t period) const { return starts_[period + 1]; }
  // "2026-01-31", of hours "2026-01-31T08:00".
  const std::string& label(std::size_t period) const { return labels_[period]; }
  // Whether [from_us, to_us) covers the period only in part.
  bool is_partial(std::size_t period) const { return is_partial(period, from_us_, to_us_); }
  bool is_partial(std::size_t period, TimeUs from_us, TimeUs to_us) const {
    return start_us(period) < from_us || end_us(period) > to_us;
  }

 private:
  PeriodGrid(PeriodUnit unit, TimeUs from_us, TimeUs to_us)
      : unit_(unit), from_us_(from_us), to_us_(to_us) {}

  PeriodUnit unit_;
  TimeUs from_us_, to_us_;
  std::vector<TimeUs> starts_;  // one more than periods
  std::vector<std::string> labels_;
  double periods_per_us_ = 0;
};

}  // namespace wend::analyze
