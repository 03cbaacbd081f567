#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "model/time_zone.h"

namespace wend::analyze {

using model::TimeUs;

enum class CalendarUnit { kDay, kWeek, kMonth, kYear };

std::string_view to_string(CalendarUnit unit);

// The days, weeks (from Monday), months or years of a time zone that a span [from_us, to_us)
// touches, in order.
class Calendar {
 public:
  // Days up to 366 of them, weeks up to 7 years, months up to 100 years, years beyond: bars a
  // person can look at.
  static Calendar of_span(TimeUs from_us, TimeUs to_us, const model::TimeZone& zone);
  // The given unit. Fails when there would be more than 10,000.
  static base::Result<Calendar> of_unit(CalendarUnit unit, TimeUs from_us, TimeUs to_us,
                                        const model::TimeZone& zone);

  CalendarUnit unit() const { return unit_; }
  std::size_t size() const { return labels_.size(); }
  // The bucket of a time within the span.
  std::size_t bucket_of(TimeUs time_us) const {
    // Buckets are nearly of one length: the guess is off by a few at most, because of clock changes
    // and long months.
    auto bucket =
        static_cast<std::size_t>(static_cast<double>(time_us - starts_.front()) * buckets_per_us_);
    if (bucket >= labels_.size()) bucket = labels_.size() - 1;
    while (time_us < starts_[bucket]) --bucket;
    while (time_us >= starts_[bucket + 1]) ++bucket;
    return bucket;
  }
  TimeUs start_us(std::size_t bucket) const { return starts_[bucket]; }
  TimeUs end_us(std::size_t bucket) const { return starts_[bucket + 1]; }
  // The first day, "2026-01-31".
  const std::string& label(std::size_t bucket) const { return labels_[bucket]; }
  // Whether the span covers the bucket only in part.
  bool is_partial(std::size_t bucket) const {
    return start_us(bucket) < from_us_ || end_us(bucket) > to_us_;
  }

 private:
  Calendar(CalendarUnit unit, TimeUs from_us, TimeUs to_us, const model::TimeZone& zone);

  CalendarUnit unit_;
  TimeUs from_us_;
  TimeUs to_us_;
  std::vector<TimeUs> starts_;  // one more than buckets: the end of the last
  std::vector<std::string> labels_;
  double buckets_per_us_ = 0;
};

}  // namespace wend::analyze
