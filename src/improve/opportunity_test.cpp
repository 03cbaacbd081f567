#include "improve/opportunity.h"

#include <boost/json/parse.hpp>
#include <gtest/gtest.h>

#include "improve/opportunity_data.h"

namespace wend::improve {
namespace {

namespace json = boost::json;

json::object opportunity(std::string_view fields) {
  return whole_opportunity(json::parse(fields).as_object());
}

TEST(Opportunity, ScoresAsRiceAndUlwickSay) {
  // 500 people a month, high impact, 80 %, four weeks: 500 · 2 · 0.8 = 800, over 4 = 200.
  auto one = opportunity(R"({"title": "A", "reach": {"value": 500}, "impact": {"value": 2},
      "confidence": {"value": 80}, "effort": {"value": 4}, "importance": {"value": 9},
      "satisfaction": {"value": 3}})");
  ASSERT_TRUE(settle_opportunity(one));
  EXPECT_DOUBLE_EQ(*value_of(figures_of(one)), 800);
  EXPECT_DOUBLE_EQ(*score_of(figures_of(one)), 200);
  EXPECT_DOUBLE_EQ(*ulwick_of(figures_of(one)), 15);
  // Where people are more than satisfied, only the importance counts.
  EXPECT_DOUBLE_EQ(*ulwick_of({.importance = 4, .satisfaction = 9}), 4);
  EXPECT_FALSE(score_of({.reach = 1, .impact = 1, .confidence = 100}));
  EXPECT_TRUE(value_of({.reach = 1, .impact = 1, .confidence = 100}));
  EXPECT_FALSE(ulwick_of({.importance = 4}));
}

TEST(Opportunity, ARatingIsMadeOfItsAnswers) {
  auto one = opportunity(R"({"title": "A", "importance": {"answers": {"n": 120, "top": 98}}})");
  ASSERT_TRUE(settle_opportunity(one));
  EXPECT_DOUBLE_EQ(one.at("importance").at("value").as_double(), 8.2);  // 98 / 120 = 0.8166…
  EXPECT_EQ(one.at("importance").at("evidence"), json::value("answers"));
  auto more = opportunity(R"({"title": "A", "importance": {"answers": {"n": 3, "top": 4}}})");
  EXPECT_EQ(settle_opportunity(more).error().place, "importance.answers");
}

TEST(Opportunity, RefusesWhatIsOutOfBounds) {
  for (const auto& [fields, place] : std::initializer_list<std::pair<const char*, const char*>>{
           {R"({"impact": {"value": 1.5}})", "impact.value"},
           {R"({"reach": {"value": -1}})", "reach.value"},
           {R"({"confidence": {"value": 101}})", "confidence.value"},
           {R"({"effort": {"value": 0}})", "effort.value"},
           {R"({"satisfaction": {"value": 0.5}})", "satisfaction.value"},
           {R"({"due": "2026-02-30"})", "due"}}) {
    auto one = opportunity(fields);
    const auto settled = settle_opportunity(one);
    ASSERT_FALSE(settled) << fields;
    EXPECT_EQ(settled.error().place, place);
  }
  EXPECT_TRUE(is_day("2028-02-29"));
  EXPECT_FALSE(is_day("2026-02-29"));
  EXPECT_FALSE(is_day("2026-1-001"));
}

constexpr model::TimeUs kDay = 86'400LL * 1'000'000;

TEST(OpportunityData, AStepSaysReachImpactAndConfidence) {
  const auto step = json::parse(R"({"people": 480, "ref": "step:a", "effect":
      {"difference": {"value": -0.12}, "held": true, "refs": {"with": "step:a:with"}}})")
                        .as_object();
  const Asked asked{.from = 0, .to = 56 * kDay};
  const auto said = estimates_of_step(step, "measured", asked);
  // 480 people in 56 days: 8.571 a day, times 30.4375 is 260.9.
  EXPECT_DOUBLE_EQ(said.at("reach").at("value").to_number<double>(), 261);
  EXPECT_EQ(said.at("reach").at("source").at("sentence"),
            json::value("480 people were at this step in 56 days."));
  EXPECT_DOUBLE_EQ(said.at("impact").at("value").to_number<double>(), 2);  // 12 points
  EXPECT_DOUBLE_EQ(said.at("confidence").at("value").to_number<double>(), 80);
  EXPECT_EQ(estimates_of_step(step, "assumed", asked).at("confidence").at("value").as_double(), 20);
}

TEST(OpportunityData, AnEffectThatDoesNotHoldIsNoImpactButLeavingIs) {
  auto step = json::parse(R"({"people": 30, "ref": "step:a", "effect":
      {"difference": {"value": -0.3}, "held": false}, "emotion": {"measured": {"parts": [
      {"of": "leave", "share": 0.3, "excess": 0.06, "low": 0.01, "ref": "step:a:trouble:leave"}]}}})")
                  .as_object();
  const Asked asked{.from = 0, .to = 30 * kDay};
  const auto said = estimates_of_step(step, "measured", asked);
  EXPECT_DOUBLE_EQ(said.at("impact").at("value").to_number<double>(), 1);
  EXPECT_DOUBLE_EQ(said.at("confidence").at("value").to_number<double>(), 50);
  step["emotion"] = nullptr;
  const auto less = estimates_of_step(step, "measured", asked);
  EXPECT_TRUE(less.at("impact").is_null());
  EXPECT_EQ(less.at("notes").as_array().size(), 1U);
  const auto unbound = estimates_of_step({{"bound", false}}, "measured", asked);
  EXPECT_TRUE(unbound.at("reach").is_null() && unbound.at("confidence").is_null());
}

TEST(OpportunityData, FrictionSaysTheValueAtRiskToo) {
  const auto finding = json::parse(R"({"ref": "finding:f0", "people": 620, "n": 1630,
      "impact": 41300.0, "to": null, "rank": {"excess": 0.895, "loss": 0.42}})")
                           .as_object();
  const auto said = estimates_of_friction(finding, {.from = 0, .to = 14 * kDay, .currency = "EUR"});
  EXPECT_DOUBLE_EQ(said.at("reach").at("value").to_number<double>(), 1348);  // 620 / 14 · 30.4375
  EXPECT_DOUBLE_EQ(said.at("impact").at("value").to_number<double>(), 3);    // 37.6 points
  EXPECT_DOUBLE_EQ(said.at("confidence").at("value").to_number<double>(), 100);
  EXPECT_DOUBLE_EQ(said.at("value_at_risk").at("per_month").to_number<double>(), 89791);
  EXPECT_EQ(said.at("confidence").at("source").at("sentence"),
            json::value("Measured on 1,630 visits."));
  // Less than a day is no month of such days.
  EXPECT_DOUBLE_EQ(per_month(2, 0, kDay / 24), 2 * kDaysAMonth);
}

}  // namespace
}  // namespace wend::improve
