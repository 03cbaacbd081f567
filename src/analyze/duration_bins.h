#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "analyze/order_statistics.h"

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

// The bin of the least number of seconds that has this number_bin.
inline constexpr auto kDurationBinOfNumberBin = [] {
  std::array<std::uint8_t, kNumberBins> bins{};
  std::size_t bin = 0;
  for (std::size_t i = 0; i < kNumberBins; ++i) {
    const std::uint64_t least =
        i < 64 ? i : (32 + static_cast<std::uint64_t>(i) % 32) << (i / 32 - 1);
    while (bin + 2 < kDurationBins.size() &&
           static_cast<std::uint64_t>(kDurationBins[bin + 1]) <= least)
      ++bin;
    bins[i] = static_cast<std::uint8_t>(bin);
  }
  return bins;
}();

// The bin of a duration in microseconds, which is not negative.
inline std::size_t duration_bin(std::int64_t duration_us) {
  const std::int64_t seconds = duration_us / 1'000'000;
  std::size_t bin = kDurationBinOfNumberBin[number_bin(seconds)];
  while (bin + 2 < kDurationBins.size() && kDurationBins[bin + 1] <= seconds) ++bin;
  return bin;
}

}  // namespace wend::analyze
