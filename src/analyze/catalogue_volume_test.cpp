#include "analyze/catalogue_volume.h"

#include <cmath>
#include <fmt/format.h>
#include <gtest/gtest.h>

#include "env/random.h"

namespace wend::analyze {
namespace {

constexpr int kDays = 84;
constexpr Day kJudged = 14;

// A quiet event: its mean a day between 0.1 and 20,000, more on some weekdays than on others,
// growing or shrinking up to 4 % a week, and, for two of three, scattered more than a Poisson
// count.
std::vector<double> quiet_means(env::Random& random) {
  const double level = std::pow(10, -1 + 5.3 * random.uniform());
  const double growth = 1 + 0.04 * (2 * random.uniform() - 1);
  const double scatter = random.chance(1.0 / 3) ? 0 : 0.2 * random.uniform();
  double weekday[7];
  for (double& factor : weekday) factor = 0.3 + random.uniform();
  if (random.chance(0.2)) weekday[5] = weekday[6] = 0.02;  // an office
  std::vector<double> means(kDays);
  for (int day = 0; day < kDays; ++day)
    means[static_cast<std::size_t>(day)] = level * weekday[day % 7] * std::pow(growth, day / 7.0) *
                                           std::exp(scatter * random.normal());
  return means;
}

DayCounts drawn(env::Random& random, const std::vector<double>& means) {
  DayCounts counts;
  for (std::size_t day = 0; day < means.size(); ++day)
    if (const auto count = random.poisson(means[day])) counts.add(static_cast<Day>(day), count);
  return counts;
}

TEST(CatalogueVolume, HasTheRangeOfEveryDayWithEnoughHistory) {
  DayCounts counts;
  for (Day day = 100; day < 160; ++day) counts.add(day, day == 158 ? 10 : 400);
  // Days without a scatter: 2·√400.375 ± 5·1.25, turned back, is 284.7 to 534.8.
  const auto ranges = volume_ranges(counts, 100, 126, 159);
  ASSERT_EQ(ranges.size(), 34u);
  EXPECT_FALSE(ranges[0]) << "26 days of history";
  EXPECT_FALSE(ranges[1]);
  for (std::size_t i = 2; i < ranges.size(); ++i) {
    ASSERT_TRUE(ranges[i]) << i;
    EXPECT_NEAR(ranges[i]->expected, 400, 0.1) << i;
    EXPECT_NEAR(ranges[i]->low, 284.7, 0.1) << i;
    EXPECT_NEAR(ranges[i]->high, 534.8, 0.1) << i;
  }
  const auto odd = volume_anomalies(counts, 100, 126, 159);
  ASSERT_EQ(odd.size(), 1u);
  EXPECT_EQ(odd[0].day, 158);
  EXPECT_EQ(odd[0].low, ranges[158 - 126]->low);
  EXPECT_EQ(odd[0].high, ranges[158 - 126]->high);
  EXPECT_TRUE(volume_ranges(counts, 200, 190, 189).empty());
  EXPECT_EQ(volume_ranges({}, 200, 190, 195).size(), 6u) << "all before anything came";
}

// 4,000 quiet histories, 14 days of each judged: fewer than one false alarm in 5,000 days.
TEST(CatalogueVolume, IsSilentOnQuietDays) {
  int alarms = 0, judged = 0;
  for (std::uint64_t seed = 1; seed <= 4'000; ++seed) {
    env::Random random(seed);
    const DayCounts counts = drawn(random, quiet_means(random));
    const auto found = volume_anomalies(counts, 0, kDays - kJudged, kDays - 1);
    alarms += static_cast<int>(found.size());
    judged += kJudged;
  }
  RecordProperty("alarms", alarms);
  std::printf("%d false alarms on %d quiet days\n", alarms, judged);
  EXPECT_LE(alarms * 5'000, judged);
}

// Three times as many or a tenth, on one of the judged days, at 30 and more a day.
TEST(CatalogueVolume, FindsPlantedSpikesAndDrops) {
  int planted = 0, found = 0;
  for (std::uint64_t seed = 1; seed <= 1'000; ++seed) {
    env::Random random(seed);
    auto means = quiet_means(random);
    const auto day = static_cast<std::size_t>(kDays - 1) - random.below(kJudged);
    if (means[day] < 30) continue;
    means[day] *= random.chance(0.5) ? 3 : 0.1;
    ++planted;
    for (const auto& odd : volume_anomalies(drawn(random, means), 0, kDays - kJudged, kDays - 1)) {
      if (odd.day != static_cast<Day>(day)) continue;
      ++found;
      EXPECT_TRUE(odd.low <= odd.expected && odd.expected <= odd.high);
      EXPECT_TRUE(static_cast<double>(odd.count) < odd.low ||
                  static_cast<double>(odd.count) > odd.high);
    }
  }
  std::printf("%d of %d planted days found\n", found, planted);
  EXPECT_GT(planted, 300);
  EXPECT_GE(found, planted * 85 / 100);
}

TEST(CatalogueVolume, StatesTheRangeOfASteadyEvent) {
  // 100 on every day: y = 2·√100.375 = 20.037, the spread is the least one, 1.25, times 5.
  std::vector<double> counts(43, 100);
  VolumeRange range;
  ASSERT_TRUE(volume_range(counts, 42, range));
  EXPECT_NEAR(range.expected, 100, 1e-6);
  EXPECT_NEAR(range.low, (20.03747 - 6.25) * (20.03747 - 6.25) / 4 - 0.375, 0.01);
  EXPECT_NEAR(range.high, (20.03747 + 6.25) * (20.03747 + 6.25) / 4 - 0.375, 0.01);
  EXPECT_FALSE(volume_range(counts, 27, range));  // too little before it
}

TEST(CatalogueVolume, FollowsALastingStepWithinAWeek) {
  DayCounts counts;
  for (Day day = 0; day < 84; ++day) counts.add(day, day < 63 ? 100 : 400);
  const auto odd = volume_anomalies(counts, 0, 56, 83);
  ASSERT_FALSE(odd.empty());
  EXPECT_EQ(odd.front().day, 63);
  EXPECT_LT(odd.back().day, 70);
}

TEST(CatalogueVolume, KnowsWhatComesEveryOtherWeek) {
  for (const int every : {2, 4}) {
    DayCounts counts;
    for (Day day = 0; day < 84; ++day) {
      counts.add(day, 50);
      if (day % (7 * every) == 3) counts.add(day, 4'000 + static_cast<std::uint64_t>(day) * 10);
    }
    EXPECT_TRUE(volume_anomalies(counts, 0, 63, 83).empty()) << every;
  }
  // Once more than it should be.
  DayCounts counts;
  for (Day day = 0; day < 84; ++day) counts.add(day, day == 38 || day == 80 ? 4'000 : 50);
  ASSERT_EQ(volume_anomalies(counts, 0, 70, 83).size(), 1U);
}

TEST(CatalogueVolume, KnowsTheWeekend) {
  DayCounts counts;
  for (Day day = 0; day < 84; ++day)
    if (day % 7 < 5) counts.add(day, 1'000);
  EXPECT_TRUE(volume_anomalies(counts, 0, 70, 83).empty());
  counts.add(82, 200);  // on a day of the weekend
  const auto odd = volume_anomalies(counts, 0, 70, 83);
  ASSERT_EQ(odd.size(), 1U);
  EXPECT_EQ(odd[0].day, 82);
  EXPECT_EQ(odd[0].expected, 0);
}

}  // namespace
}  // namespace wend::analyze
