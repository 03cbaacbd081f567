#include "collect/plan_rules.h"

#include <boost/json/parse.hpp>
#include <gtest/gtest.h>

namespace wend::collect {
namespace {

using model::EventType;

PlanRules rules(const std::string& text) {
  const auto plan = model::tracking_plan_from(boost::json::parse(text));
  EXPECT_TRUE(plan) << plan.error().to_sentence();
  return PlanRules(plan.value_or(model::TrackingPlan{}));
}

events::LiveRow row(std::string_view name, std::string_view properties = "{}",
                    EventType type = EventType::kTrack) {
  events::LiveRow live;
  live.row.name = name;
  live.row.type = type;
  live.row.properties = properties;
  return live;
}

// The reasons for which one message does not fit, as one text; empty when it does.
std::string judged(const PlanRules& rules, const events::LiveRow& live,
                   MessageFate fate = MessageFate::kWarned) {
  const auto marks = rules.judge({&live, 1});
  if (marks.empty()) return {};
  EXPECT_EQ(marks[0].fate, fate);
  std::string text;
  for (const std::string& reason : marks[0].reasons) text += (text.empty() ? "" : " ") + reason;
  return text;
}

TEST(PlanRules, AnEmptyPlanLooksAtNothing) {
  EXPECT_TRUE(PlanRules().empty());
  EXPECT_TRUE(rules(R"({"unplanned": "allow", "events": []})").empty());
  EXPECT_TRUE(rules(R"({"events": [{"name": "a", "show_as": "b", "planned": false},
                                   {"name": "c", "properties": [{"name": "x"}]}]})")
                  .empty())
      << "nor does one that asks nothing of messages";
  EXPECT_FALSE(rules(R"({"unplanned": "warn"})").empty());
}

TEST(PlanRules, BlockedAndUnplannedEvents) {
  const auto plan = rules(R"({"unplanned": "warn", "events": [
      {"name": "Debug", "blocked": true, "planned": false}, {"name": "Order"},
      {"name": "old", "planned": false, "show_as": "Order"}]})");
  EXPECT_EQ(judged(plan, row("Debug"), MessageFate::kBlocked), "The event is blocked.");
  EXPECT_EQ(judged(plan, row("Debug", "{}", EventType::kPage), MessageFate::kBlocked),
            "The event is blocked.");
  EXPECT_EQ(judged(plan, row("Order")), "");
  EXPECT_EQ(judged(plan, row("Other")), "The event is not in the tracking plan.");
  EXPECT_EQ(judged(plan, row("old")), "The event is not in the tracking plan.");
  EXPECT_EQ(judged(plan, row("/pricing", "{}", EventType::kPage)), "");
  EXPECT_EQ(judged(plan, row("Identify", "{}", EventType::kIdentify)), "");
  const auto strict = rules(R"({"unplanned": "block", "events": [{"name": "Order"}]})");
  EXPECT_EQ(judged(strict, row("Other"), MessageFate::kBlocked),
            "The event is not in the tracking plan.");
  EXPECT_EQ(judged(strict, row("Order")), "");
}

TEST(PlanRules, TypesOfProperties) {
  struct Case {
    const char* type;
    const char* fits;
    const char* fault;
    const char* sentence;
  };
  const Case cases[] = {{"text", R"("a")", "1", "a text, not a number"},
                        {"number", "1.5", R"("1.5")", "a number, not a text"},
                        {"boolean", "false", "0", "true or false, not a number"},
                        {"list", "[1]", "{}", "a list, not an object"},
                        {"object", R"({"a":1})", "[]", "an object, not a list"},
                        {"time", R"("2026-01-31T08:00:00+01:00")", "1769846400",
                         "a time, such as 2026-01-31T08:00:00Z, not a number"},
                        {"time", R"("2026-01-31T08:00:00.25Z")", R"("2026-01-31")",
                         "a time, such as 2026-01-31T08:00:00Z, not another text"},
                        {"time", R"("2026-01-31t08:00:00z")", R"("2026-01-31T08:00:00")",
                         "a time, such as 2026-01-31T08:00:00Z, not another text"},
                        {"time", R"("2024-02-29T08:00:00Z")", R"("2026-02-29T08:00:00Z")",
                         "a time, such as 2026-01-31T08:00:00Z, not another text"}};
  for (const Case& one : cases) {
    const auto plan =
        rules(R"({"events": [{"name": "Order", "properties": [{"name": "x", "type": ")" +
              std::string(one.type) + R"("}]}]})");
    const auto with = [](const std::string& value) { return R"({"x":)" + value + "}"; };
    const std::string good = with(one.fits), bad = with(one.fault);
    EXPECT_EQ(judged(plan, row("Order", good)), "") << one.type << " " << good;
    EXPECT_EQ(judged(plan, row("Order", bad)),
              "The property \"x\" must be " + std::string(one.sentence) + ".")
        << bad;
    EXPECT_EQ(judged(plan, row("Order", R"({"x":null})")), "") << "null is missing";
    EXPECT_EQ(judged(plan, row("Other", bad)), "");
  }
}

TEST(PlanRules, RequiredPropertiesAndValues) {
  const auto plan = rules(R"({"events": [{"name": "Order", "on_violation": "block", "properties": [
      {"name": "price", "type": "number", "required": true},
      {"name": "plan", "values": ["free", "2", "true"]}]}]})");
  EXPECT_EQ(judged(plan, row("Order", R"({"price":1,"plan":"free","more":[]})")), "");
  EXPECT_EQ(judged(plan, row("Order", R"({"price":1,"plan":2})")), "");
  EXPECT_EQ(judged(plan, row("Order", R"({"price":1,"plan":true})")), "");
  EXPECT_EQ(judged(plan, row("Order", R"({"price":1,"plan":["free","2"]})")), "");
  EXPECT_EQ(judged(plan, row("Order", R"({"price":1,"plan":["free","x"]})"), MessageFate::kBlocked),
            "The property \"plan\" has a value that is not planned.");
  EXPECT_EQ(judged(plan, row("Order", R"({"price":null,"plan":"paid"})"), MessageFate::kBlocked),
            "The property \"price\" is missing. The property \"plan\" has a value that is not "
            "planned.");
}

TEST(PlanRules, MarksOnlyWhatDoesNotFit) {
  const auto plan = rules(R"({"events": [{"name": "bad", "blocked": true}]})");
  const events::LiveRow rows[] = {row("a"), row("bad"), row("b"), row("bad")};
  const auto marks = plan.judge(rows);
  ASSERT_EQ(marks.size(), 2u);
  EXPECT_EQ(marks[0].row, 1u);
  EXPECT_EQ(marks[1].row, 3u);
}

}  // namespace
}  // namespace wend::collect
