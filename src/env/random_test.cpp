#include "env/random.h"

#include <array>
#include <cmath>
#include <gtest/gtest.h>

namespace wend::env {
namespace {

constexpr int kDraws = 200'000;
// Five standard errors: a correct generator fails one of these checks about once in two million
// runs, and these seeds are fixed.
constexpr double kStandardErrors = 5;

TEST(Random, FollowsThePublishedSequence) {
  // SplitMix64 from seed 0, as given by its reference implementation.
  Random random(0);
  EXPECT_EQ(random.next(), 0xe220a8397b1dcdafULL);
  EXPECT_EQ(random.next(), 0x6e789e6aa1b965f4ULL);
  EXPECT_EQ(random.next(), 0x06c45d188009454fULL);
}

TEST(Random, UniformBelowCoversItsRangeEvenly) {
  Random random(1);
  std::array<int, 10> counts{};
  for (int i = 0; i < kDraws; ++i) ++counts[random.below(10)];
  const double standard_error = std::sqrt(kDraws * 0.1 * 0.9);
  for (int count : counts) EXPECT_NEAR(count, kDraws / 10.0, kStandardErrors * standard_error);
}

TEST(Random, DistributionsHaveTheirMeans) {
  Random random(2);
  double normal = 0, squares = 0, exponential = 0, small = 0, large = 0;
  for (int i = 0; i < kDraws; ++i) {
    const double x = random.normal();
    normal += x;
    squares += x * x;
    exponential += random.exponential(3);
    small += static_cast<double>(random.poisson(2.5));
    large += static_cast<double>(random.poisson(100));
  }
  const double root = std::sqrt(static_cast<double>(kDraws));
  EXPECT_NEAR(normal / kDraws, 0, kStandardErrors / root);
  EXPECT_NEAR(squares / kDraws, 1, kStandardErrors * std::sqrt(2.0) / root);
  EXPECT_NEAR(exponential / kDraws, 3, kStandardErrors * 3 / root);
  EXPECT_NEAR(small / kDraws, 2.5, kStandardErrors * std::sqrt(2.5) / root);
  EXPECT_NEAR(large / kDraws, 100, kStandardErrors * 10 / root);
}

TEST(Random, PickFollowsTheWeights) {
  Random random(3);
  const std::array<double, 3> weights = {1, 0, 3};
  std::array<int, 3> counts{};
  for (int i = 0; i < kDraws; ++i) ++counts[random.pick(weights)];
  EXPECT_EQ(counts[1], 0);
  EXPECT_NEAR(counts[0], kDraws / 4.0, kStandardErrors * std::sqrt(kDraws * 0.25 * 0.75));
}

TEST(Random, ForksAreIndependentOfTheParentsLaterDraws) {
  Random parent(4);
  Random child = parent.fork(7);
  const auto first = child.next();
  Random again(4);
  EXPECT_EQ(again.fork(7).next(), first);
  EXPECT_NE(again.fork(8).next(), first);
}

}  // namespace
}  // namespace wend::env
