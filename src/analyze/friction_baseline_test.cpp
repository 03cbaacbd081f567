#include "analyze/friction_baseline.h"

#include <cmath>
#include <gtest/gtest.h>

#include "env/random.h"

namespace wend::analyze {
namespace {

constexpr std::size_t kDays = 112;

// Days from a Monday on, in whole weeks.
Seasons weekdays(std::size_t days = kDays) {
  Seasons seasons{.slots = 7};
  for (std::size_t b = 0; b < days; ++b) {
    if (days >= 28) seasons.slot_of.push_back(b % 7);
    seasons.week_of.push_back(b / 7);
  }
  return seasons;
}

template <typename RateOf>
Series tossed(std::uint64_t seed, std::size_t days, int visits, RateOf&& rate_of) {
  env::Random random(seed);
  Series series;
  for (std::size_t b = 0; b < days; ++b) {
    double k = 0;
    for (int i = 0; i < visits; ++i) k += random.chance(rate_of(b)) ? 1 : 0;
    series.n.push_back(visits), series.k.push_back(k);
  }
  return series;
}

Watched watched(const Series& series) {
  const Seasons seasons = weekdays(series.n.size());
  return watch(series, rhythm_of(series, seasons), seasons, {});
}
double p_of(const Watched& one) {
  return one.window ? one.window->p : 1;
}
double grown(std::size_t b) {  // from 8 % to 35 %
  return 1 / (1 + std::exp(2.4 - 1.8 * static_cast<double>(b) / kDays));
}

TEST(Baseline, AnOrdinarySaturdayIsNoFinding) {
  int loud = 0;
  for (std::uint64_t seed = 1; seed <= 100; ++seed) {
    const auto one =
        watched(tossed(seed, kDays, 60, [](std::size_t b) { return b % 7 >= 5 ? 0.45 : 0.2; }));
    loud += p_of(one) <= 0.05 ? 1 : 0;
  }
  EXPECT_LE(loud, 5);
}

TEST(Baseline, ASaturdayThatIsWorseThanSaturdaysIsOne) {
  const auto one = watched(tossed(3, kDays, 60, [](std::size_t b) {
    return b == 75 ? 0.85 : b % 7 >= 5 ? 0.45 : 0.2;  // a Saturday
  }));
  ASSERT_TRUE(one.window);
  EXPECT_EQ(one.window->from, 75U);
  EXPECT_EQ(one.window->to, 76U);
  EXPECT_LT(one.window->p, 1e-4);
  EXPECT_NEAR(one.window->before, 0.45, 0.08) << "held against Saturdays";
}

TEST(Baseline, SteadyGrowthIsNoFinding) {
  int loud = 0, unaware = 0;
  for (std::uint64_t seed = 1; seed <= 100; ++seed) {
    const Series series = tossed(seed, kDays, 60, grown);
    loud += p_of(watched(series)) <= 0.05 ? 1 : 0;
    const auto window = worst_window(series, {}, {}, {});
    unaware += window && window->p <= 1e-6 ? 1 : 0;
  }
  EXPECT_LE(loud, 5);
  EXPECT_EQ(unaware, 100) << "without the trend it would be one every time";
}

TEST(Baseline, AStepIsFoundWhereItIsAndIsNoTrend) {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    const auto one =
        watched(tossed(seed, kDays, 60, [](std::size_t b) { return b < 60 ? 0.15 : 0.3; }));
    ASSERT_TRUE(one.window) << "seed " << seed;
    EXPECT_NEAR(static_cast<double>(one.window->from), 60, 4) << "seed " << seed;
    EXPECT_GE(one.window->to, kDays - 12) << "seed " << seed;  // it may end with a few good days
    EXPECT_LT(one.window->p, 1e-6) << "seed " << seed;
    EXPECT_EQ(one.trend.slope, 0) << "seed " << seed;
  }
}

TEST(Baseline, ASpikeOnTopOfGrowthIsFoundAgainstTheGrowth) {
  const auto one =
      watched(tossed(5, kDays, 60, [](std::size_t b) { return b == 20 ? 0.6 : grown(b); }));
  ASSERT_TRUE(one.window);
  EXPECT_GT(one.trend.slope, 0);
  EXPECT_EQ(one.window->from, 20U);
  EXPECT_EQ(one.window->to, 21U);
  EXPECT_NEAR(one.window->before, grown(20), 0.04);
}

TEST(Baseline, DaysWithoutVisitsAreLeftOut) {
  Series series = tossed(2, kDays, 60, [](std::size_t b) { return b < 60 ? 0.15 : 0.4; });
  for (std::size_t b = 40; b < 50; ++b) series.n[b] = series.k[b] = 0;
  const auto one = watched(series);
  ASSERT_TRUE(one.window);
  EXPECT_NEAR(static_cast<double>(one.window->from), 60, 2);
  const Expectation expectation = expectation_of(series, one.relative, *one.window);
  EXPECT_EQ(expectation.low[45], 0);
  EXPECT_EQ(expectation.high[45], 1);
}

TEST(Baseline, FewDataTellNeitherRhythmNorTrend) {
  const Series series = tossed(4, 12, 5, [](std::size_t) { return 0.3; });
  const Seasons seasons = weekdays(12);
  EXPECT_TRUE(rhythm_of(series, seasons).empty());
  EXPECT_EQ(trend_of(series, {}, seasons.week_of).slope, 0);
  EXPECT_GT(p_of(watched(series)), 0.05);
}

TEST(Trend, IsTheMedianOfAllSlopes) {
  // Log odds −1 + 0.1·b without noise: each of the ten slopes of five groups is 0.1.
  Series series;
  std::vector<std::size_t> own;
  for (std::size_t b = 0; b < 5; ++b) {
    const double p = 1 / (1 + std::exp(1 - 0.1 * static_cast<double>(b)));
    series.n.push_back(1e7), series.k.push_back(1e7 * p), own.push_back(b);
  }
  const Trend trend = trend_of(series, {}, own);
  EXPECT_NEAR(trend.slope, 0.1, 1e-5);
  EXPECT_NEAR(trend.low, 0.1, 1e-5);
  EXPECT_NEAR(trend.high, 0.1, 1e-5);
  EXPECT_GT(trend.strength, 1000);
  // One wild week of five moves four of the ten slopes: the median stays among the other six.
  series.k[4] = 9e6;
  EXPECT_LT(trend_of(series, {}, own).slope, 0.12);
  // Too few outcomes for five groups.
  for (double& k : series.k) k /= 1e6;
  for (double& n : series.n) n /= 1e6;
  EXPECT_EQ(trend_of(series, {}, own).slope, 0);
}

TEST(Trend, IntervalsHoldNoTrendAsOftenAsTheySay) {
  int held = 0;
  for (std::uint64_t seed = 1; seed <= 400; ++seed) {
    const Series series = tossed(seed, kDays, 40, [](std::size_t) { return 0.3; });
    const Trend trend = trend_of(series, {}, weekdays().week_of);
    EXPECT_LE(trend.low, trend.slope);
    EXPECT_GE(trend.high, trend.slope);
    held += trend.low <= 0 && trend.high >= 0 ? 1 : 0;
  }
  EXPECT_GE(held, 370);  // 92.5 %
  EXPECT_LE(held, 396);
}

TEST(Trend, RatesExpectAsManyAsThereWere) {
  const Series series = tossed(7, kDays, 60, grown);
  const Seasons seasons = weekdays();
  const auto rhythm = rhythm_of(series, seasons);
  const auto rates = rates_with(series, rhythm, trend_of(series, rhythm, seasons.week_of));
  double expected = 0, k = 0;
  for (std::size_t b = 0; b < kDays; ++b) expected += series.n[b] * rates[b], k += series.k[b];
  EXPECT_NEAR(expected, k, 1e-3);
  EXPECT_LT(rates.front(), 0.12);
  EXPECT_GT(rates.back(), 0.28);
}

// Under no change, with weekdays and with steady trends, p is not smaller than it says.
TEST(Baseline, FalseAlarmsAreAsRareAsTheySay) {
  constexpr int kSeries = 600;
  int below[2][2] = {{0, 0}, {0, 0}};
  for (int i = 0; i < kSeries; ++i) {
    for (const int growing : {0, 1}) {
      const auto rate = [&](std::size_t b) {
        const double slope = growing * 0.003 * (1 + i % 5) * (static_cast<double>(b) - kDays / 2.);
        const double weekend = b % 7 >= 5 ? 0.4 : 0;
        return 1 / (1 + std::exp(1.5 - slope - weekend));
      };
      const double p = p_of(
          watched(tossed(static_cast<std::uint64_t>(2 * i + growing), kDays, 10 + i % 40, rate)));
      below[growing][0] += p <= 0.1 ? 1 : 0;
      below[growing][1] += p <= 0.01 ? 1 : 0;
    }
  }
  for (const int growing : {0, 1}) {
    EXPECT_LE(below[growing][0], 0.1 * kSeries) << growing;
    EXPECT_LE(below[growing][1], 0.01 * kSeries + 2) << growing;
  }
}

TEST(Expectation, HoldsNineteenOfTwentyOrdinaryDays) {
  int inside = 0, days = 0;
  for (std::uint64_t seed = 1; seed <= 40; ++seed) {
    const Series series = tossed(seed, kDays, 25 + static_cast<int>(seed),
                                 [](std::size_t b) { return b % 7 >= 5 ? 0.35 : 0.2; });
    const auto rhythm = rhythm_of(series, weekdays());
    const Expectation expectation = expectation_of(series, rhythm, {.from = 50, .to = 51});
    for (std::size_t b = 0; b < kDays; ++b, ++days) {
      const double share = series.k[b] / series.n[b];
      inside += share >= expectation.low[b] && share <= expectation.high[b] ? 1 : 0;
    }
  }
  EXPECT_GE(inside, 0.94 * days);
  EXPECT_LE(inside, 0.99 * days);
}

}  // namespace
}  // namespace wend::analyze
