#include "model/time_text.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace wend::model {
namespace {

TimeZone zone(const char* name) {
  return TimeZone::find(name).value();
}
TimeUs utc(const char* text) {
  return parse_time(text, TimeZone()).value();
}

TEST(TimeText, ReadsRfc3339) {
  EXPECT_EQ(utc("1970-01-01T00:00:00Z"), 0);
  EXPECT_EQ(utc("1970-01-01T01:00:00+01:00"), 0);
  EXPECT_EQ(utc("1969-12-31T23:59:59.5z"), -500'000);
  EXPECT_EQ(utc("2026-01-31 08:00:00.1234567-05:30"), utc("2026-01-31T13:30:00.123456Z"));
  EXPECT_EQ(utc("2016-12-31T23:59:60Z"), utc("2017-01-01T00:00:00Z"));
}

TEST(TimeText, ReadsDatesInTheZone) {
  EXPECT_EQ(parse_time("2026-07-01", zone("Europe/Berlin")).value(), utc("2026-06-30T22:00:00Z"));
  EXPECT_EQ(parse_time("2026-01-01T12:00", zone("America/New_York")).value(),
            utc("2026-01-01T17:00:00Z"));
}

TEST(TimeText, RefusesWhatIsNoTime) {
  for (const char* text :
       {"", "2026", "2026-1-1", "2026-02-30", "2026-01-01T", "2026-01-01T24:00:00Z",
        "2026-01-01T00:60:00Z", "2026-01-01T00:00:00+1:00", "2026-01-01T00:00:00.Z",
        "2026-01-01T00:00Z", "2026-01-01T00:00:00Zx"}) {
    const auto time = parse_time(text, TimeZone());
    ASSERT_FALSE(time) << text;
    EXPECT_FALSE(time.error().hint.empty());
  }
}

TEST(TimeText, WritesLocalTimeWithItsOffset) {
  EXPECT_EQ(format_time(0, TimeZone()), "1970-01-01T00:00:00+00:00");
  EXPECT_EQ(format_time(utc("2026-07-01T10:00:00.25Z"), zone("Europe/Berlin")),
            "2026-07-01T12:00:00.250+02:00");
  EXPECT_EQ(format_time(utc("2026-01-01T00:00:00.000001Z"), zone("America/New_York")),
            "2025-12-31T19:00:00.000001-05:00");
}

// Havana's clocks went from 0:00 to 1:00 on 8 March 2026: the day begins at 1:00.
TEST(TimeText, ADayBeginsAtItsFirstInstant) {
  const TimeZone havana = zone("America/Havana");
  const TimeUs start =
      start_of_day(std::chrono::local_days(std::chrono::year(2026) / 3 / 8), havana);
  EXPECT_EQ(format_time(start, havana), "2026-03-08T01:00:00-04:00");
  EXPECT_EQ(format_day(local_day(start, havana)), "2026-03-08");
  EXPECT_EQ(format_day(local_day(start - 1, havana)), "2026-03-07");
}

// Berlin's 2:30 on 25 October 2026 came twice.
TEST(TimeText, ATimeThatComesTwiceIsTheFirst) {
  EXPECT_EQ(parse_time("2026-10-25T02:30:00", zone("Europe/Berlin")).value(),
            utc("2026-10-25T00:30:00Z"));
}

TEST(TimeZone, UnknownNamesAreErrors) {
  for (const char* name : {"", "Europe/Berlim", "GMT+3", "Mars/Olympus"}) {
    const auto found = TimeZone::find(name);
    ASSERT_FALSE(found) << name;
    EXPECT_EQ(found.error().code, base::ErrorCode::kInvalidInput);
  }
}

RC_GTEST_PROP(TimeText, WrittenTimesReadBack, (std::int64_t number)) {
  static const TimeZone kZones[] = {TimeZone(), zone("Europe/Berlin"), zone("Asia/Kathmandu"),
                                    zone("America/St_Johns")};
  constexpr TimeUs kAboutSixteenHundredYears = 50'000'000'000'000'000;
  const TimeUs time = number % kAboutSixteenHundredYears;
  for (const TimeZone& each : kZones)
    RC_ASSERT(parse_time(format_time(time, each), TimeZone()).value() == time);
}

}  // namespace
}  // namespace wend::model
