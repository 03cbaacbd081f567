#include "improve/score_goal.h"

#include <boost/json/parse.hpp>
#include <gtest/gtest.h>

namespace wend::improve {
namespace {

namespace json = boost::json;

json::object parsed(std::string_view text) {
  return json::parse(text).as_object();
}

TEST(ScoreGoal, TheHistoryStandsByDayAndTheLastOneIsCurrent) {
  auto goal = whole_goal(parsed(R"({"title": "NPS", "from": 20, "to": 50, "values": [
      {"on": "2026-03-01", "value": 26}, {"on": "2026-01-01", "value": 20},
      {"on": "2026-03-01", "value": 29}]})"));
  ASSERT_TRUE(settle_goal(goal));
  EXPECT_EQ(goal.at("values").as_array().size(), 2U);
  EXPECT_EQ(current_of(goal).at("value"), json::value(29));
  EXPECT_DOUBLE_EQ(*progress_of(goal), 0.3);  // 9 of 30
  goal["values"] = json::array();
  EXPECT_TRUE(current_of(goal).is_null());
  EXPECT_FALSE(progress_of(goal));
}

TEST(ScoreGoal, ASmallerNumberCanBeTheGoal) {
  auto goal = whole_goal(parsed(R"({"title": "Effort", "from": 5, "to": 3,
      "values": [{"on": "2026-01-01", "value": 5.5}]})"));
  EXPECT_DOUBLE_EQ(*progress_of(goal), -0.25);
  goal["to"] = 5;
  EXPECT_FALSE(progress_of(goal));
  goal["by"] = "soon";
  EXPECT_EQ(settle_goal(goal).error().place, "by");
}

TEST(ScoreGoal, AQuestionStandsForOneNumber) {
  const auto funnel = headline_of(parsed(R"({"kind": "funnel", "result": {"steps": [
      {"from_first": {"share": 1, "of": 40}}, {"from_first": {"share": 0.25, "of": 40}}]}})"));
  ASSERT_TRUE(funnel) << funnel.error().to_sentence();
  EXPECT_DOUBLE_EQ(funnel->value, 25);
  EXPECT_EQ(funnel->what, "Conversion of 40");
  const auto trend = headline_of(parsed(R"({"kind": "trend", "result": {"bucket": "week",
      "buckets": [{"from": "2026-01-05"}, {"from": "2026-01-12", "incomplete": true}],
      "series": [{"name": "Orders", "points": [{"value": 12}, {"value": 3}]}]}})"));
  ASSERT_TRUE(trend);
  EXPECT_DOUBLE_EQ(trend->value, 12);
  EXPECT_EQ(trend->what, "Orders, week from 2026-01-05");
  EXPECT_EQ(headline_of(parsed(R"({"kind": "paths", "result": {}})")).error().place, "question");
}

TEST(Strategy, PrinciplesHaveIdsOfTheirOwn) {
  EXPECT_TRUE(check_strategy(whole_strategy({})));
  const auto one = parsed(R"({"principles": [{"id": "pri_aaaaaaaaaaaa", "title": "A"},
                                             {"id": "pri_aaaaaaaaaaaa", "title": "B"}]})");
  EXPECT_EQ(check_strategy(one).error().place, "principles[1].id");
  EXPECT_FALSE(check_strategy(parsed(R"({"principles": [{"id": "x"}]})")));
}

}  // namespace
}  // namespace wend::improve
