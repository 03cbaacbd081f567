#include "map/map_question.h"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <gtest/gtest.h>

#include "analyze/query.h"
#include "fmt/format.h"
#include "map/map_gaps.h"
#include "map/map_outline.h"

namespace wend::map {
namespace {

namespace json = boost::json;

constexpr model::TimeUs kLastEvent = 1'770'000'000'000'000;  // 2026-02-02T02:40:00Z

json::object parse(std::string_view text) {
  return json::parse(text).as_object();
}

MapSurroundings around() {
  MapSurroundings made;
  made.has_touchpoint = [](std::string_view name) { return !name.starts_with("Gone"); };
  made.find_segment =
      [](std::string_view id) -> base::Result<std::optional<model::SegmentMeaning>> {
    if (id != "seg_1") return std::nullopt;
    return model::SegmentMeaning{};
  };
  made.last_event_us = kLastEvent;
  return made;
}

// A map of one stage with these steps, and a lane of touchpoints with cards, each "step" first.
MapDocument map_of(std::initializer_list<std::string_view> steps,
                   std::initializer_list<std::pair<std::size_t, std::string_view>> cards = {},
                   std::string_view about = "{}") {
  MapOutline outline;
  outline.about = parse(about);
  outline.stages.emplace_back().fields = {{"title", "Buy"}};
  for (const auto step : steps) outline.stages[0].steps.push_back({parse(step)});
  auto& lane = outline.lanes.emplace_back();
  lane.fields = {{"kind", "touchpoint"}};
  for (const auto& [step, fields] : cards) lane.cards.push_back({step, step, parse(fields)});
  auto made = document_of(outline);
  EXPECT_TRUE(made) << made.error().to_sentence();
  return *made;
}

MapQuestion asked(const MapDocument& map, const MapQuestionAsk& ask = {}) {
  auto question = question_of(map, ask, around());
  EXPECT_TRUE(question) << question.error().to_sentence();
  const auto checked = analyze::check_query(question->document);
  EXPECT_TRUE(checked) << checked.error().to_sentence();
  return *question;
}

std::string match_of(const MapQuestion& question, const char* list, std::size_t at) {
  const auto& thing = question.document.at(list).as_array()[at].as_object();
  return thing.contains("match") ? json::serialize(thing.at("match")) : "none";
}

// "steps binding unknown_touchpoint; …", without ids.
std::string left_out(const MapQuestion& question) {
  std::string text;
  for (const LeftOut& out : question.left_out)
    text += fmt::format("{} {} {}; ", out.part, out.field, out.code);
  return text;
}

TEST(MapQuestionOf, AStepIsBoundByItselfElseByItsTouchpointElseByItsCards) {
  const auto question =
      asked(map_of({R"({"binding": {"event": "Paid"}, "touchpoint": "Till"})",
                    R"({"touchpoint": "Till"})", R"({"title": "By cards"})", R"({})"},
                   {{1, R"({"touchpoint": "Other"})"},
                    {2, R"({"touchpoint": "A", "binding": {"event": "a"}})"},
                    {2, R"({"touchpoint": "B"})"},
                    {2, R"({"touchpoint": "C"})"},
                    {2, R"({"touchpoint": "B"})"},
                    {2, R"({"text": "Leaflet"})"}}));
  EXPECT_EQ(match_of(question, "steps", 0), R"({"event":"Paid"})");
  EXPECT_EQ(match_of(question, "steps", 1), R"({"touchpoint":"Till"})");
  EXPECT_EQ(match_of(question, "steps", 2), R"({"any":[{"touchpoint":["B","C"]},{"event":"a"}]})");
  EXPECT_EQ(match_of(question, "steps", 3), "none");
  EXPECT_EQ(left_out(question), "steps binding nothing_bound; cells touchpoint nothing_bound; ");
  std::string by;
  for (const BoundThing& bound : question.bound)
    if (bound.part == "steps") by += bound.by + " ";
  EXPECT_EQ(by, "binding touchpoint cards ");
  EXPECT_EQ(question.document.at("cards").as_array().size(), 5U);
  EXPECT_EQ(match_of(question, "cards", 1), R"({"event":"a"})");
}

TEST(MapQuestionOf, WhatIsGoneIsLeftOutWithAReasonAndTheRestGoesOn) {
  const auto question = asked(
      map_of({R"({"touchpoint": "Gone 1"})", R"({"binding": {"segment": "seg_9"}})",
              R"({"binding": {"all": [{"event": "x"}, {"touchpoint": ["Gone 1", "Gone 2"]}]}})",
              R"({"binding": {"any": [{"touchpoint": "Gone 1"}, {"touchpoint": "There"}]}})",
              R"({"binding": {"not": {"touchpoint": "Gone 1"}}})", R"({})"},
             {{5, R"({"touchpoint": "Gone 3"})"}, {5, R"({"touchpoint": "There"})"}},
             R"({"segment": "seg_9", "period": "soon", "outcome": {"segment": "seg_9"},
                 "feedback": {"sources": [{"match": {"touchpoint": "Gone 1"}, "property": "p", "scale": [0, 1]}, 3]}})"));
  EXPECT_EQ(left_out(question),
            "about period refused; about segment unknown_segment; about outcome unknown_segment; "
            "about feedback unknown_touchpoint; about feedback refused; "
            "steps touchpoint unknown_touchpoint; steps binding unknown_segment; "
            "steps binding unknown_touchpoint; cells touchpoint unknown_touchpoint; ");
  EXPECT_NE(match_of(question, "steps", 3), "none");
  EXPECT_NE(match_of(question, "steps", 4), "none");
  EXPECT_EQ(match_of(question, "steps", 5), R"({"touchpoint":"There"})");
  EXPECT_FALSE(question.document.contains("who"));
  EXPECT_FALSE(question.document.contains("outcome"));
  EXPECT_EQ(question.period, "all");
}

TEST(MapQuestionOf, PeriodAndSegmentAreTheMapsOwnUnlessOthersAreAskedFor) {
  const auto map = map_of({}, {}, R"({"segment": "seg_1", "period": "8w"})");
  const auto own = asked(map, {.period = {}, .segment = {}, .trend = "week"});
  EXPECT_EQ(json::serialize(own.document),
            R"({"kind":"map","range":{"from":"2025-12-09","to":"2026-02-03"},)"
            R"("who":{"segment":"seg_1"},"trend":"week","stages":[{"id":")" +
                std::string(map.shown("stages")[0].id) + R"(","name":"Buy"}],"steps":[]})");
  const auto all = asked(map, {.period = "all", .segment = "all", .trend = ""});
  EXPECT_FALSE(all.document.contains("range") || all.document.contains("who"));
  const auto days = asked(map, {.period = "2026-01-01/2026-01-31", .segment = "all", .trend = ""});
  EXPECT_EQ(json::serialize(days.document.at("range")),
            R"({"from":"2026-01-01","to":"2026-02-01"})");
  EXPECT_EQ(
      asked(map, {.period = "30h", .segment = {}, .trend = ""}).document.at("range").at("from"),
      "2026-02-01");
  for (const char* period : {"soon", "2026-02-31", "2026-01-31/2026-01-01", "0d", "/", "8w/8w"})
    EXPECT_EQ(
        question_of(map, {.period = period, .segment = {}, .trend = ""}, around()).error().place,
        "period")
        << period;
  EXPECT_EQ(
      question_of(map, {.period = {}, .segment = "seg_9", .trend = ""}, around()).error().place,
      "segment");
}

TEST(MapQuestionOf, AHugeMapAsksForWhatOneQuestionTakes) {
  MapOutline outline;
  for (int stage = 0; stage < 101; ++stage) outline.stages.emplace_back().fields = {{"title", "S"}};
  auto& lane = outline.lanes.emplace_back();
  lane.fields = {{"kind", "touchpoint"}};
  for (std::size_t step = 0; step < 600; ++step) {
    outline.stages[0].steps.push_back({});
    for (int card = 0; card < 3; ++card)
      lane.cards.push_back({step, step, {{"touchpoint", fmt::format("T{} {}", step, card)}}});
  }
  const auto question = asked(*document_of(outline));
  EXPECT_EQ(question.document.at("steps").as_array().size(), 500U);
  EXPECT_EQ(question.document.at("cards").as_array().size(), 1000U);
  std::size_t too_many = 0;
  for (const LeftOut& out : question.left_out) too_many += out.code == "too_many";
  EXPECT_EQ(too_many, 1U + 100U + 800U);
}

TEST(MapQuestionOf, BeyondTheLimitsOfPredicatesStepsAreLeftOut) {
  MapOutline outline;
  outline.stages.emplace_back();
  json::array many;
  for (int i = 0; i < 9; ++i) many.push_back(json::object{{"channel", fmt::format("c{}", i)}});
  for (int step = 0; step < 200; ++step)
    outline.stages[0].steps.push_back({{{"binding", {{"any", many}}}}});
  const auto question = asked(*document_of(outline));
  EXPECT_NE(match_of(question, "steps", 99), "none");
  EXPECT_EQ(match_of(question, "steps", 100), "none");
  EXPECT_EQ(question.left_out.size(), 100U);
}

TEST(AskLeavingOut, TakesOutWhatTheDataCannotBeAskedAbout) {
  auto question =
      asked(map_of({R"({"binding": {"event": "a"}})", R"({"binding": {"event": "b"}})"},
                   {{0, R"({"binding": {"event": "c"}})"}}, R"({"outcome": {"event": "d"}})"));
  std::vector<std::string> refusals{"steps[1].match.event", "cards[0].match", "outcome"};
  const auto answer =
      ask_leaving_out(question, [&](const json::value& document) -> base::Result<json::object> {
        if (refusals.empty()) return document.as_object();
        const std::string place = refusals.front();
        refusals.erase(refusals.begin());
        return base::fail(base::ErrorCode::kInvalidInput, "No.", place);
      });
  ASSERT_TRUE(answer);
  EXPECT_EQ(match_of(question, "steps", 0), R"({"event":"a"})");
  EXPECT_EQ(match_of(question, "steps", 1), "none");
  EXPECT_TRUE(answer->at("cards").as_array().empty());
  EXPECT_EQ(left_out(question),
            "steps binding refused; cells binding refused; about outcome refused; ");
  EXPECT_EQ(question.bound.size(), 1U);
  // Nobody's fault, and not without end.
  const auto refuse = [&](const char* place) {
    return ask_leaving_out(question,
                           [&](const json::value&) -> base::Result<json::object> {
                             return base::fail(base::ErrorCode::kInvalidInput, "No.", place);
                           })
        .error()
        .place;
  };
  for (const char* place : {"who.segment", "", "steps[7].match", "steps[x].match", "cards[0]"})
    EXPECT_EQ(refuse(place), place);
}

TEST(UnansweredQuestions, AreThoseWithoutATouchpointThatAnybodyReached) {
  MapOutline outline;
  outline.stages.emplace_back().steps.resize(4);
  outline.stages[0].steps[3].fields = {{"touchpoint", "Till"}};
  auto& touchpoints = outline.lanes.emplace_back();
  touchpoints.fields = {{"kind", "touchpoint"}};
  touchpoints.cards = {{0, 0, {{"touchpoint", "Page"}}}, {1, 1, {{"touchpoint", "Fax"}}}};
  auto& questions = outline.lanes.emplace_back();
  questions.fields = {{"kind", "question"}};
  questions.cards = {{0, 0, {{"text", "answered"}}},
                     {1, 1, {{"text", "by nobody"}}},
                     {2, 2, {{"text", "by nothing"}}},
                     {2, 2, {{"text", ""}}},
                     {2, 2, {{"text", "ticked"}, {"done", true}}},
                     {1, 3, {{"text", "at the till"}}},
                     {3, 3, {{"text", "till"}}}};
  const auto map = *document_of(outline);
  json::object result{{"steps", json::array()}, {"cards", json::array()}};
  const auto cards = map.shown("cells");
  for (const auto& cell : cards) {
    if (text_of(*cell.fields, "touchpoint") == "Page")
      result["cards"].as_array().push_back({{"id", cell.id}, {"people", 7}});
    if (text_of(*cell.fields, "touchpoint") == "Fax")
      result["cards"].as_array().push_back({{"id", cell.id}, {"people", 0}});
  }
  const auto told = [&] {
    std::string text;
    for (const auto& one : unanswered_questions(map, result)) {
      const auto* cell = map.find(*find_part("cells"), one.cell);
      text += fmt::format("{}: {}; ", text_of(*cell, "text"), one.why);
    }
    return text;
  };
  EXPECT_EQ(told(), "by nobody: nobody; by nothing: no_touchpoint; ");
  for (const auto& step : map.shown("steps"))
    result["steps"].as_array().push_back({{"id", step.id}, {"people", 0}});
  EXPECT_EQ(told(),
            "by nobody: nobody; at the till: nobody; by nothing: no_touchpoint; till: nobody; ");
}

}  // namespace
}  // namespace wend::map
