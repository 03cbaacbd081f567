#include "analyze/expected_band.h"

#include <cmath>
#include <gtest/gtest.h>
#include <numbers>
#include <vector>

#include "env/random.h"

namespace wend::analyze {
namespace {

using Values = std::vector<std::optional<double>>;

// A week with a trend: what comes next is known exactly.
double weekly(std::size_t day) {
  constexpr double kShape[] = {10, 12, 11, 13, 20, 5, 4};
  return kShape[day % 7] + 0.5 * static_cast<double>(day);
}

TEST(ExpectedBand, FollowsSeasonAndTrend) {
  Values past;
  for (std::size_t day = 0; day < 28; ++day) past.emplace_back(weekly(day));
  for (std::size_t day = 28; day < 40; ++day) {
    const auto band = expect_next(past, 7);
    ASSERT_TRUE(band);
    EXPECT_NEAR(band->expected, weekly(day), 1e-9);
    EXPECT_NEAR(band->deviation, 0, 1e-9);
    past.emplace_back(weekly(day));
  }
}

TEST(ExpectedBand, IsNotMovedByWildValuesOrGaps) {
  Values past;
  for (std::size_t day = 0; day < 42; ++day) past.emplace_back(weekly(day));
  past[14] = 9'000;  // of the phase that is asked for
  past[30] = -500;
  past[21] = std::nullopt;
  const auto band = expect_next(past, 7);
  ASSERT_TRUE(band);
  EXPECT_NEAR(band->expected, weekly(42), 1e-9);
  EXPECT_NEAR(band->deviation, 0, 1e-9);
}

TEST(ExpectedBand, NeedsThreeSeasons) {
  EXPECT_FALSE(expect_next(Values(20, 1.0), 7));
  EXPECT_TRUE(expect_next(Values(21, 1.0), 7));
  EXPECT_FALSE(expect_next(Values(9, 1.0), 1));
  EXPECT_TRUE(expect_next(Values(10, 1.0), 1));
  EXPECT_FALSE(expect_next(Values(40, std::nullopt), 1));
}

double normal(env::Random& random) {
  const auto uniform = [&] {
    return (static_cast<double>(random.below(1 << 30)) + 0.5) / (1 << 30);
  };
  return std::sqrt(-2 * std::log(uniform())) * std::cos(2 * std::numbers::pi * uniform());
}

// Of values that scatter normally about a weekly season and a trend, the bands hold about as many
// as they say.
TEST(ExpectedBand, HoldsTheShareItClaims) {
  constexpr int kSeries = 400;
  for (const std::size_t season : {std::size_t{1}, std::size_t{7}}) {
    int judged = 0, within95 = 0, within99 = 0;
    env::Random random(7);
    for (int series = 0; series < kSeries; ++series) {
      Values past;
      for (std::size_t day = 0; day < 66; ++day) {
        const double value =
            (season > 1 ? weekly(day) : 0.5 * static_cast<double>(day)) + 3 * normal(random);
        const auto band = day < 56 ? std::nullopt : expect_next(past, season);
        if (band) {
          ++judged;
          const double off = std::abs(value - band->expected) / band->deviation;
          within95 += off <= kBand95;
          within99 += off <= kBand99;
        }
        past.emplace_back(value);
      }
    }
    ASSERT_EQ(judged, kSeries * 10);
    EXPECT_NEAR(static_cast<double>(within95) / judged, 0.95, 0.025) << season;
    EXPECT_NEAR(static_cast<double>(within99) / judged, 0.99, 0.015) << season;
  }
}

}  // namespace
}  // namespace wend::analyze
