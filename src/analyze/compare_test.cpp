#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "analyze/friction_interval.h"
#include "analyze/query.h"
#include "analyze/question.h"
#include "analyze/statistics.h"
#include "analyze/testing/small_logs.h"

namespace wend::analyze {
namespace {

using namespace testing;

const char* const kQuestions[] = {
    R"({"kind": "funnel", "steps": [{"match": {"event": "A"}}, {"match": {"event": "B"}}]})",
    R"({"kind": "retention", "start": {"event": "A"}, "bucket": "hour", "periods": 1})",
    R"({"kind": "lifecycle"})",
    R"({"kind": "stickiness", "period": "week"})",
    R"({"kind": "trend", "measures": [{"match": {"event": "A"}}], "bucket": "hour"})",
    R"({"kind": "sessions", "gap": 1})",
    R"({"kind": "transitions", "by": "event"})",
    R"({"kind": "next", "from": {"event": "A"}})",
    R"({"kind": "paths", "steps": 2})",
    R"({"kind": "process"})",
    R"({"kind": "time-between", "from": {"event": "A"}, "to": {"event": "B"}})"};

const char* const kGroups[] = {R"({"did": {"channel": "web"}, "at_least": 2})", R"({"event": "C"})",
                               R"({"not": {"event": "C"}})"};

std::string random_document(std::string* question = nullptr) {
  const int index = *rc::gen::inRange(0, static_cast<int>(std::size(kQuestions)));
  if (question != nullptr) *question = kQuestions[index];
  std::string groups;
  for (const char* who : kGroups) {
    groups += (groups.empty() ? "" : ", ") + std::string(R"({"who": )") + who + "}";
  }
  return R"({"kind": "compare", "groups": [)" + groups + R"(], "question": )" + kQuestions[index] +
         "}";
}

void without_refs(json::value& value) {
  if (value.is_array()) {
    for (auto& entry : value.get_array()) without_refs(entry);
  }
  if (!value.is_object()) return;
  json::object kept;
  for (auto& field : value.get_object()) {
    const std::string_view name(field.key());
    if (name == "ref" || name.ends_with("_ref")) continue;
    without_refs(field.value());
    kept[name] = field.value();
  }
  value = std::move(kept);
}

// A group's answer is that of the question asked of its customers alone.
RC_GTEST_PROP(Compare, EachGroupIsAnsweredAsIfAlone, ()) {
  const auto table = make_journey_table(to_events(random_log(8, 6, 5)));
  std::string question;
  // Without a range of its own, a question of fewer customers would look at the same one.
  const auto compared = must_answer(table, random_document(&question));
  const auto& groups = compared.at("result").at("groups").as_array();
  for (std::size_t i = 0; i < std::size(kGroups); ++i) {
    std::string alone = question;
    alone.insert(alone.size() - 1, std::string(R"(, "who": )") + kGroups[i]);
    auto expected = must_answer(table, alone);
    json::value result = groups[i].at("result"), own = expected.at("result");
    without_refs(result);
    without_refs(own);
    RC_ASSERT(json::serialize(result) == json::serialize(own));
    RC_ASSERT(groups[i].at("customers") == expected.at("n").at("customers"));
  }
}

RC_GTEST_PROP(Compare, EveryRefListsAsManyAsItSays, ()) {
  const auto table = make_journey_table(to_events(random_log(6, 5, 4)));
  const std::string document = random_document();
  check_refs(table, document, must_answer(table, document).at("result"));
}

RC_GTEST_PROP(Compare, DoesNotDependOnTheOrderOfRows, ()) {
  check_row_order(random_log(6, 6, 4), random_document());
}

TEST(Compare, DifferencesByHand) {
  // Of the 4 on the web 3 buy, of the 5 in the app 1.
  std::vector<MemoryEvent> events;
  for (int i = 0; i < 9; ++i) {
    const std::string who = std::to_string(i);
    const std::string channel = i < 4 ? "web" : "app";
    events.push_back({who, 0, "Cart", channel});
    if (i < 3 || i == 8) events.push_back({who, 1'000'000, "Paid", channel});
  }
  const auto result = must_answer(make_journey_table(events), R"({"kind": "compare",
      "groups": [{"name": "Web", "who": {"channel": "web"}}, {"who": {"channel": "app"}}],
      "question": {"kind": "funnel", "steps": [{"match": {"event": "Cart"}}, {"match": {"event": "Paid"}}]}})")
                          .at("result");
  EXPECT_EQ(result.at("groups").at(0).at("name").as_string(), "Web");
  EXPECT_EQ(result.at("groups").at(1).at("name").as_string(), "Group 2");
  EXPECT_EQ(result.at("overlap"), 0);
  const Interval interval = newcombe_interval(1, 5, 3, 4);
  int found = 0;
  for (const auto& difference : result.at("differences").as_array()) {
    const std::string at(difference.at("at").as_string());
    if (at != "converted" && at != "steps[Paid].from_previous") continue;
    ++found;
    EXPECT_EQ(difference.at("group"), 1);
    EXPECT_DOUBLE_EQ(difference.at("difference").to_number<double>(), 0.2 - 0.75);
    EXPECT_DOUBLE_EQ(difference.at("low").to_number<double>(), interval.low);
    EXPECT_DOUBLE_EQ(difference.at("high").to_number<double>(), interval.high);
    EXPECT_FALSE(difference.at("clear").as_bool());
  }
  EXPECT_EQ(found, 2);
}

TEST(Compare, EntriesMeetByNameAndNotByRank) {
  std::vector<MemoryEvent> events;
  for (int i = 0; i < 30; ++i) {
    // On the web most begin with A, in the app most with B.
    const bool web = i < 15;
    const bool usual = i % 5 != 0;
    events.push_back({std::to_string(i), 0, web == usual ? "A" : "B", web ? "web" : "app"});
  }
  const auto result = must_answer(make_journey_table(events), R"({"kind": "compare",
      "groups": [{"who": {"channel": "web"}}, {"who": {"channel": "app"}}],
      "question": {"kind": "sessions"}})")
                          .at("result");
  for (const auto& difference : result.at("differences").as_array()) {
    if (difference.at("at").as_string() != "entries[A].share") continue;
    EXPECT_DOUBLE_EQ(difference.at("base").to_number<double>(), 0.8);
    EXPECT_DOUBLE_EQ(difference.at("value").to_number<double>(), 0.2);
    EXPECT_TRUE(difference.at("clear").as_bool());
    return;
  }
  FAIL() << json::serialize(result.at("differences"));
}

// The difference at a place; fails when there is none.
json::object difference_at(const json::value& result, std::string_view at) {
  for (const auto& difference : result.at("differences").as_array())
    if (difference.at("at").as_string() == at) return difference.as_object();
  ADD_FAILURE() << at << " is not in " << json::serialize(result.at("differences"));
  return {};
}

TEST(Compare, SharesComeWithBothSharesAndTheirPeople) {
  std::vector<MemoryEvent> events;
  for (int i = 0; i < 9; ++i) {
    const std::string who = std::to_string(i), channel = i < 4 ? "web" : "app";
    events.push_back({who, 0, "Cart", channel});
    if (i < 3 || i == 8) events.push_back({who, 1'000'000, "Paid", channel});
  }
  const auto table = make_journey_table(events);
  const std::string document = R"({"kind": "compare",
      "groups": [{"who": {"channel": "web"}}, {"who": {"channel": "app"}}],
      "question": {"kind": "funnel", "steps": [{"match": {"event": "Cart"}}, {"match": {"event": "Paid"}}]}})";
  const auto result = must_answer(table, document).at("result");
  const auto paid = difference_at(result, "steps[Paid].from_first");
  EXPECT_EQ(json::serialize(paid.at("base_share")), json::serialize(share_json(3, 4)));
  EXPECT_EQ(json::serialize(paid.at("value_share")), json::serialize(share_json(1, 5)));
  const auto people = [&](const char* side) {
    auto people = people_of(table, document, std::string(paid.at("refs").at(side).as_string()));
    std::ranges::sort(people);
    return people;
  };
  EXPECT_EQ(people("base"), (std::vector<std::string>{"user_id 0", "user_id 1", "user_id 2"}));
  EXPECT_EQ(people("value"), std::vector<std::string>{"user_id 8"});
}

TEST(Compare, WhatOneGroupNeverDoesIsNoneOfThem) {
  std::vector<MemoryEvent> events;
  for (int i = 0; i < 10; ++i) {
    const std::string who = std::to_string(i), channel = i < 6 ? "web" : "app";
    events.push_back({who, 0, "Start", channel});
    events.push_back({who, 1'000'000, i < 3 ? "Chat" : "Search", channel});
    if (i > 7) events.push_back({who, 2'000'000, "Scan", channel});
  }
  const auto table = make_journey_table(events);
  const auto ask = [&](std::string_view question) {
    return must_answer(table, fmt::format(R"({{"kind": "compare", "question": {},
        "groups": [{{"who": {{"channel": "web"}}}}, {{"who": {{"channel": "app"}}}}]}})",
                                          question))
        .at("result");
  };
  // Of the web 3 of 6 chat, of the app none of 4; scans are the other way round.
  const auto paths = ask(R"({"kind": "paths", "start": {"event": "Start"}})");
  const auto chat = difference_at(paths, "nodes[1: Chat].share");
  EXPECT_DOUBLE_EQ(chat.at("difference").to_number<double>(), -0.5);
  EXPECT_EQ(json::serialize(chat.at("value_share")), json::serialize(share_json(0, 4)));
  const Interval interval = newcombe_interval(0, 4, 3, 6);
  EXPECT_DOUBLE_EQ(chat.at("low").to_number<double>(), interval.low);
  EXPECT_DOUBLE_EQ(chat.at("high").to_number<double>(), interval.high);
  EXPECT_TRUE(chat.at("refs").at("value").is_null());
  EXPECT_TRUE(chat.at("refs").at("base").is_string());
  const auto scan = difference_at(paths, "nodes[2: Scan].share");
  EXPECT_EQ(json::serialize(scan.at("base_share")), json::serialize(share_json(0, 6)));
  // A process map tells people: they are shares of the customers looked at.
  const auto process = ask(R"({"kind": "process"})");
  EXPECT_EQ(json::serialize(difference_at(process, "activities[Search].people").at("base_share")),
            json::serialize(share_json(3, 6)));
  EXPECT_EQ(json::serialize(difference_at(process, "activities[Chat].people").at("value_share")),
            json::serialize(share_json(0, 4)));
  EXPECT_EQ(
      json::serialize(difference_at(process, "edges[Search > Scan].people").at("value_share")),
      json::serialize(share_json(2, 4)));
}

TEST(Compare, NoneIsNoShareOfAnotherNumber) {
  // Each value of a breakdown has people of its own: that the app has no "plus" says nothing of
  // how many of them would have paid.
  std::vector<MemoryEvent> events;
  for (int i = 0; i < 12; ++i) {
    const std::string who = std::to_string(i), channel = i < 6 ? "web" : "app";
    const std::string plan = i < 2        ? R"({"plan": "plus"})"
                             : i % 3 == 0 ? R"({"plan": "big"})"
                                          : R"({"plan": "basic"})";
    events.push_back({who, 0, "Cart", channel, plan});
    if (i % 2 == 0) events.push_back({who, 1'000'000, "Paid", channel, plan});
  }
  const auto result = must_answer(make_journey_table(events), R"({"kind": "compare",
      "groups": [{"who": {"channel": "web"}}, {"who": {"channel": "app"}}],
      "question": {"kind": "funnel", "breakdown": {"property": "plan"},
                   "steps": [{"match": {"event": "Cart"}}, {"match": {"event": "Paid"}}]}})")
                          .at("result");
  bool basic = false;
  for (const auto& difference : result.at("differences").as_array()) {
    const std::string at(difference.at("at").as_string());
    basic = basic || (at.find("[basic]") != std::string::npos);
    const bool plus = at.find("[plus]") != std::string::npos;
    EXPECT_FALSE(plus && at.find("converted") != std::string::npos) << at;
  }
  EXPECT_TRUE(basic);
}

TEST(Compare, WhoIsInBothIsSaid) {
  const auto table = make_journey_table({{"1", 0, "A"}, {"2", 0, "B"}, {"2", 1, "A"}});
  const auto answer = must_answer(table, R"({"kind": "compare",
      "groups": [{"who": {"event": "A"}}, {"who": {"event": "B"}}], "question": {"kind": "overview"}})");
  EXPECT_EQ(answer.at("result").at("overlap"), 1);
  EXPECT_EQ(answer.at("notes").as_array().size(), 1u);
}

TEST(FormulaOfQuestions, ByHand) {
  const auto table = make_journey_table({{"1", 0, "Cart", "web"},
                                         {"1", 1'000'000, "Paid", "web"},
                                         {"2", 0, "Cart", "app"},
                                         {"3", 0, "Cart", "app"}});
  const std::string document = R"q({"kind": "formula", "questions": {
      "paid": {"kind": "funnel", "steps": [{"match": {"event": "Cart"}}, {"match": {"event": "Paid"}}]},
      "app": {"kind": "overview", "where": {"channel": "app"}}},
      "formula": [{"name": "Both", "formula": "paid.converted * 100 + app.customers"},
                  {"formula": "paid.steps[1].count / app.channels[0].events"},
                  {"formula": "1 / (app.customers - 2)"}]})q";
  const auto result = must_answer(table, document).at("result");
  const auto& values = result.at("values").as_array();
  EXPECT_DOUBLE_EQ(values[0].at("value").to_number<double>(), 100.0 / 3 + 2);
  EXPECT_EQ(values[0].at("name").as_string(), "Both");
  EXPECT_DOUBLE_EQ(values[1].at("value").to_number<double>(), 0.5);
  EXPECT_TRUE(values[2].at("value").is_null());
  EXPECT_GT(check_refs(table, document, result), 5);
}

TEST(Compare, WrongFieldsAreNamed) {
  const auto place = [](const std::string& fields) {
    const auto status = check_query(parse_query("{\"kind\": " + fields + "}").value());
    return status ? "" : status.error().place;
  };
  const std::string groups = R"("groups": [{"who": {}}, {"who": {}}])";
  EXPECT_EQ(place(R"("compare")"), "groups");
  EXPECT_EQ(place(R"("compare", "groups": [{"who": {}}])"), "groups");
  EXPECT_EQ(place(R"("compare", "groups": [{"who": {}}, {}])"), "groups[1].who");
  EXPECT_EQ(place(R"("compare", )" + groups), "question");
  EXPECT_EQ(place(R"("compare", "question": {"kind": "funel"}, )" + groups), "question.kind");
  EXPECT_EQ(place(R"("compare", "question": {"kind": "compare"}, )" + groups), "question.kind");
  EXPECT_EQ(place(R"("compare", "question": {"kind": "overview", "who": {}}, )" + groups),
            "question.who");
  EXPECT_EQ(place(R"("compare", "question": {"kind": "next"}, )" + groups), "question.from");
  EXPECT_EQ(place(R"("formula", "questions": {})"), "questions");
  EXPECT_EQ(place(R"("formula", "questions": {"1": {"kind": "overview"}})"), "questions.1");
  EXPECT_EQ(place(R"("formula", "questions": {"A": {"kind": "overview", "range": {}}})"),
            "questions.A.range");
  EXPECT_EQ(place(R"("formula", "questions": {"A": {"kind": "overview"}})"), "formula");
  EXPECT_EQ(place(R"("formula", "questions": {"A": {"kind": "overview"}}, "formula": "B.x")"),
            "formula");
}

TEST(FormulaOfQuestions, APathThatLeadsNowhereIsAnError) {
  const auto table = make_journey_table({{"1", 0, "A"}});
  const auto answer =
      run_query({table, "UTC", {}}, parse_query(R"({"kind": "formula", "formula": "A.nothing",
                                                "questions": {"A": {"kind": "overview"}}})")
                                        .value());
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().place, "formula");
}

}  // namespace
}  // namespace wend::analyze
