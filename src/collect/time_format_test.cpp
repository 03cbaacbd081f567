#include "collect/time_format.h"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace wend::collect {
namespace {

using env::TimeUs;

std::optional<TimeUs> read(const std::string& format, std::string_view text,
                           const std::string& zone = "UTC") {
  auto made = TimeFormat::make(format, LocalZone::named(zone).value());
  EXPECT_TRUE(made) << made.error().to_sentence();
  return made->parse(text);
}
constexpr TimeUs at(TimeUs seconds, TimeUs us = 0) {
  return seconds * env::kSecondUs + us;
}

TEST(TimeFormatTest, ReadsIsoInItsShapes) {
  EXPECT_EQ(read("iso", "2012-10-09T14:50:17+00:00"), at(1349794217));
  EXPECT_EQ(read("iso", "2012-10-09 14:50:17"), at(1349794217));
  EXPECT_EQ(read("iso", "2012-10-09T16:50:17.25+02:00"), at(1349794217, 250'000));
  EXPECT_EQ(read("iso", "2012-10-09T14:50:17,123456789Z"), at(1349794217, 123'456));
  EXPECT_EQ(read("iso", "20121009T145017Z"), at(1349794217));
  EXPECT_EQ(read("iso", "2012-10-09 14:50"), at(1349794200));
  EXPECT_EQ(read("iso", "2012-10-09"), at(1349740800));
  EXPECT_EQ(read("iso", "19970101"), at(852076800));
  EXPECT_EQ(read("iso", "2012-10-09T24:00:00Z"), at(1349827200));
  EXPECT_EQ(read("iso", "1969-12-31T23:59:59Z"), at(-1));
}

TEST(TimeFormatTest, RefusesWhatIsNoTime) {
  for (const char* text :
       {"", "2012", "2012-13-01", "2012-02-30", "2012-10-09T", "2012-10-09T25:00:00Z", "yesterday",
        "2012-10-09T10:61:00Z", "2012-10-09T10:00:00+99:00", "2012-10-09 10:00:00 nonsense"}) {
    EXPECT_EQ(read("iso", text), std::nullopt) << text;
  }
  EXPECT_EQ(read("unix_s", "12a"), std::nullopt);
  EXPECT_EQ(read("unix_s", "99999999999999999999"), std::nullopt);
  EXPECT_EQ(read("unix_s", "9223372036854775807"), std::nullopt);
}

TEST(TimeFormatTest, ReadsNumbersInTheirUnit) {
  EXPECT_EQ(read("unix_s", "1349794217"), at(1349794217));
  EXPECT_EQ(read("unix_s", "1349794217.5"), at(1349794217, 500'000));
  EXPECT_EQ(read("unix_ms", "1349794217250"), at(1349794217, 250'000));
  EXPECT_EQ(read("unix_us", "1349794217000001"), at(1349794217, 1));
  EXPECT_EQ(read("unix_s", "-1"), at(-1));
}

TEST(TimeFormatTest, ReadsPatterns) {
  EXPECT_EQ(read("%d.%m.%Y %H:%M", "9.10.2012 14:50"), at(1349794200));
  EXPECT_EQ(read("%m/%d/%Y %I:%M %p", "10/09/2012 2:50 PM"), at(1349794200));
  EXPECT_EQ(read("%m/%d/%Y %I:%M %p", "10/09/2012 12:05 am"), at(1349741100));
  EXPECT_EQ(read("%m/%d/%Y %I:%M %p", "10/09/2012 13:05 am"), std::nullopt);
  EXPECT_EQ(read("%a, %d %b %Y %H:%M:%S %z", "Tue, 09 Oct 2012 16:50:17 +0200"), at(1349794217));
  EXPECT_EQ(read("%d. %b %Y", "9. Oktober 2012"), at(1349740800));
  EXPECT_EQ(read("%d %b %Y", "9 M\xC3\xA4rz 2012"), at(1331251200));
  EXPECT_EQ(read("%m/%d/%y", "10/9/12"), at(1349740800));
  EXPECT_EQ(read("%d.%m.%Y", "31.02.2012"), std::nullopt);
}

TEST(TimeFormatTest, ReadsTimesWithoutOffsetInTheZone) {
  EXPECT_EQ(read("iso", "2012-07-01 12:00:00", "Europe/Berlin"),
            at(1341136800));  // summer: two hours
  EXPECT_EQ(read("iso", "2012-01-01 12:00:00", "Europe/Berlin"),
            at(1325415600));  // winter: one hour
  EXPECT_EQ(read("iso", "2012-07-01T12:00:00Z", "Europe/Berlin"),
            at(1341144000));  // its own offset wins
  EXPECT_EQ(read("iso", "2012-10-28 02:30:00", "Europe/Berlin"),
            at(1351384200));  // twice: the first
  EXPECT_EQ(LocalZone::named("Mars/Base").error().code, base::ErrorCode::kInvalidInput);
}

TEST(TimeFormatTest, RefusesUnknownFormats) {
  EXPECT_FALSE(TimeFormat::make("%Q", {}));
  EXPECT_FALSE(TimeFormat::make("date", {}));
  EXPECT_FALSE(TimeFormat::make("%", {}));
}

RC_GTEST_PROP(TimeFormatTest, ReadsBackEveryDay, ()) {
  const int year = *rc::gen::inRange(1900, 2200);
  const int month = *rc::gen::inRange(1, 13);
  const int day = *rc::gen::inRange(1, 29);
  const auto expected = *day_to_us(year, month, day);
  RC_ASSERT(read("iso", fmt::format("{:04}-{:02}-{:02}", year, month, day)) == expected);
  RC_ASSERT(read("%d/%m/%Y", fmt::format("{}/{}/{}", day, month, year)) == expected);
}

struct Shape {
  std::vector<std::string_view> samples;
  std::string format;
};

TEST(GuessTimeFormatTest, KnowsTheShapesPeopleUse) {
  const Shape shapes[] = {
      {{"2012-10-09T14:50:17+00:00", "2012-10-10T08:00:00+00:00"}, "iso"},
      {{"2012-10-09 14:50:17.123", "2012-10-10 08:00:00.5"}, "iso"},
      {{"2012-10-09", "2012-10-10"}, "iso"},
      {{"19970101", "19970112", "19980630"}, "iso"},
      {{"13.10.2012", "9.1.2012"}, "%d.%m.%Y"},
      {{"13.10.2012 14:50", "09.01.2012 08:00"}, "%d.%m.%Y %H:%M"},
      {{"10/13/2012", "01/09/2012"}, "%m/%d/%Y"},
      {{"13/10/2012 14:50:17", "09/01/2012 08:00:00"}, "%d/%m/%Y %H:%M:%S"},
      {{"10/13/2012 02:50 PM", "01/09/2012 08:00 AM"}, "%m/%d/%Y %I:%M %p"},
      {{"1349794217", "1349794300"}, "unix_s"},
      {{"1349794217000", "1349794300123"}, "unix_ms"},
      {{"1349794217000000", "1349794300123456"}, "unix_us"},
      {{"Tue, 09 Oct 2012 14:50:17 +0000", "Wed, 10 Oct 2012 08:00:00 +0200"},
       "%a, %d %b %Y %H:%M:%S %z"},
      {{"Oct 9, 2012", "Nov 10, 2012"}, "%b %d, %Y"},
      {{"09-Oct-2012", "10-Nov-2012"}, "%d-%b-%Y"},
  };
  for (const Shape& shape : shapes) {
    const auto guess = guess_time_format(shape.samples);
    ASSERT_TRUE(guess) << shape.samples[0];
    EXPECT_EQ(guess->format, shape.format) << shape.samples[0];
    EXPECT_TRUE(guess->or_else.empty()) << shape.samples[0] << " or " << guess->or_else;
  }
}

TEST(GuessTimeFormatTest, SaysWhenDayAndMonthCouldBeEither) {
  // As month and day these lie within nine days, the other way round within nine months.
  const auto guess = guess_time_format({"03/02/2012", "03/05/2012", "03/11/2012"});
  ASSERT_TRUE(guess);
  EXPECT_EQ(guess->format, "%m/%d/%Y");
  EXPECT_EQ(guess->or_else, "%d/%m/%Y");
}

TEST(GuessTimeFormatTest, FindsNoneInOtherTexts) {
  EXPECT_FALSE(guess_time_format({"13.01.2026", "14.01.2026", "soon"}));
  EXPECT_EQ(guess_time_format({"13.01.2026", "14.01.2026", "soon"}, 0.4)->format, "%d.%m.%Y");
  EXPECT_FALSE(guess_time_format({"red", "green"}));
  EXPECT_FALSE(guess_time_format({"1", "2", "3"}));
  EXPECT_FALSE(guess_time_format({"12.50", "13.70"}));
  EXPECT_FALSE(guess_time_format({}));
}

}  // namespace
}  // namespace wend::collect
