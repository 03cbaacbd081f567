#include "analyze/order_statistics.h"

#include <algorithm>
#include <gtest/gtest.h>

#include "env/random.h"

namespace wend::analyze {
namespace {

TEST(OrderStatistics, BinsAscendWithTheirNumbers) {
  std::vector<std::int64_t> numbers{0};
  for (int bit = 0; bit < 63; ++bit)
    for (const std::int64_t around : {-1, 0, 1})
      numbers.push_back((std::int64_t{1} << bit) + around);
  std::ranges::sort(numbers);
  for (std::size_t i = 1; i < numbers.size(); ++i)
    EXPECT_GE(number_bin(numbers[i]), number_bin(numbers[i - 1])) << numbers[i];
  EXPECT_EQ(number_bin(63), 63U);
  EXPECT_EQ(number_bin(64), 64U);
  EXPECT_LT(number_bin(INT64_MAX), kNumberBins);
  env::Random random(11);
  for (int i = 0; i < 100'000; ++i) {
    const auto a = static_cast<std::int64_t>(random.next() >> (1 + random.below(63)));
    const auto b = static_cast<std::int64_t>(random.next() >> (1 + random.below(63)));
    EXPECT_EQ(a <= b || number_bin(a) >= number_bin(b), true) << a << " " << b;
  }
}

TEST(OrderStatistics, AgreesWithSorting) {
  env::Random random(12);
  for (int round = 0; round < 200; ++round) {
    const std::size_t count = 1 + random.below(round % 2 == 0 ? 20 : 30'000);
    const auto few = 1 + random.below(60);
    const bool negative = random.below(5) == 0;
    std::vector<std::int64_t> numbers;
    for (std::size_t i = 0; i < count; ++i) {
      auto number = static_cast<std::int64_t>(random.next() >> (1 + few));
      numbers.push_back(negative && random.below(2) == 0 ? -number : number);
    }
    std::vector<std::span<const std::int64_t>> parts;
    for (std::size_t at = 0; at < count;) {
      const auto size = std::min<std::size_t>(count - at, random.below(count) + 1);
      parts.emplace_back(numbers.data() + at, size);
      at += size;
    }
    std::vector<std::size_t> ranks;
    for (int i = 0; i < 8; ++i) ranks.push_back(random.below(count));
    std::ranges::sort(ranks);
    ranks.erase(std::ranges::unique(ranks).begin(), ranks.end());
    const auto found = numbers_at_ranks(parts, ranks);
    std::ranges::sort(numbers);
    ASSERT_EQ(found.size(), ranks.size());
    for (std::size_t i = 0; i < ranks.size(); ++i)
      EXPECT_EQ(found[i], numbers[ranks[i]]) << "round " << round;
  }
}

// So many that several threads count them, in parts that do not end where theirs do.
TEST(OrderStatistics, VeryManyAgreeWithSorting) {
  env::Random random(13);
  std::vector<std::int64_t> numbers(3'000'001);
  for (auto& number : numbers)
    number = static_cast<std::int64_t>(random.next() >> (1 + random.below(50)));
  const std::span<const std::int64_t> all(numbers);
  const std::vector<std::span<const std::int64_t>> parts{
      all.first(2'500'123), {}, all.last(499'878)};
  const std::vector<std::size_t> ranks{0, 749'999, 750'000, 1'500'000, 2'999'999, 3'000'000};
  const auto found = numbers_at_ranks(parts, ranks);
  std::stop_source stop;
  stop.request_stop();
  EXPECT_EQ(numbers_at_ranks(parts, ranks, stop.get_token()).size(), ranks.size());
  std::ranges::sort(numbers);
  ASSERT_EQ(found.size(), ranks.size());
  for (std::size_t i = 0; i < ranks.size(); ++i) EXPECT_EQ(found[i], numbers[ranks[i]]);
}

}  // namespace
}  // namespace wend::analyze
