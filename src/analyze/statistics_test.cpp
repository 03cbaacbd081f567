#include "analyze/statistics.h"

#include <algorithm>
#include <gtest/gtest.h>
#include <random>

#include "env/random.h"

namespace wend::analyze {
namespace {

// Newcombe (1998), table I: 81 of 263, 15 of 148, 0 of 20 and 1 of 29 by Wilson's method.
TEST(Statistics, WilsonAgreesWithThePublishedTable) {
  const auto near = [](std::uint64_t count, std::uint64_t of, double low, double high) {
    const Interval interval = wilson_interval(count, of);
    EXPECT_NEAR(interval.low, low, 5e-5) << count << " of " << of;
    EXPECT_NEAR(interval.high, high, 5e-5) << count << " of " << of;
  };
  near(81, 263, 0.2553, 0.3662);
  near(15, 148, 0.0624, 0.1605);
  near(0, 20, 0.0, 0.1611);
  near(1, 29, 0.0061, 0.1718);
}

// The classic table of ranks for the median: n = 6 takes the extremes, n = 10 the 2nd and 9th, n =
// 20 the 6th and 15th, n = 100 the 40th and 61st.
TEST(Statistics, MedianIntervalAgreesWithTheTableOfRanks) {
  using Ranks = std::pair<std::size_t, std::size_t>;
  EXPECT_EQ(median_interval_ranks(5), std::nullopt);
  EXPECT_EQ(median_interval_ranks(6), Ranks(0, 5));
  EXPECT_EQ(median_interval_ranks(10), Ranks(1, 8));
  EXPECT_EQ(median_interval_ranks(20), Ranks(5, 14));
  EXPECT_EQ(median_interval_ranks(100), Ranks(39, 60));
  EXPECT_EQ(median_interval_ranks(0), std::nullopt);
  // Where the normal limit takes over it agrees with the exact ranks within one.
  EXPECT_NEAR(static_cast<double>(median_interval_ranks(1000)->first),
              static_cast<double>(median_interval_ranks(1001)->first), 1.0);
}

TEST(Statistics, QuantilesInterpolate) {
  EXPECT_DOUBLE_EQ(quantile({1, 2, 3, 4}, 0.5), 2.5);
  EXPECT_DOUBLE_EQ(quantile({1, 2, 3, 4}, 0.25), 1.75);
  EXPECT_DOUBLE_EQ(quantile({7}, 0.9), 7);
}

TEST(Statistics, NothingHasNoShareAndNoTimes) {
  EXPECT_TRUE(share_json(0, 0).at("share").is_null());
  std::vector<std::int64_t> none;
  const auto times = times_json(none);
  EXPECT_EQ(times.at("n").to_number<int>(), 0);
  EXPECT_TRUE(times.at("median_s").is_null());
  EXPECT_TRUE(times.at("high_s").is_null());
}

TEST(Statistics, TimesAreSeconds) {
  std::vector<std::int64_t> durations = {3'000'000, 1'000'000, 2'000'000};
  const auto times = times_json(durations);
  EXPECT_EQ(times.at("median_s").as_double(), 2.0);
  EXPECT_EQ(times.at("q1_s").as_double(), 1.5);
  EXPECT_TRUE(times.at("low_s").is_null());
}

// Nothing but the ranks that are needed is put in order: the figures are those of sorting all.
TEST(Statistics, TimesAreThoseOfTheSortedList) {
  const auto seed = std::random_device{}();
  SCOPED_TRACE(seed);
  env::Random random(seed);
  for (int round = 0; round < 300; ++round) {
    std::vector<std::int64_t> durations(1 + random.below(round % 3 == 0 ? 2000 : 12));
    for (auto& duration : durations)
      duration = static_cast<std::int64_t>(random.below(1 + random.below(5000))) * 1000;
    auto sorted = durations;
    std::ranges::sort(sorted);
    const auto times = times_json(durations);
    EXPECT_EQ(times.at("median_s").as_double(), quantile(sorted, 0.5) / 1e6);
    EXPECT_EQ(times.at("q1_s").as_double(), quantile(sorted, 0.25) / 1e6);
    EXPECT_EQ(times.at("q3_s").as_double(), quantile(sorted, 0.75) / 1e6);
    EXPECT_EQ(times.at("p90_s").as_double(), quantile(sorted, 0.9) / 1e6);
    if (const auto ranks = median_interval_ranks(sorted.size())) {
      EXPECT_EQ(times.at("low_s").as_double(), static_cast<double>(sorted[ranks->first]) / 1e6);
      EXPECT_EQ(times.at("high_s").as_double(), static_cast<double>(sorted[ranks->second]) / 1e6);
    } else {
      EXPECT_TRUE(times.at("low_s").is_null());
    }
  }
}

}  // namespace
}  // namespace wend::analyze
