#include <cmath>
#include <gtest/gtest.h>

#include "analyze/journey_map_effects.h"
#include "analyze/journey_map_emotion.h"
#include "analyze/testing/small_logs.h"

namespace wend::analyze {
namespace {

using namespace testing;

constexpr TimeUs kSecond = 1'000'000;
constexpr TimeUs kDay = 86'400 * kSecond;

Row row(const char* customer, TimeUs seconds, const char* name, const char* channel = "web",
        const char* p = "") {
  return {customer, seconds * kSecond, name, channel, p};
}

// Ann buys; Bob goes back and calls; Cem only looks; Dan comes in the middle and calls.
std::vector<Row> shop() {
  return {row("ann", 0, "Look"),  row("ann", 10, "Cart"),        row("ann", 20, "Pay"),
          row("ann", 25, "Paid"), row("bob", 0, "Look"),         row("bob", 5, "Help"),
          row("bob", 10, "Cart"), row("bob", 30, "Look", "app"), row("bob", 40, "Call"),
          row("cem", 0, "Look"),  row("cem", 5, "Look", "app"),  row("dan", 0, "Cart"),
          row("dan", 60, "Pay"),  row("dan", 70, "Call"),        row("dan", 80, "Pay")};
}

constexpr const char* kShop =
    R"({"kind": "map", "least": 1, "stages": [{"id": "find", "name": "Find"}, {"id": "buy"}, {"id": "after"}],
        "steps": [{"id": "cart", "stage": "buy", "match": {"event": "Cart"}}, {"id": "look", "stage": "find", "name": "Looking", "match": {"event": "Look"}},
                  {"id": "pay", "stage": "buy", "match": {"event": "Pay"}}, {"id": "wait", "stage": "after"}, {"id": "rate", "stage": "buy", "match": {"event": "Rated"}}],
        "outcome": {"event": "Paid"}, "contact": {"event": "Call"}})";

json::object entry(const json::object& result, const char* list, const char* id) {
  for (const auto& one : result.at(list).as_array())
    if (one.at("id") == id) return one.as_object();
  throw std::runtime_error(id);
}

// "2/3"
std::string share_in(const json::object& of, const char* field) {
  const json::value& share = of.at(field);
  return share.is_null() ? "null"
                         : std::to_string(share.at("count").to_number<int>()) + "/" +
                               std::to_string(share.at("of").to_number<int>());
}

std::string shares_in(const json::object& of) {
  std::string text;
  for (const char* field :
       {"share", "go_on", "leave", "outcome", "repeat", "backward", "contact_after", "slow"})
    text += std::string(field) + " " + share_in(of, field) + " ";
  return text;
}

class JourneyMap : public ::testing::Test {
 protected:
  static json::object ask(const std::vector<Row>& rows, std::string_view document) {
    return must_answer(make_journey_table(to_events(rows)), document).at("result").as_object();
  }
  static std::string notes(const std::vector<Row>& rows, std::string_view document) {
    const auto answer = must_answer(make_journey_table(to_events(rows)), document);
    const auto* found = answer.if_contains("notes");
    return found == nullptr ? "" : json::serialize(*found);
  }
};

TEST_F(JourneyMap, StepsByHand) {
  const auto result = ask(shop(), kShop);
  EXPECT_EQ(result.at("people").to_number<int>(), 4);
  EXPECT_EQ(result.at("events").to_number<int>(), 11);
  EXPECT_EQ(share_in(result, "outcome"), "1/4");
  std::string order;
  for (const auto& step : result.at("steps").as_array())
    order += std::string(step.at("id").as_string()) + " ";
  EXPECT_EQ(order, "look cart pay rate wait ");

  const auto look = entry(result, "steps", "look");
  EXPECT_EQ(look.at("label"), "Looking");
  EXPECT_EQ(look.at("stage"), "find");
  EXPECT_EQ(look.at("events").to_number<int>(), 5);
  EXPECT_EQ(look.at("visits").to_number<int>(), 4);
  EXPECT_EQ(shares_in(look),
            "share 3/4 go_on 2/3 leave 2/3 outcome 1/3 repeat 1/3 backward 0/3 contact_after 1/3 "
            "slow 0/3 ");
  EXPECT_EQ(look.at("times_to_next").at("median_s"), 10.0);
  EXPECT_EQ(look.at("times_to_next").at("n").to_number<int>(), 2);
  EXPECT_EQ(look.at("times_at").at("q3_s"), 2.5);

  const auto cart = entry(result, "steps", "cart");
  EXPECT_EQ(cart.at("label"), "cart");
  EXPECT_EQ(shares_in(cart),
            "share 3/4 go_on 2/3 leave 0/3 outcome 1/3 repeat 0/3 backward 1/3 contact_after 2/3 "
            "slow 0/3 ");
  EXPECT_EQ(cart.at("times_to_next").at("median_s"), 20.0);

  // Dan's second payment is the same visit: a call is no step. Somebody may yet rate.
  const auto pay = entry(result, "steps", "pay");
  EXPECT_EQ(pay.at("visits").to_number<int>(), 2);
  EXPECT_EQ(shares_in(pay),
            "share 2/4 go_on 0/2 leave 1/2 outcome 1/2 repeat 0/2 backward 0/2 contact_after 1/2 "
            "slow 0/2 ");
  EXPECT_TRUE(entry(result, "steps", "rate").at("go_on").is_null());
  EXPECT_FALSE(entry(result, "steps", "wait").contains("people"));
  EXPECT_EQ(json::serialize(result.at("unreached")), R"({"stages":[],"steps":["rate"]})");
  EXPECT_EQ(json::serialize(result.at("unbound")), R"({"stages":["after"],"steps":["wait"]})");
}

TEST_F(JourneyMap, StagesAreTheirStepsOrWhatTheyMatch) {
  const auto result = ask(shop(), kShop);
  const auto buy = entry(result, "stages", "buy");
  EXPECT_EQ(buy.at("events").to_number<int>(), 6);
  EXPECT_EQ(shares_in(buy),
            "share 3/4 go_on null leave 1/3 outcome 1/3 repeat 0/3 backward 1/3 contact_after 2/3 "
            "slow 0/3 ");
  EXPECT_EQ(share_in(entry(result, "stages", "find"), "go_on"), "2/3");

  // A match of its own: exactly its events, whatever its steps are; who has one is on the map.
  const auto own = ask(
      shop(),
      R"({"kind": "map", "stages": [{"id": "one", "match": {"event": ["Help", "Call"]}}, {"id": "two"}],
          "steps": [{"id": "a", "stage": "one", "match": {"event": "Look"}}, {"id": "b", "stage": "two", "match": {"event": "Pay"}}]})");
  EXPECT_EQ(own.at("people").to_number<int>(), 4);
  EXPECT_EQ(entry(own, "stages", "one").at("events").to_number<int>(), 3);
  EXPECT_EQ(share_in(entry(own, "stages", "one"), "go_on"), "1/2");
  EXPECT_EQ(share_in(entry(own, "stages", "two"), "share"), "2/4");
  EXPECT_TRUE(own.at("outcome").is_null());
  EXPECT_TRUE(entry(own, "steps", "a").at("effect").is_null());
}

TEST_F(JourneyMap, WhatNoStepMatches) {
  const auto unmapped = ask(shop(), kShop).at("unmapped").as_array();
  ASSERT_EQ(unmapped.size(), 2U);  // Bob's call and Ann's payment came after their last step
  EXPECT_EQ(unmapped[0].at("event"), "Call");
  EXPECT_EQ(unmapped[0].at("after"), "pay");
  EXPECT_EQ(unmapped[1].at("event"), "Help");
  EXPECT_EQ(unmapped[1].at("after"), "look");
  EXPECT_EQ(unmapped[1].at("ref"), "unmapped:Help");
  EXPECT_EQ(share_in(unmapped[1].as_object(), "share"), "1/4");
}

TEST_F(JourneyMap, MeasuredEmotionByHand) {
  const auto result = ask(shop(), kShop);
  // Of 8 people at steps 3 left, 4 called within a week after, 1 came back; 1 of the 5 who were at
  // a step behind the first went back.
  const auto& baseline = result.at("curve").at("steps").at("baseline").as_object();
  EXPECT_DOUBLE_EQ(baseline.at("leave").as_double(), 3.0 / 8);
  EXPECT_DOUBLE_EQ(baseline.at("contact_after").as_double(), 1.0 / 2);
  EXPECT_DOUBLE_EQ(baseline.at("repeat").as_double(), 1.0 / 8);
  EXPECT_DOUBLE_EQ(baseline.at("backward").as_double(), 1.0 / 5);
  EXPECT_EQ(baseline.at("slow_after_s"), 60.0);
  // Looking: Ann 0, Bob 1 + 0.75 + 0.5, Cem 1.
  const double excess = 3.25 / 3 - (3.0 / 8 + 0.75 / 2 + 0.5 / 8);
  const auto look = entry(result, "steps", "look").at("emotion").at("measured").as_object();
  EXPECT_NEAR(look.at("excess").as_double(), excess, 1e-12);
  EXPECT_NEAR(look.at("value").as_double(), -2 * std::tanh(excess / 0.35), 1e-12);
  EXPECT_LT(look.at("low").as_double(), look.at("value").as_double());
  EXPECT_EQ(look.at("parts").as_array().size(), 4U);  // nobody goes back from the first step
  const auto& marks = result.at("curve").at("steps").at("measured");
  EXPECT_EQ(json::serialize(marks.at("trough").at("at")), R"(["look"])");
  EXPECT_EQ(json::serialize(marks.at("end").at("at")), R"(["pay"])");
}

TEST_F(JourneyMap, AfterTheOutcomeAnotherRoundBegins) {
  const auto result = ask(
      {row("ann", 0, "Look"), row("ann", 1, "Pay"), row("ann", 2, "Paid"), row("ann", 3, "Look"),
       row("bob", 0, "Look"), row("bob", 1, "Pay"), row("bob", 2, "Look"), row("bob", 3, "Paid")},
      kShop);
  const auto look = entry(result, "steps", "look"), pay = entry(result, "steps", "pay");
  EXPECT_EQ(share_in(look, "repeat"), "2/2");
  EXPECT_EQ(share_in(pay, "backward"), "2/2");
  const auto people = [](const json::object& step, const char* of) {
    for (const auto& part : step.at("emotion").at("measured").at("parts").as_array())
      if (part.at("of") == of) return part.at("people").to_number<int>();
    return -1;
  };
  EXPECT_EQ(people(look, "repeat"), 1);  // Bob, who had not paid yet
  EXPECT_EQ(people(pay, "backward"), 1);
  EXPECT_EQ(people(look, "backward"), -1);
}

TEST_F(JourneyMap, WithoutAnOutcomeTheLastStepIsWhereJourneysEnd) {
  const auto result = ask(
      {row("a", 0, "A"), row("b", 0, "A"), row("b", 1, "B"), row("c", 0, "B")},
      R"({"kind": "map", "stages": [{"id": "s"}], "steps": [{"id": "a", "stage": "s", "match": {"event": "A"}}, {"id": "b", "stage": "s", "match": {"event": "B"}}]})");
  EXPECT_EQ(share_in(entry(result, "steps", "b"), "leave"), "2/2");
  EXPECT_DOUBLE_EQ(result.at("curve").at("steps").at("baseline").at("leave").as_double(), 0.5);
  EXPECT_DOUBLE_EQ(entry(result, "steps", "b").at("emotion").at("measured").at("value").as_double(),
                   0);
}

constexpr const char* kFeedback =
    R"({"kind": "map", "least": 1, "stages": [{"id": "s"}], "contact": {"event": "A"},
        "steps": [{"id": "a", "stage": "s", "match": {"event": "A"}}, {"id": "b", "stage": "s", "match": {"event": "B"}}, {"id": "c", "stage": "s", "match": {"event": "C"}}],
        "feedback": [{"match": {"event": "Asked"}, "property": "p", "scale": [0, 10], "within": 60}, {"match": {"event": "C"}, "property": "p", "scale": [5, 1]}]})";

TEST_F(JourneyMap, FeedbackBelongsToTheStepBeforeItOrItsOwn) {
  const std::vector<Row> rows = {row("x", 0, "A"),
                                 row("x", 60, "Asked", "web", "10"),
                                 row("x", 61, "Asked", "web", "9"),
                                 row("x", 62, "B"),
                                 row("x", 63, "Asked", "web", "0"),
                                 row("x", 64, "Asked", "web", "5"),
                                 row("y", 0, "A"),
                                 row("y", 9, "Asked", "web", "5"),
                                 row("y", 10, "C", "web", "2"),
                                 row("z", 0, "Asked", "web", "1"),
                                 row("z", 1, "B"),
                                 row("z", 2, "Asked", "web", "11"),
                                 row("z", 3, "Asked", "web", "no")};
  const auto result = ask(rows, kFeedback);
  // Ten is +2, and comes just in time, nine too late; y's five is 0.
  const auto a = entry(result, "steps", "a").at("emotion").at("computed").as_object();
  EXPECT_DOUBLE_EQ(a.at("value").as_double(), 1);
  EXPECT_EQ(a.at("n").to_number<int>(), 2);
  EXPECT_EQ(a.at("answers").to_number<int>(), 2);
  EXPECT_DOUBLE_EQ(a.at("low").as_double(), -0.9599639845400536);  // ± 1.96·√2/√2
  EXPECT_DOUBLE_EQ(a.at("high").as_double(), 2);
  // x counts once: −2 and 0. z's eleven is outside, and "no" no number.
  const auto b = entry(result, "steps", "b").at("emotion").at("computed").as_object();
  EXPECT_DOUBLE_EQ(b.at("value").as_double(), -1);
  EXPECT_EQ(b.at("n").to_number<int>(), 1);
  EXPECT_EQ(b.at("answers").to_number<int>(), 2);
  EXPECT_TRUE(b.at("low").is_null());
  // Two on a scale from five to one.
  EXPECT_DOUBLE_EQ(entry(result, "steps", "c").at("emotion").at("computed").at("value").as_double(),
                   1);
  const auto& marks = result.at("curve").at("steps").at("computed");
  EXPECT_EQ(json::serialize(marks.at("peak").at("at")), R"(["a","c"])");
  EXPECT_EQ(json::serialize(marks.at("trough").at("at")), R"(["b"])");
  EXPECT_EQ(json::serialize(marks.at("end").at("at")), R"(["c"])");
  EXPECT_EQ(notes(rows, kFeedback), R"(["1 answer lies outside of its scale and does not count.",)"
                                    R"("1 answer came too late after a step to belong to it."])");
}

TEST_F(JourneyMap, AContactAtTheStepItselfDoesNotFollowIt) {
  const TimeUs week = 7 * kDay / kSecond;
  const std::vector<Row> rows = {row("x", 0, "Call"),      row("x", 1, "Call"),
                                 row("y", 0, "Call"),      row("y", 1, "Chat"),
                                 row("z", 0, "A"),         row("z", week, "Chat"),
                                 row("late", 0, "A"),      row("late", week + 1, "Chat"),
                                 row("before", 0, "Chat"), row("before", 0, "A")};
  const auto result =
      ask(rows,
          R"({"kind": "map", "stages": [{"id": "s"}], "contact": {"event": ["Call", "Chat"]},
          "steps": [{"id": "call", "stage": "s", "match": {"event": "Call"}}, {"id": "a", "stage": "s", "match": {"event": "A"}}]})");
  EXPECT_EQ(share_in(entry(result, "steps", "call"), "contact_after"), "1/2");
  EXPECT_EQ(share_in(entry(result, "steps", "a"), "contact_after"), "1/3");
}

TEST_F(JourneyMap, AnEventOfSeveralStepsBelongsToTheFirst) {
  const std::vector<Row> rows = {row("x", 0, "A", "web"), row("x", 1, "A", "app"),
                                 row("x", 2, "B", "app")};
  const char* document =
      R"({"kind": "map", "stages": [{"id": "s"}, {"id": "t"}], "contact": {"event": "B"},
          "steps": [{"id": "late", "stage": "t", "match": {"event": ["A", "B"]}}, {"id": "early", "stage": "s", "match": {"channel": "app"}}]})";
  const auto result = ask(rows, document);
  EXPECT_EQ(entry(result, "steps", "early").at("events").to_number<int>(), 2);
  EXPECT_EQ(entry(result, "steps", "late").at("events").to_number<int>(), 1);
  EXPECT_EQ(result.at("several_steps").to_number<int>(), 2);
  EXPECT_EQ(notes(rows, document),
            R"(["2 events satisfy more than one step; each counts for the first of them."])");
}

TEST_F(JourneyMap, BeingThereAfterTheOutcomeIsNoCauseOfIt) {
  // Forty who looked, thirty of whom paid and then rated; forty who only came to the cart, ten of
  // whom paid.
  std::vector<Row> rows;
  for (int i = 0; i < 80; ++i) {
    const std::string who = "c" + std::to_string(i);
    rows.push_back(row(who.c_str(), 0, i < 40 ? "Look" : "Cart"));
    if (i >= 30 && i < 70) continue;
    rows.push_back(row(who.c_str(), 1, "Paid"));
    rows.push_back(row(who.c_str(), 2, "Rated"));
  }
  const auto result = ask(rows, kShop);
  const auto look = entry(result, "steps", "look").at("effect").as_object();
  EXPECT_EQ(share_in(look, "with"), "30/40");
  EXPECT_EQ(share_in(look, "without"), "10/40");
  EXPECT_DOUBLE_EQ(look.at("difference").at("value").as_double(), 0.5);
  EXPECT_TRUE(look.at("held").as_bool());
  EXPECT_EQ(share_in(entry(result, "steps", "rate"), "share"), "40/80");
  EXPECT_TRUE(entry(result, "steps", "rate").at("effect").is_null());
  const auto& first = result.at("moments").at(0);
  EXPECT_EQ(first.at("step"), "look");
  EXPECT_EQ(first.at("reasons").at(0).at("sentence"),
            "Of those who were here, 75 % had the outcome; of the others on the map 25 %.");
}

TEST_F(JourneyMap, TrendGoesByTheFirstEventAndMarksWhatIsCut) {
  const std::vector<Row> rows = {
      {"x", 0, "Look", "web", ""},        {"x", 2 * kDay, "Cart", "web", ""},
      {"y", kDay, "Look", "web", ""},     {"y", kDay, "Look", "web", ""},
      {"z", kDay + 1, "Look", "web", ""}, {"z", kDay + 2, "Pay", "web", ""}};
  std::string document = kShop;
  document.insert(1, R"("trend": "day", )");
  const auto result = ask(rows, document);
  const auto trend = entry(result, "steps", "look").at("trend").as_array();
  ASSERT_EQ(trend.size(), 3U);
  EXPECT_EQ(trend[0].at("from"), "1970-01-01");
  EXPECT_EQ(share_in(trend[0].as_object(), "go_on"), "1/1");
  EXPECT_EQ(share_in(trend[1].as_object(), "go_on"), "1/2");
  EXPECT_FALSE(trend[1].at("incomplete").as_bool());
  EXPECT_TRUE(trend[2].at("incomplete").as_bool());
  EXPECT_EQ(result.at("trend").at(1).at("people").to_number<int>(), 2);
}

TEST_F(JourneyMap, ChannelsByTheirEvents) {
  const auto channels = entry(ask(shop(), kShop), "steps", "look").at("channels").as_array();
  ASSERT_EQ(channels.size(), 2U);
  EXPECT_EQ(channels[0].at("channel"), "web");
  EXPECT_EQ(share_in(channels[0].as_object(), "share"), "3/5");
  EXPECT_EQ(channels[0].at("people").to_number<int>(), 3);
  EXPECT_EQ(share_in(channels[1].as_object(), "share"), "2/5");
}

TEST_F(JourneyMap, AMapWithoutAnythingIsAnswered) {
  const auto result = ask(shop(), R"({"kind": "map", "trend": "day"})");
  EXPECT_EQ(result.at("people").to_number<int>(), 0);
  EXPECT_TRUE(result.at("steps").as_array().empty());
  EXPECT_TRUE(result.at("moments").as_array().empty());
}

// So many customers that several threads follow them, and what they count is put together: the
// shop's four, over and over.
TEST_F(JourneyMap, ManyCustomersAreAsFew) {
  constexpr int kTimes = 3000;
  std::vector<Row> rows;
  for (int i = 0; i < kTimes; ++i) {
    for (Row row : shop()) {
      row.customer += std::to_string(i);
      rows.push_back(std::move(row));
    }
  }
  const auto few = ask(shop(), kShop), many = ask(rows, kShop);
  EXPECT_EQ(many.at("events").to_number<int>(), 11 * kTimes);
  for (const char* id : {"look", "cart", "pay"}) {
    SCOPED_TRACE(id);
    const auto a = entry(few, "steps", id), b = entry(many, "steps", id);
    for (const char* field :
         {"share", "go_on", "leave", "outcome", "repeat", "backward", "contact_after", "slow"}) {
      if (a.at(field).is_null()) continue;
      EXPECT_EQ(a.at(field).at("count").to_number<int>() * kTimes,
                b.at(field).at("count").to_number<int>())
          << field;
    }
    EXPECT_EQ(a.at("visits").to_number<int>() * kTimes, b.at("visits").to_number<int>());
    EXPECT_EQ(a.at("times_at").at("n").to_number<int>() * kTimes,
              b.at("times_at").at("n").to_number<int>());
    EXPECT_DOUBLE_EQ(a.at("emotion").at("measured").at("value").as_double(),
                     b.at("emotion").at("measured").at("value").as_double());
    EXPECT_EQ(a.at("channels").as_array().size(), b.at("channels").as_array().size());
    EXPECT_EQ(a.at("channels").at(0).at("people").to_number<int>() * kTimes,
              b.at("channels").at(0).at("people").to_number<int>());
  }
  EXPECT_EQ(entry(many, "steps", "cart").at("times_to_next").at("median_s"), 20.0);
  EXPECT_EQ(many.at("unmapped").at(1).at("after_share").at("count").to_number<int>(), kTimes);
}

// Each of fifty walks one step further than the one before.
TEST_F(JourneyMap, TwoHundredSteps) {
  constexpr int kSteps = 200;
  json::array steps;
  for (int i = 0; i < kSteps; ++i)
    steps.push_back({{"id", "s" + std::to_string(i)},
                     {"stage", "s"},
                     {"match", {{"event", "E" + std::to_string(i)}}}});
  const json::object document{{"kind", "map"},
                              {"stages", json::array{json::object{{"id", "s"}}}},
                              {"steps", std::move(steps)},
                              {"contact", {{"event", "E0"}}}};
  std::vector<Row> rows;
  for (int customer = 0; customer < 50; ++customer)
    for (int i = 0; i < kSteps - customer; ++i)
      rows.push_back(
          row(("c" + std::to_string(customer)).c_str(), i, ("E" + std::to_string(i)).c_str()));
  const auto result = ask(rows, json::serialize(document));
  EXPECT_EQ(share_in(entry(result, "steps", "s149"), "go_on"), "50/50");
  EXPECT_EQ(share_in(entry(result, "steps", "s150"), "go_on"), "49/50");
  EXPECT_EQ(share_in(entry(result, "steps", "s198"), "go_on"), "1/2");
  EXPECT_EQ(share_in(entry(result, "steps", "s198"), "leave"), "1/2");
  EXPECT_TRUE(entry(result, "steps", "s199").at("go_on").is_null());
}

// Cards have no order, share events and count everybody asked about, on the map or not.
TEST_F(JourneyMap, CardsCountWhoeverMetThem) {
  std::string document = kShop;
  document.insert(1,
                  R"("cards": [{"id": "seen", "name": "Seen", "match": {"event": ["Look", "Help"]}},
                                  {"id": "app", "match": {"channel": "app"}},
                                  {"id": "again", "match": {"event": "Look"}},
                                  {"id": "help", "match": {"event": "Help"}},
                                  {"id": "none", "match": {"event": "Fax"}}], )");
  auto rows = shop();
  rows.push_back(row("eve", 0, "Help"));  // never on the map
  const auto result = ask(rows, document);
  std::string text;
  for (const auto& card : result.at("cards").as_array())
    text += std::string(card.at("id").as_string()) + " " + share_in(card.as_object(), "share") +
            " of " + std::to_string(card.at("events").to_number<int>()) + ", ";
  EXPECT_EQ(text, "seen 4/5 of 7, app 2/5 of 2, again 3/5 of 5, help 2/5 of 2, none 0/5 of 0, ");
  EXPECT_EQ(entry(result, "cards", "seen").at("label"), "Seen");
  EXPECT_EQ(result.at("people").to_number<int>(), 4);
  const auto table = make_journey_table(to_events(rows));
  EXPECT_EQ(people_of(table, document, "card:help"),
            (std::vector<std::string>{"user_id eve", "user_id bob"}));
  EXPECT_TRUE(people_of(table, document, "card:none").empty());
  check_refs(table, document, result);
  // Only who is asked about, and when: ann and bob, of whom bob alone looked or asked for help.
  document.insert(1, R"("who": {"event": "Cart"}, "range": {"from": "1970-01-01T00:00:05Z"}, )");
  EXPECT_EQ(share_in(entry(ask(rows, document), "cards", "seen"), "share"), "1/2");
}

TEST_F(JourneyMap, StandsInsideAComparison) {
  std::string map = kShop;
  const auto result = ask(
      shop(),
      R"({"kind": "compare", "groups": [{"who": {"event": "Pay"}}, {"who": {"not": {"event": "Pay"}}}], "question": )" +
          map + "}");
  bool found = false;
  for (const auto& difference : result.at("differences").as_array()) {
    if (difference.at("at") != "steps[cart].go_on") continue;
    found = true;
    EXPECT_EQ(difference.at("base"), 1.0);
    EXPECT_EQ(difference.at("value"), 0.0);
    EXPECT_EQ(difference.at("refs").at("base"), "group:0:step:cart:go_on");
  }
  EXPECT_TRUE(found);
}

TEST_F(JourneyMap, EndsWhenTheAskerHasLeft) {
  std::stop_source stop;
  stop.request_stop();
  const auto answer = run_query({make_journey_table(to_events(shop())), "UTC", stop.get_token()},
                                parse_query(kShop).value());
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().code, base::ErrorCode::kCancelled);
}

TEST_F(JourneyMap, OfNoEvents) {
  std::string document = kShop;
  document.insert(1, R"("trend": "day", )");
  const auto result = ask({}, document);
  EXPECT_EQ(result.at("people").to_number<int>(), 0);
  EXPECT_TRUE(entry(result, "steps", "look").at("emotion").at("measured").is_null());
  EXPECT_TRUE(result.at("trend").as_array().empty());
}

struct Refused {
  const char* document;
  const char* place;
};
void PrintTo(const Refused& refused, std::ostream* out) {
  *out << refused.document;
}
class JourneyMapRefuses : public ::testing::TestWithParam<Refused> {};

TEST_P(JourneyMapRefuses, WithThePlace) {
  const auto status = check_query(parse_query(GetParam().document).value());
  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().place, GetParam().place);
}

INSTANTIATE_TEST_SUITE_P(
    Documents, JourneyMapRefuses,
    ::testing::Values(
        Refused{R"({"kind":"map","stages":[{"id":"a:b"}]})", "stages[0].id"},
        Refused{R"({"kind":"map","stages":[{"id":"a"},{"id":"a"}]})", "stages[1].id"},
        Refused{R"({"kind":"map","steps":[{"id":"a","stage":"s"}]})", "steps[0].stage"},
        Refused{R"({"kind":"map","cards":[{"id":"a"}]})", "cards[0].match"},
        Refused{R"({"kind":"map","cards":[{"id":"a","match":{}},{"id":"a","match":{}}]})",
                "cards[1].id"},
        Refused{R"({"kind":"map","stages":[{"id":"s"}],"steps":[{"id":"a"}]})", "steps[0].stage"},
        Refused{R"({"kind":"map","stages":[{"id":"s","match":{"evnt":"A"}}]})",
                "stages[0].match.evnt"},
        Refused{R"({"kind":"map","feedback":[{"match":{},"property":"p"}]})", "feedback[0].scale"},
        Refused{R"({"kind":"map","feedback":[{"match":{},"property":"p","scale":[1,1]}]})",
                "feedback[0].scale"},
        Refused{R"({"kind":"map","feedback":[{"match":{},"scale":[0,1]}]})",
                "feedback[0].property"},
        Refused{R"({"kind":"map","trend":"hour"})", "trend"}));

TEST(CurveMarks, SayTiesAndNeedPeople) {
  const auto emotion = [](double value, std::uint64_t n) {
    return std::optional(Emotion{.value = value, .interval = {}, .n = n});
  };
  const std::vector<std::optional<Emotion>> curve = {emotion(1, 9),  emotion(2, 4), std::nullopt,
                                                     emotion(-1, 9), emotion(1, 5), emotion(0, 1)};
  const auto marks = marks_of(curve, 5);
  EXPECT_EQ(marks.peak->places, (std::vector<std::size_t>{0, 4}));
  EXPECT_EQ(marks.trough->places, (std::vector<std::size_t>{3}));
  EXPECT_EQ(marks.end->places, (std::vector<std::size_t>{4}));
  const auto level = marks_of(std::vector{emotion(1, 9), emotion(1, 9)}, 5);
  EXPECT_FALSE(level.peak);
  EXPECT_FALSE(level.trough);
  EXPECT_EQ(level.end->places, (std::vector<std::size_t>{1}));
  EXPECT_FALSE(marks_of(curve, 10).end);
}

// However threads are put together, each sum stays beside its own time.
TEST(WaysOn, KeepTimesAndSumsTogether) {
  const auto of = [](std::initializer_list<std::int64_t> numbers) {
    WaysOn ways;
    for (const std::int64_t number : numbers) ways.add(number * 100, number);
    return ways;
  };
  WaysOn all = of({1, 5}), second = of({2}), third = of({3, 6, 4});
  second.merge(of({}));
  second.merge(of({7}));
  all.merge(std::move(third));
  all.merge(std::move(second));
  all.merge(of({8, 0}));
  EXPECT_EQ(all.size(), 9U);
  for (std::int64_t than = 0; than < 9; ++than) {
    std::vector<std::int64_t> longer, expected;
    all.each_longer(than * 100, [&](std::uint8_t sum) { longer.push_back(sum); });
    for (std::int64_t number = than + 1; number < 9; ++number) expected.push_back(number);
    std::ranges::sort(longer);
    EXPECT_EQ(longer, expected);
  }
}

TEST(MapEffects, AreHeldAtTheFalseDiscoveryRate) {
  std::vector<MapPlaceTally> places(4);
  const auto set = [&](std::size_t place, std::uint64_t with, std::uint64_t outcome) {
    places[place].before_outcome = with;
    places[place].led_to_outcome = outcome;
  };
  set(0, 500, 260);   // 52 % against 48 %: no news
  set(1, 500, 300);   // 60 % against 40 %
  set(2, 500, 100);   // 20 % against 80 %
  set(3, 1000, 500);  // everybody
  const auto effects = effects_of(places, 1000, 500, 20, 0.05);
  EXPECT_FALSE(effects[3]);
  EXPECT_FALSE(effects[0]->held);
  EXPECT_EQ(held_effects(effects), (std::vector<std::size_t>{2, 1}));
  EXPECT_FALSE(effects_of(places, 1000, 500, 501, 0.05)[1]->q);
}

}  // namespace
}  // namespace wend::analyze
