#include "unify/generalisation.h"

#include <gtest/gtest.h>

namespace wend::unify {
namespace {

TEST(NumberRangesTest, HaveRoundEndsAndOpenOnes) {
  NumberRanges ranges;
  for (int i = 0; i <= 100; ++i) ranges.see(i);
  ranges.finish();
  // From 5 to 95 in about eight: a step of 20.
  EXPECT_EQ(ranges.ends(), (std::vector<double>{20, 40, 60, 80}));
  EXPECT_EQ(ranges.range_of(0), "below 20");
  EXPECT_EQ(ranges.range_of(19.99), "below 20");
  EXPECT_EQ(ranges.range_of(20), "20 to 40");
  EXPECT_EQ(ranges.range_of(79.5), "60 to 80");
  EXPECT_EQ(ranges.range_of(1e9), "80 and more");
}

TEST(NumberRangesTest, OneThatStandsOutDoesNotMakeTheRanges) {
  NumberRanges ranges;
  for (int i = 0; i < 1000; ++i) ranges.see(1 + (i % 10) * 0.1);
  ranges.see(5'000'000);
  ranges.finish();
  EXPECT_EQ(ranges.range_of(5'000'000), ranges.range_of(2.5)) << "with everybody above";
  EXPECT_EQ(ranges.range_of(1.25), "1.2 to 1.4");
}

TEST(NumberRangesTest, OneNumberAloneAndNoneAreWrittenToo) {
  NumberRanges one;
  one.see(40);
  one.finish();
  EXPECT_EQ(one.range_of(40), "40 and more");
  NumberRanges none;
  none.finish();
  EXPECT_EQ(none.range_of(3), "other");
}

TEST(CommonTextsTest, CountsPeopleAndNotTimes) {
  CommonTexts texts(3);
  for (int i = 0; i < 100; ++i) texts.see("rare", 1);
  for (const std::uint64_t person : {1, 2, 3}) texts.see("common", person);
  EXPECT_EQ(texts.common_or_other("common"), "common");
  EXPECT_EQ(texts.common_or_other("rare"), "other");
  EXPECT_EQ(texts.common_or_other("never seen"), "other");
}

TEST(GeneralisationTest, DatesToMonthsAndPostcodesToAreas) {
  const model::TimeZone utc;
  EXPECT_EQ(month_of(written_time("1984-03-17", utc)->time_us, utc), "1984-03");
  EXPECT_EQ(month_of(written_time("2026-01-31T23:59:59Z", utc)->time_us, utc), "2026-01");
  EXPECT_TRUE(written_time("1984-03-17", utc)->only_day);
  EXPECT_FALSE(written_time("2026-01-31 10:00:00", utc)->only_day);
  for (const std::string_view text : {"", "10115", "2026-13-01", "2026", "tomorrow 10", "2026-1-1"})
    EXPECT_FALSE(written_time(text, utc)) << text;
  EXPECT_EQ(postcode_area("10115"), "10");
  EXPECT_EQ(postcode_area("sw1a 1aa"), "SW");
  EXPECT_EQ(postcode_area("D-10115"), "D1");
}

}  // namespace
}  // namespace wend::unify
