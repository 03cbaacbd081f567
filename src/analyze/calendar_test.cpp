#include "analyze/calendar.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "model/time_text.h"

namespace wend::analyze {
namespace {

TimeUs at(const char* text) {
  return model::parse_time(text, model::TimeZone()).value();
}
const model::TimeZone kBerlin = model::TimeZone::find("Europe/Berlin").value();

TEST(Calendar, TheUnitFollowsTheSpan) {
  const auto unit = [](const char* from, const char* to) {
    return Calendar::of_span(at(from), at(to), {}).unit();
  };
  EXPECT_EQ(unit("2026-01-01", "2027-01-01"), CalendarUnit::kDay);
  EXPECT_EQ(unit("2026-01-01", "2027-01-04"), CalendarUnit::kWeek);
  EXPECT_EQ(unit("2010-01-01", "2026-01-01"), CalendarUnit::kMonth);
  EXPECT_EQ(unit("1800-01-01", "2026-01-01"), CalendarUnit::kYear);
}

TEST(Calendar, DaysFollowTheZone) {
  // Berlin's clocks change on 29 March 2026: that day has 23 hours.
  const auto calendar =
      Calendar::of_span(at("2026-03-28T10:00:00Z"), at("2026-03-30T10:00:00Z"), kBerlin);
  ASSERT_EQ(calendar.size(), 3u);
  EXPECT_EQ(calendar.label(0), "2026-03-28");
  EXPECT_EQ(calendar.end_us(1) - calendar.start_us(1), 23 * env::kHourUs);
  EXPECT_EQ(calendar.bucket_of(at("2026-03-28T22:59:59Z")), 0u);
  EXPECT_EQ(calendar.bucket_of(at("2026-03-28T23:00:00Z")), 1u);
  EXPECT_TRUE(calendar.is_partial(0));
  EXPECT_FALSE(calendar.is_partial(1));
  EXPECT_TRUE(calendar.is_partial(2));
}

TEST(Calendar, WeeksBeginOnMonday) {
  const auto calendar =
      Calendar::of_unit(CalendarUnit::kWeek, at("2026-03-01"), at("2026-03-10"), {}).value();
  ASSERT_EQ(calendar.size(), 3u);
  EXPECT_EQ(calendar.label(0), "2026-02-23");
  EXPECT_EQ(calendar.label(2), "2026-03-09");
}

TEST(Calendar, AnEmptySpanHasNoBuckets) {
  EXPECT_EQ(Calendar::of_span(0, 0, {}).size(), 0u);
}

TEST(Calendar, TooManyBucketsAreAnError) {
  EXPECT_FALSE(Calendar::of_unit(CalendarUnit::kDay, at("1900-01-01"), at("2026-01-01"), {}));
}

RC_GTEST_PROP(Calendar, EveryTimeIsInItsBucket, (std::uint32_t start, std::uint32_t length)) {
  const TimeUs from = static_cast<TimeUs>(start) * env::kSecondUs;
  const TimeUs to = from + 1 + static_cast<TimeUs>(length % 300'000'000) * env::kSecondUs;
  const auto calendar = Calendar::of_span(from, to, kBerlin);
  for (int i = 0; i < 50; ++i) {
    const TimeUs time = from + *rc::gen::inRange<TimeUs>(0, to - from);
    const std::size_t bucket = calendar.bucket_of(time);
    RC_ASSERT(calendar.start_us(bucket) <= time && time < calendar.end_us(bucket));
  }
}

}  // namespace
}  // namespace wend::analyze
