#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace wend::model {

// A length of time in microseconds, never negative.
using DurationUs = std::int64_t;

// The longest duration a document may name: 200 years. Longer ones would overflow when added to a
// far-future time.
inline constexpr DurationUs kDurationMaxUs = 200LL * 366 * 86'400 * 1'000'000;

// Reads "30s", "15m", "24h", "7d", "2w" (also with a fraction: "1.5h"). A day is 24 hours.
base::Result<DurationUs> parse_duration(std::string_view text);

// The same for a number of seconds.
base::Result<DurationUs> duration_of_seconds(double seconds);

}  // namespace wend::model
