#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "base/result.h"
#include "model/time_zone.h"

namespace wend::model {

// Reads RFC 3339 ("2026-01-31T08:00:00.5+01:00", "…Z"), the same without an offset (local time of
// `zone`; the seconds may be missing too), or a date (the first instant of that day in `zone`).
// Finer than a microsecond is cut.
base::Result<TimeUs> parse_time(std::string_view text, const TimeZone& zone);

// RFC 3339 in the zone's local time with its offset, "2026-01-01T00:00:00+00:00"; a fraction only
// when there is one.
std::string format_time(TimeUs time_us, const TimeZone& zone);

// The local date of an instant.
std::chrono::local_days local_day(TimeUs time_us, const TimeZone& zone);
// The first instant of a local date.
TimeUs start_of_day(std::chrono::local_days day, const TimeZone& zone);
// "2026-01-31"
std::string format_day(std::chrono::local_days day);

}  // namespace wend::model
