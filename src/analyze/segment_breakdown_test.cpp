#include <fmt/format.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>
#include <set>

#include "analyze/testing/small_logs.h"

// Breakdowns by segments, which may overlap, of every kind that has breakdowns.
namespace wend::analyze {
namespace {

using namespace testing;

std::string without_segments(std::string document, const std::string& more = "") {
  return document.replace(document.size() - 1, 1, more + "}");
}
std::string by_segments(const std::string& document) {
  return without_segments(document, R"(, "breakdown": {"segments": ["did_a", "did_b", "did_x"]})");
}
// The customers of each group of by_segments().
constexpr const char* kWho[] = {
    R"(, "who": {"segment": "did_a"})", R"(, "who": {"segment": "did_b"})",
    R"(, "who": {"segment": "did_x"})",
    R"(, "who": {"not": {"any": [{"segment": "did_a"}, {"segment": "did_b"}]}})"};

// Without refs, which say where a number stands.
json::value plain(const json::value& value) {
  if (value.is_array()) {
    json::array list;
    for (const auto& entry : value.get_array()) list.push_back(plain(entry));
    return list;
  }
  if (!value.is_object()) return value;
  json::object object;
  for (const auto& [name, field] : value.get_object()) {
    const std::string_view text(name);
    if (text != "ref" && !text.ends_with("_ref")) object[name] = plain(field);
  }
  return object;
}

json::value picked(const json::value& from,
                   std::initializer_list<std::pair<const char*, const char*>> fields) {
  json::object out;
  for (const auto& [name, field] : fields) out[name] = plain(from.at(field));
  return out;
}

// What a group of each kind says, and what the whole answer about its customers alone says.
struct Kind {
  std::string document;
  std::function<std::vector<json::value>(const json::value& result)> groups;
  std::function<json::value(const json::value& result)> whole;
};

std::vector<json::value> breakdown_of(
    const json::value& result, std::initializer_list<std::pair<const char*, const char*>> fields) {
  std::vector<json::value> groups;
  for (const auto& group : result.at("breakdown").as_array())
    groups.push_back(picked(group, fields));
  return groups;
}

json::value funnel_steps(const json::value& of) {
  json::array steps;
  for (const auto& step : of.at("steps").as_array())
    steps.push_back(
        picked(step, {{"count", "count"}, {"first", "from_first"}, {"previous", "from_previous"}}));
  return {{"entered", of.at("entered")}, {"steps", std::move(steps)}};
}

json::object series_of(const json::value& one) {
  json::object series = plain(one).as_object();
  series.erase("group");
  return series;
}

const std::vector<Kind>& kinds() {
  static const std::vector<Kind> kKinds = {
      {R"({"kind": "funnel", "steps": [{"match": {"event": "A"}}, {"match": {"event": "B"}, "optional": true},
           {"match": {"event": "C"}}], "window": "2s", "attempt": "all"})",
       [](const json::value& result) {
         std::vector<json::value> groups;
         for (const auto& group : result.at("breakdown").as_array())
           groups.push_back(funnel_steps(group));
         return groups;
       },
       [](const json::value& result) { return funnel_steps(result); }},
      {R"({"kind": "retention", "start": {"event": ["A", "C"]}, "return": {"event": "B"}, "bucket": "day",
           "periods": 3, "entry": "recurring"})",
       [](const json::value& result) {
         return breakdown_of(result, {{"size", "size"}, {"people", "people"}, {"curve", "curve"}});
       },
       [](const json::value& result) {
         return picked(result, {{"size", "entered"}, {"people", "people"}, {"curve", "curve"}});
       }},
      {R"({"kind": "time-between", "from": {"event": ["A", "C"]}, "to": {"event": ["B", "C"]}, "pick": "each"})",
       [](const json::value& result) {
         return breakdown_of(result, {{"people", "people"},
                                      {"times", "times"},
                                      {"arrived", "arrived"},
                                      {"arrived_people", "arrived_people"}});
       },
       [](const json::value& result) {
         return picked(result, {{"people", "from_people"},
                                {"times", "times"},
                                {"arrived", "arrived"},
                                {"arrived_people", "arrived_people"}});
       }},
      {R"({"kind": "trend", "bucket": "day", "gap": "6h", "previous": true, "range": {"from": "1970-01-03"},
           "measures": [{"match": {"event": ["A", "D"]}}, {"match": {"event": "C"}, "count": "customers"},
           {"count": "sessions"}, {"count": "per_customer"}]})",
       [](const json::value& result) {
         const std::size_t groups = result.at("series").as_array().size() / 4;
         std::vector<json::value> list;
         for (std::size_t group = 0; group < groups; ++group) {
           json::array series;
           for (std::size_t m = 0; m < 4; ++m)
             series.push_back(series_of(result.at("series").at(m * groups + group)));
           list.emplace_back(std::move(series));
         }
         return list;
       },
       [](const json::value& result) {
         json::array series;
         for (const auto& one : result.at("series").as_array()) series.push_back(series_of(one));
         return json::value(std::move(series));
       }}};
  return kKinds;
}

// Ten days in steps of six hours.
std::vector<Row> random_days() {
  auto rows = random_log(8, 7, 40);
  for (Row& row : rows) row.time_us = row.time_us / 1'000'000 * 6 * 3'600'000'000;
  return rows;
}

RC_GTEST_PROP(SegmentBreakdown, AGroupIsTheQuestionAboutItsCustomersAlone, ()) {
  const auto rows = *rc::gen::arbitrary<bool>() ? random_days() : random_log(8, 7, 4);
  const auto table = make_journey_table(to_events(rows));
  for (const Kind& kind : kinds()) {
    const auto groups = kind.groups(must_answer(table, by_segments(kind.document)).at("result"));
    for (std::size_t group = 0; group < groups.size(); ++group)
      RC_ASSERT(groups[group] ==
                kind.whole(
                    must_answer(table, without_segments(kind.document, kWho[group])).at("result")));
    // The last group is there when somebody is in it.
    RC_ASSERT(groups.size() == 3 || groups.size() == 4);
  }
}

RC_GTEST_PROP(SegmentBreakdown, LeavesTheWholeAlone, ()) {
  const auto table = make_journey_table(to_events(random_log(8, 7, 4)));
  for (const Kind& kind : kinds()) {
    if (kind.document.find("trend") != std::string::npos) continue;  // groups only
    auto divided = must_answer(table, by_segments(kind.document)).at("result").as_object();
    divided.erase("breakdown");
    RC_ASSERT(json::value(divided) == must_answer(table, kind.document).at("result"));
  }
}

RC_GTEST_PROP(SegmentBreakdown, EveryRefListsAsManyAsItSays, ()) {
  const auto table = make_journey_table(to_events(random_log(6, 6, 4)));
  for (const Kind& kind : kinds()) {
    const std::string document = by_segments(kind.document);
    RC_ASSERT(check_refs(table, document, must_answer(table, document).at("result")) > 3);
  }
}

TEST(SegmentBreakdown, ByHand) {
  // 1 is in both segments, 2 in the first, 3 in the second, 4 and 5 in none of them.
  const auto table = make_journey_table({{"1", 1, "A"},
                                         {"1", 2, "B"},
                                         {"1", 3, "C"},
                                         {"1", 4, "D"},
                                         {"2", 1, "C"},
                                         {"2", 2, "A"},
                                         {"3", 1, "C"},
                                         {"3", 2, "B"},
                                         {"3", 3, "D"},
                                         {"4", 1, "C"},
                                         {"4", 2, "D"},
                                         {"5", 1, "E"}});
  const std::string document = by_segments(
      R"({"kind": "funnel", "steps": [{"match": {"event": "C"}}, {"match": {"event": "D"}}]})");
  const auto answer = must_answer(table, document);
  const auto& groups = answer.at("result").at("breakdown").as_array();
  ASSERT_EQ(groups.size(), 4u);
  const auto said = [](const json::value& group) {
    return fmt::format("{} {}/{}", std::string_view(group.at("value").as_string()),
                       group.at("steps").at(1).at("count").to_number<int>(),
                       group.at("entered").to_number<int>());
  };
  EXPECT_EQ(said(groups[0]), "Did A 1/2");
  EXPECT_EQ(groups[0].at("segment").as_string(), "did_a");
  EXPECT_EQ(said(groups[1]), "Did B 2/2");
  EXPECT_EQ(said(groups[2]), "Did X 0/0") << "an empty segment is shown as empty";
  EXPECT_EQ(said(groups[3]), "none of these 1/1");
  EXPECT_TRUE(groups[3].at("none").as_bool());
  const auto people = [&](const char* ref) {
    const auto list = people_of(table, document, ref);
    return std::set(list.begin(), list.end());
  };
  EXPECT_EQ(people("group:0"), (std::set<std::string>{"user_id 1", "user_id 2"}));
  EXPECT_EQ(people("group:1:step:2"), (std::set<std::string>{"user_id 1", "user_id 3"}));
  EXPECT_EQ(people("group:3"), (std::set<std::string>{"user_id 4"}));
  EXPECT_NE(json::serialize(answer.at("notes")).find("segments overlap"), std::string::npos);
  EXPECT_EQ(answer.at("result").at("entered").to_number<int>(), 4) << "each customer once";
}

TEST(SegmentBreakdown, SaysOverlapOnlyWhereThereIsOne) {
  const auto table = make_journey_table(
      {{"1", 1, "A"}, {"1", 2, "C"}, {"2", 1, "B"}, {"2", 2, "C"}, {"3", 1, "A"}, {"3", 2, "B"}});
  const auto notes = [&](const std::string& start) {
    return must_answer(table, fmt::format(R"({{"kind": "retention", "start": {{"event": "{}"}},
                                             "breakdown": {{"segments": ["did_a", "did_b"]}}}})",
                                          start))
        .contains("notes");
  };
  EXPECT_FALSE(notes("C")) << "3, who is in both, is not counted";
  EXPECT_TRUE(notes("A"));
}

TEST(SegmentBreakdown, NamesTheSegmentThatIsNot) {
  const auto table = make_journey_table({{"1", 1, "A"}});
  const auto answer = run_query(
      context_of(table),
      parse_query(
          R"({"kind": "trend", "measures": [{}], "breakdown": {"segments": ["did_a", "nix"]}})")
          .value());
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().place, "breakdown.segments[1]");
  EXPECT_NE(answer.error().to_sentence().find("no segment \"nix\""), std::string::npos);
}

TEST(SegmentBreakdown, ChangesAsMembersDo) {
  EXPECT_TRUE(depends_on_now(json::parse(
      R"({"kind": "compare", "groups": [{"who": {}}, {"who": {}}], "question":
          {"kind": "retention", "start": {}, "breakdown": {"segments": ["a"]}}})")));
  EXPECT_FALSE(depends_on_now(
      json::parse(R"({"kind": "retention", "start": {}, "breakdown": {"trait": "a"}})")));
}

}  // namespace
}  // namespace wend::analyze
