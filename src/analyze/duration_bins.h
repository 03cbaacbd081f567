#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

namespace wend::analyze {

// Where the bins of a histogram of durations begin, in seconds: lengths of time that people speak
// of. The last is the end of the one before it.
inline constexpr auto kDurationBins = [] {
  constexpr std::int64_t kMinute = 60, kHour = 3'600, kDay = 86'400, kYear = 365 * kDay;
  return std::to_array<std::int64_t>({0,
                                      1,
                                      2,
                                      5,
                                      10,
                                      30,
                                      kMinute,
                                      2 * kMinute,
                                      5 * kMinute,
                                      10 * kMinute,
                                      30 * kMinute,
                                      kHour,
                                      2 * kHour,
                                      4 * kHour,
                                      8 * kHour,
                                      12 * kHour,
                                      kDay,
                                      2 * kDay,
                                      4 * kDay,
                                      7 * kDay,
                                      14 * kDay,
                                      30 * kDay,
                                      60 * kDay,
                                      90 * kDay,
                                      180 * kDay,
                                      kYear,
                                      2 * kYear,
                                      5 * kYear,
                                      10 * kYear,
                                      20 * kYear,
                                      50 * kYear,
                                      100 * kYear,
                                      1000 * kYear,
                                      20'000 * kYear});
}();

// The bin of a duration in microseconds, which is not negative.
inline std::size_t duration_bin(std::int64_t duration_us) {
  return static_cast<std::size_t>(std::ranges::upper_bound(kDurationBins, duration_us / 1'000'000) -
                                  kDurationBins.begin() - 1);
}

}  // namespace wend::analyze
