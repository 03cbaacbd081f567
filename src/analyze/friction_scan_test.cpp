#include "analyze/friction_scan.h"

#include <cmath>
#include <gtest/gtest.h>
#include <numeric>
#include <rapidcheck/gtest.h>

#include "analyze/friction_detect.h"
#include "analyze/friction_interval.h"
#include "env/random.h"

namespace wend::analyze {
namespace {

Series tossed(env::Random& random, std::size_t buckets, double per_bucket, double p) {
  Series series;
  for (std::size_t b = 0; b < buckets; ++b) {
    const auto n = random.poisson(per_bucket);
    double k = 0;
    for (std::uint64_t i = 0; i < n; ++i) k += random.chance(p) ? 1 : 0;
    series.n.push_back(static_cast<double>(n));
    series.k.push_back(k);
  }
  return series;
}

std::vector<std::size_t> weeks(std::size_t buckets) {
  std::vector<std::size_t> week;
  for (std::size_t b = 0; b < buckets; ++b) week.push_back(b / 7);
  return week;
}

// Σ k ln p + (n−k) ln(1−p), the definition.
double bernoulli(double k, double n, double p) {
  double sum = 0;
  if (k > 0) sum += k * std::log(p);
  if (n - k > 0) sum += (n - k) * std::log(1 - p);
  return sum;
}

RC_GTEST_PROP(Scan, LikelihoodIsItsDefinition, ()) {
  const double n = *rc::gen::inRange(1, 60), no = *rc::gen::inRange(1, 60);
  const double k = *rc::gen::inRange(0, static_cast<int>(n) + 1);
  const double ko = *rc::gen::inRange(0, static_cast<int>(no) + 1);
  const double expected = k / n <= ko / no ? 0
                                           : bernoulli(k, n, k / n) + bernoulli(ko, no, ko / no) -
                                                 bernoulli(k + ko, n + no, (k + ko) / (n + no));
  RC_ASSERT(std::abs(two_sample_likelihood(k, n, ko, no) - expected) < 1e-9);
}

// Every window, every condition, straight from the definitions.
TEST(Scan, FindsWhatTryingEveryWindowFinds) {
  const ScanLimits limits;
  int compared = 0;
  for (std::uint64_t seed = 1; seed <= 60; ++seed) {
    env::Random random(seed);
    Series series = tossed(random, 40, 12, 0.15);
    const std::size_t from = 5 + random.below(25), length = 2 + random.below(10);
    for (std::size_t b = from; b < std::min<std::size_t>(40, from + length); ++b) {
      series.k[b] = std::min(series.n[b], series.k[b] + std::round(series.n[b] * 0.3));
    }
    const auto range = [&](const std::vector<double>& v, std::size_t a, std::size_t b) {
      return std::accumulate(v.begin() + static_cast<std::ptrdiff_t>(a),
                             v.begin() + static_cast<std::ptrdiff_t>(b), 0.0);
    };
    double best = 0;
    std::size_t best_from = 0, best_to = 0;
    for (std::size_t a = 1; a < 40; ++a) {
      for (std::size_t b = a + 1; b <= 40; ++b) {
        if (b < 40 ? b - a > 20 : b - a > 28) continue;
        const double n = range(series.n, a, b), k = range(series.k, a, b);
        const double no = range(series.n, 0, 40) - n, ko = range(series.k, 0, 40) - k;
        const double nb = range(series.n, 0, a), kb = range(series.k, 0, a);
        if (series.n[a] <= 0 || nb < limits.before_n_min || n < limits.n_min || k < limits.k_min)
          continue;
        if (k - n * ko / no < limits.excess_min) continue;
        if (!is_large(limits, k / n, ko / no) || !is_large(limits, k / n, kb / nb)) continue;
        if (two_sample_likelihood(k, n, kb, nb) < 4.5) continue;
        const double likelihood = two_sample_likelihood(k, n, ko, no);
        if (likelihood > best) best = likelihood, best_from = a, best_to = b;
      }
    }
    const auto window = worst_window(series, {}, weeks(40), limits);
    if (best < 8) continue;  // quieter than the scan's pre-screen has to see
    ASSERT_TRUE(window) << "seed " << seed;
    if (!window->open_end || best_to == 40) {
      EXPECT_NEAR(window->likelihood, best, 1e-9) << "seed " << seed;
      EXPECT_EQ(window->from, best_from);
      EXPECT_EQ(window->to, best_to);
      ++compared;
    }
  }
  EXPECT_GT(compared, 40);
}

TEST(Scan, PValuesOfQuietSeriesAreNotTooSmall) {
  int below[3] = {0, 0, 0};
  constexpr int kSeries = 2000;
  for (int seed = 0; seed < kSeries; ++seed) {
    env::Random random(static_cast<std::uint64_t>(seed) + 1);
    const Series series = tossed(random, 120, 3 + seed % 20, 0.05 + 0.04 * (seed % 10));
    const auto window = worst_window(series, {}, weeks(120), {});
    const double p = window ? window->p : 1;
    below[0] += p <= 0.1, below[1] += p <= 0.01, below[2] += p <= 0.001;
  }
  EXPECT_LE(below[0], 0.1 * kSeries);
  EXPECT_LE(below[1], 0.01 * kSeries);
  EXPECT_LE(below[2], 0.001 * kSeries + 1);
}

TEST(Scan, AWeekdayRhythmIsNoIncident) {
  env::Random random(5);
  Series series;
  Seasons seasons{.slots = 7};
  for (std::size_t b = 0; b < 112; ++b) {
    const double p = b % 7 >= 5 ? 0.45 : 0.2;
    double k = 0;
    for (int i = 0; i < 60; ++i) k += random.chance(p) ? 1 : 0;
    series.n.push_back(60), series.k.push_back(k);
    seasons.slot_of.push_back(b % 7), seasons.week_of.push_back(b / 7);
  }
  const auto rhythm = rhythm_of(series, seasons);
  EXPECT_NEAR(rhythm[5] / rhythm[0], 0.45 / 0.2, 0.25);
  const auto window = worst_window(series, rhythm, seasons.week_of, {});
  EXPECT_TRUE(!window || window->p > 0.01);
  const auto unaware = worst_window(series, {}, {}, {});
  ASSERT_TRUE(unaware);
  EXPECT_LT(unaware->p / 10, window ? window->p : 1)
      << "without the rhythm a weekend would stand out";
}

TEST(Scan, WhatWasAlwaysSoOrGotBetterIsNoFinding) {
  env::Random random(9);
  Series series = tossed(random, 100, 40, 0.4);
  for (std::size_t b = 50; b < 100; ++b)
    series.k[b] = std::round(series.k[b] / 2);  // an improvement
  const auto window = worst_window(series, {}, weeks(100), {});
  EXPECT_TRUE(!window || window->p > 0.05) << window->from << " to " << window->to;
}

TEST(Scan, ADriftingSeriesHasWideDispersion) {
  env::Random random(3);
  Series steady = tossed(random, 140, 50, 0.3), wild;
  for (std::size_t b = 0; b < 140; ++b) {
    const double p = b / 7 % 2 == 0 ? 0.2 : 0.4;
    wild.n.push_back(50), wild.k.push_back(50 * p);
  }
  EXPECT_LT(dispersion_outside(steady, {}, weeks(140), 0, 0), 1.6);
  EXPECT_GT(dispersion_outside(wild, {}, weeks(140), 0, 0), 5);
}

TEST(FalseDiscoveryRate, IsBenjaminiAndHochbergs) {
  // Worked by hand: sorted 0.01, 0.02, 0.03, 0.5 → ×4/1, ×4/2, ×4/3, ×1, then minima from the
  // right.
  const auto q = benjamini_hochberg({0.5, 0.01, 0.03, 0.02});
  EXPECT_DOUBLE_EQ(q[0], 0.5);
  EXPECT_DOUBLE_EQ(q[1], 0.04);
  EXPECT_DOUBLE_EQ(q[2], 0.04);
  EXPECT_DOUBLE_EQ(q[3], 0.04);
}

TEST(Newcombe, GivesThePublishedIntervals) {
  // Newcombe 1998, table II, method 10: 56/70 − 48/80 and 9/10 − 3/10.
  const Interval a = newcombe_interval(56, 70, 48, 80);
  EXPECT_NEAR(a.low, 0.0524, 5e-5);
  EXPECT_NEAR(a.high, 0.3339, 5e-5);
  const Interval b = newcombe_interval(9, 10, 3, 10);
  EXPECT_NEAR(b.low, 0.1705, 5e-5);
  EXPECT_NEAR(b.high, 0.8090, 5e-5);
}

}  // namespace
}  // namespace wend::analyze
