#include "map/map_health.h"

#include <boost/json/serialize.hpp>
#include <gtest/gtest.h>

namespace wend::map {
namespace {

namespace json = boost::json;
using std::chrono::local_days;
using std::chrono::year;

local_days day(int y, unsigned m, unsigned d) {
  return local_days(year(y) / std::chrono::month(m) / std::chrono::day(d));
}

TEST(MapHealth, ScoresByHand) {
  // (30 · 0.8 + 30 · 0.69 + 20 · 1 + 20 · 0.5) / 100 = 0.747
  EXPECT_EQ(health_score({0.8, 0.69, 1.0, 0.5}), 75);
  // Without data of the path and evidence: (30 · 0.5 + 20 · 0) / 50.
  EXPECT_EQ(health_score({0.5, std::nullopt, 0.0, std::nullopt}), 30);
  EXPECT_EQ(health_score({}), std::nullopt);
  EXPECT_EQ(health_band(50), "poor");
  EXPECT_EQ(health_band(51), "fair");
  EXPECT_EQ(health_band(75), "fair");
  EXPECT_EQ(health_band(76), "good");
  EXPECT_TRUE(health_json({}).is_null());
  EXPECT_EQ(
      json::serialize(health_json({0.5, std::nullopt, 1.0, std::nullopt})),
      R"({"score":70,"band":"fair","parts":[{"part":"fed","weight":30,"share":5E-1},)"
      R"({"part":"on_path","weight":30,"share":null},{"part":"reviewed","weight":20,"share":1E0},)"
      R"({"part":"evidence","weight":20,"share":null}]})");
}

TEST(MapHealth, ReviewDates) {
  EXPECT_EQ(months_later(day(2026, 11, 30), 3), day(2027, 2, 28));
  EXPECT_EQ(months_later(day(2026, 1, 15), 12), day(2027, 1, 15));
  EXPECT_EQ(next_review({}, day(2026, 1, 15)), day(2026, 4, 15));
  EXPECT_EQ(next_review({{"review_every_months", 1}}, day(2026, 1, 31)), day(2026, 2, 28));
  EXPECT_EQ(
      next_review({{"review_on", "2026-03-01"}, {"review_every_months", 1}}, day(2026, 1, 31)),
      day(2026, 3, 1));
  EXPECT_EQ(reviewed_share(day(2026, 3, 1), day(2026, 3, 1)), 1);
  EXPECT_EQ(reviewed_share(day(2026, 3, 1), day(2026, 4, 15)), 0.5);
  EXPECT_EQ(reviewed_share(day(2026, 3, 1), day(2027, 4, 15)), 0);
}

}  // namespace
}  // namespace wend::map
