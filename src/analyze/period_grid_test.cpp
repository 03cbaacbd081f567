#include "analyze/period_grid.h"

#include <gtest/gtest.h>

#include "env/clock.h"
#include "model/time_text.h"

namespace wend::analyze {
namespace {

model::TimeZone zone(const char* name) {
  return model::TimeZone::find(name).value();
}

TEST(PeriodGrid, HoursBeginAtFullHoursOfTheZone) {
  const auto kolkata = zone("Asia/Kolkata");  // 5:30 ahead
  const TimeUs from = model::parse_time("2026-03-01T10:10", kolkata).value();
  const auto grid =
      PeriodGrid::make(PeriodUnit::kHour, from, from + 2 * env::kHourUs, kolkata).value();
  ASSERT_EQ(grid.size(), 3u);
  EXPECT_EQ(grid.label(0), "2026-03-01T10:00");
  EXPECT_EQ(grid.label(2), "2026-03-01T12:00");
  EXPECT_EQ(grid.period_of(from), 0u);
  EXPECT_EQ(grid.period_of(from + 50 * env::kMinuteUs), 1u);
  EXPECT_TRUE(grid.is_partial(0));
  EXPECT_FALSE(grid.is_partial(1));
}

TEST(PeriodGrid, EveryInstantBelongsToThePeriodAroundIt) {
  const auto berlin = zone("Europe/Berlin");
  const TimeUs from = model::parse_time("2026-03-20", berlin).value();  // the clock changes on 29th
  for (const auto unit :
       {PeriodUnit::kHour, PeriodUnit::kDay, PeriodUnit::kWeek, PeriodUnit::kMonth}) {
    const auto grid = PeriodGrid::make(unit, from, from + 30 * env::kDayUs, berlin).value();
    for (std::size_t i = 0; i < grid.size(); ++i) {
      EXPECT_EQ(grid.period_of(grid.start_us(i)), i);
      EXPECT_EQ(grid.period_of(grid.end_us(i) - 1), i);
      EXPECT_LT(grid.start_us(i), grid.end_us(i));
    }
  }
}

TEST(PeriodGrid, RefusesMoreThanAnybodyReads) {
  EXPECT_FALSE(PeriodGrid::make(PeriodUnit::kHour, 0, 10'001 * env::kHourUs, {}));
  EXPECT_TRUE(PeriodGrid::make(PeriodUnit::kHour, 0, 9'999 * env::kHourUs, {}));
  EXPECT_EQ(PeriodGrid::make(PeriodUnit::kHour, 5, 5, {}).value().size(), 0u);
}

}  // namespace
}  // namespace wend::analyze
