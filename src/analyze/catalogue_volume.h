#pragma once

#include <optional>
#include <vector>

#include "analyze/catalogue_days.h"

namespace wend::analyze {

// A day with far more or fewer events than the same weekdays before it let expect.
struct VolumeAnomaly {
  Day day = 0;
  std::uint64_t count = 0;
  double expected = 0, low = 0, high = 0;
};

// What a day should hold, and between which numbers it may lie.
struct VolumeRange {
  double expected = 0, low = 0, high = 0;
};

// The range of day `day` of counts[0], counts[1], … (one a day, without gaps), from the days before
// it alone; false when there are fewer than kVolumeHistoryDays.
//
// Counts are looked at as y = 2·√(x + 3/8), where a Poisson count has variance 1 whatever its mean
// (Anscombe 1948). The expected y is the median over the same weekday of up to eight weeks before,
// each moved by how much the six days before differ from the six days before that weekday (their
// median), so growth and lasting steps are followed within a week. The spread is 1.4826 times the
// median of the absolute errors that the same rule made on the 42 days before (Hampel 1974), and at
// least that of a Poisson count and of the medians themselves. The range is the expected y ±
// kVolumeSpreads spreads, turned back into counts.
bool volume_range(const std::vector<double>& counts, std::size_t day, VolumeRange& range);

inline constexpr std::size_t kVolumeHistoryDays = 28;
inline constexpr double kVolumeSpreads = 5;

// The days first to last that lie outside their range, differ from what was expected by at least
// ten events and a fifth, and are not as two or more of the same weekdays of the eight weeks before
// were (to a quarter of the range or of how far the day is off): a letter sent every other Tuesday
// is no news. `begin` is the day that the history begins with.
std::vector<VolumeAnomaly> volume_anomalies(const DayCounts& days, Day begin, Day first, Day last);

// The range of each day from first to last; nothing for days with too little history.
std::vector<std::optional<VolumeRange>> volume_ranges(const DayCounts& days, Day begin, Day first,
                                                      Day last);

}  // namespace wend::analyze
