#include "model/duration.h"

#include <gtest/gtest.h>

namespace wend::model {
namespace {

TEST(Duration, ReadsEveryUnit) {
  EXPECT_EQ(parse_duration("30s").value(), 30'000'000);
  EXPECT_EQ(parse_duration("15m").value(), 900'000'000);
  EXPECT_EQ(parse_duration("24h").value(), 86'400'000'000);
  EXPECT_EQ(parse_duration("7d").value(), 604'800'000'000);
  EXPECT_EQ(parse_duration("2w").value(), 1'209'600'000'000);
  EXPECT_EQ(parse_duration("1.5h").value(), 5'400'000'000);
  EXPECT_EQ(parse_duration("0s").value(), 0);
}

TEST(Duration, RefusesWhatIsNone) {
  for (const char* text :
       {"", "s", "7", "7 d", "-7d", "7days", "d7", "1e3s", "nan", "0x1h", "7d7d", "99999999w"}) {
    EXPECT_FALSE(parse_duration(text)) << text;
  }
  EXPECT_FALSE(duration_of_seconds(-1));
  EXPECT_FALSE(duration_of_seconds(1e300));
  EXPECT_EQ(duration_of_seconds(0.25).value(), 250'000);
}

}  // namespace
}  // namespace wend::model
