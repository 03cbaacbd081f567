#include "model/tracking_plan.h"

#include <boost/json/parse.hpp>
#include <gtest/gtest.h>

namespace wend::model {
namespace {

base::Result<TrackingPlan> read(const std::string& text) {
  return tracking_plan_from(boost::json::parse(text));
}

TEST(TrackingPlanDocument, IsReadAndWrittenWhole) {
  const auto plan = read(R"({"unplanned": "warn", "events": [
      {"name": "Order", "description": "Money", "on_violation": "block", "properties": [
        {"name": "price", "type": "number", "required": true},
        {"name": "plan", "type": "text", "values": ["free", "paid"]}]},
      {"name": "Debug", "planned": false, "blocked": true},
      {"name": "order_placed", "planned": false, "show_as": "Order"}]})");
  ASSERT_TRUE(plan) << plan.error().to_sentence();
  EXPECT_EQ(plan->unplanned, TrackingPlan::Unplanned::kWarn);
  ASSERT_EQ(plan->events.size(), 3u);
  EXPECT_TRUE(plan->events[0].planned && plan->events[0].blocks_violations);
  EXPECT_EQ(plan->events[0].properties[0].type, PlannedType::kNumber);
  EXPECT_TRUE(plan->events[0].properties[0].required);
  EXPECT_EQ(plan->events[0].properties[1].values.size(), 2u);
  EXPECT_TRUE(plan->events[1].blocked);
  EXPECT_EQ(plan->events[2].show_as, "Order");
  const auto written = to_json(*plan);
  EXPECT_EQ(written, to_json(*tracking_plan_from(written)));
  EXPECT_EQ(written.at("events").at(1).at("on_violation").as_string(), "warn");
  EXPECT_TRUE(written.at("events").at(0).at("show_as").is_null());
  EXPECT_EQ(to_json(TrackingPlan{}), boost::json::parse(R"({"unplanned":"allow","events":[]})"));
}

TEST(TrackingPlanDocument, SaysWhereItIsWrong) {
  const std::pair<const char*, const char*> wrong[] = {
      {R"({"unplanned": "no"})", "unplanned"},
      {R"({"events": {}})", "events"},
      {R"({"events": [{"name": ""}]})", "events[0].name"},
      {R"({"events": [{"name": "a"}, {"name": "a"}]})", "events[1].name"},
      {R"({"events": [{"name": "a", "show_as": ""}]})", "events[0].show_as"},
      {R"({"events": [{"name": "a", "colour": 1}]})", "events[0].colour"},
      {R"({"events": [{"name": "a", "properties": [{"name": "x"}, {"name": "x"}]}]})",
       "events[0].properties[1].name"},
      {R"({"events": [{"name": "a", "properties": [{"name": "x", "type": "date"}]}]})",
       "events[0].properties[0].type"},
      {R"({"events": [{"name": "a", "properties": [{"name": "x", "values": [1]}]}]})",
       "events[0].properties[0].values[0]"}};
  for (const auto& [text, place] : wrong) {
    const auto plan = read(text);
    ASSERT_FALSE(plan) << text;
    EXPECT_EQ(plan.error().code, base::ErrorCode::kInvalidInput);
    EXPECT_EQ(plan.error().place, place) << plan.error().to_sentence();
  }
}

}  // namespace
}  // namespace wend::model
