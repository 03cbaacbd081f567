#include <algorithm>
#include <cmath>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>
#include <set>

#include "analyze/journey_table_builder.h"
#include "analyze/process_map.h"
#include "analyze/statistics.h"
#include "analyze/testing/small_logs.h"

namespace wend::analyze {
namespace {

using namespace testing;

struct Counts {
  std::uint64_t count = 0;
  std::set<std::string> people;
  std::vector<std::int64_t> durations;
};

// Cases by their description: a customer's events, cut where the gap is too long.
std::vector<std::pair<std::string, std::vector<Row>>> cases_of(const std::vector<Row>& rows,
                                                               std::optional<TimeUs> gap_us,
                                                               const std::string& hide) {
  std::vector<std::pair<std::string, std::vector<Row>>> cases;
  for (const auto& [customer, list] : by_customer(rows)) {
    std::vector<Row> open;
    for (const Row& row : list) {
      if (hide == row.name) continue;
      if (gap_us && !open.empty() && row.time_us - open.back().time_us > *gap_us) {
        cases.emplace_back(customer, open);
        open.clear();
      }
      open.push_back(row);
    }
    if (!open.empty()) cases.emplace_back(customer, open);
  }
  return cases;
}

RC_GTEST_PROP(Process, AgreesWithItsDescription, ()) {
  const auto rows = random_log(5, 8, 6);
  // Several questions of each log: some bugs show only in rare combinations.
  for (int question = 0; question < 10; ++question) {
    const auto gap_us = *rc::gen::element<int>(-1, 0, 1, 2);
    const auto hide = *rc::gen::element<std::string>("", "A");
    const auto table = make_journey_table(to_events(rows));
    json::object asked = {{"kind", "process"}, {"variants", 1000}};
    if (gap_us >= 0) asked["per"] = {{"session", gap_us}};
    if (!hide.empty()) asked["hide"] = {{"event", hide}};
    const std::string document = json::serialize(asked);
    RC_LOG() << document << "\n";
    const auto result = must_answer(table, document).at("result");

    std::map<std::pair<std::string, std::string>, Counts> edges;
    std::map<std::string, Counts> activities;
    std::map<std::vector<std::string>, Counts> variants;
    const auto cases = cases_of(
        rows, gap_us < 0 ? std::nullopt : std::optional<TimeUs>(gap_us * 1'000'000LL), hide);
    for (const auto& [customer, list] : cases) {
      std::vector<std::string> names = {"start"};
      for (const Row& row : list) names.push_back(row.name);
      names.emplace_back("end");
      for (std::size_t i = 0; i + 1 < names.size(); ++i) {
        auto& edge = edges[{names[i], names[i + 1]}];
        ++edge.count;
        edge.people.insert("user_id " + customer);
        if (i > 0 && i + 2 < names.size())
          edge.durations.push_back(list[i].time_us - list[i - 1].time_us);
      }
      for (const Row& row : list) {
        ++activities[row.name].count;
        activities[row.name].people.insert("user_id " + customer);
      }
      auto& variant = variants[{names.begin() + 1, names.end() - 1}];
      ++variant.count;
      variant.people.insert("user_id " + customer);
      variant.durations.push_back(list.back().time_us - list.front().time_us);
    }

    const auto listed = [&](const json::value& part) {
      const auto people = people_of(table, document, std::string(part.at("ref").as_string()));
      return std::set(people.begin(), people.end());
    };
    RC_ASSERT(result.at("cases").to_number<std::size_t>() == cases.size());
    std::map<std::string, std::string> label_of = {{"start", "start"}, {"end", "end"}};
    RC_ASSERT(result.at("activities").as_array().size() == activities.size());
    for (const auto& activity : result.at("activities").as_array()) {
      const std::string label(activity.at("label").as_string());
      label_of[std::string(activity.at("id").as_string())] = label;
      RC_ASSERT(activity.at("events").to_number<std::uint64_t>() == activities[label].count);
      RC_ASSERT(listed(activity) == activities[label].people);
    }
    RC_ASSERT(result.at("edges").as_array().size() == edges.size());
    for (const auto& edge : result.at("edges").as_array()) {
      auto& counts = edges[{label_of[std::string(edge.at("from").as_string())],
                            label_of[std::string(edge.at("to").as_string())]}];
      RC_ASSERT(edge.at("count").to_number<std::uint64_t>() == counts.count);
      RC_ASSERT(edge.at("times") == json::value(times_json(counts.durations)));
      RC_ASSERT(listed(edge) == counts.people);
    }
    RC_ASSERT(result.at("variants_total").to_number<std::size_t>() == variants.size());
    for (const auto& variant : result.at("variants").as_array()) {
      std::vector<std::string> names;
      for (const auto& step : variant.at("steps").as_array())
        names.push_back(label_of[std::string(step.as_string())]);
      RC_ASSERT(variant.at("share").at("count").to_number<std::uint64_t>() ==
                variants[names].count);
      RC_ASSERT(variant.at("times") == json::value(times_json(variants[names].durations)));
      RC_ASSERT(listed(variant) == variants[names].people);
    }
  }
}

RC_GTEST_PROP(Process, EveryRefListsAsManyAsItSays, ()) {
  const auto table = make_journey_table(to_events(random_log(6, 8, 5)));
  const std::string document =
      R"({"kind": "process", "by": {"property": "p"}, "variants": 3, "per": {"session": 1}})";
  check_refs(table, document, must_answer(table, document).at("result"));
}

RC_GTEST_PROP(Process, DoesNotDependOnTheOrderOfRows, ()) {
  const auto rows = random_log(5, 8, 4);
  check_row_order(rows, R"({"kind": "process", "detail": 0.4, "variants": 2})");
}

// Whatever is hidden, every activity is on a way from the start to the end, more detail never hides
// an edge, and the strongest edges are there unless the way needs weaker ones.
RC_GTEST_PROP(Process, DetailKeepsEveryActivityReachable, ()) {
  const auto table = make_journey_table(to_events(random_log(8, 8, 8, "ABCDEF")));
  const auto full = must_answer(table, R"({"kind": "process"})").at("result");
  const std::size_t all = full.at("edges").as_array().size();
  std::set<std::string> before;
  for (const double detail : {0.0, 0.2, 0.5, 0.8, 1.0}) {
    const auto result =
        must_answer(table, json::serialize(json::object{{"kind", "process"}, {"detail", detail}}))
            .at("result");
    const auto& edges = result.at("edges").as_array();
    RC_ASSERT(edges.size() + result.at("edges_hidden").to_number<std::size_t>() == all);
    RC_ASSERT(edges.size() >=
              static_cast<std::size_t>(std::ceil(detail * static_cast<double>(all))));
    std::set<std::string> now;
    std::set<std::string> from_start = {"start"};
    std::set<std::string> to_end = {"end"};
    for (std::size_t round = 0; round < edges.size(); ++round) {
      for (const auto& edge : edges) {
        const std::string from(edge.at("from").as_string());
        const std::string to(edge.at("to").as_string());
        now.insert(from + ">" + to);
        if (from_start.contains(from)) from_start.insert(to);
        if (to_end.contains(to)) to_end.insert(from);
      }
    }
    for (const auto& activity : result.at("activities").as_array()) {
      RC_ASSERT(from_start.contains(std::string(activity.at("id").as_string())));
      RC_ASSERT(to_end.contains(std::string(activity.at("id").as_string())));
    }
    RC_ASSERT(std::ranges::includes(now, before));
    before = now;
  }
}

TEST(Process, ByHand) {
  const auto table = make_journey_table(
      {{"1", 0, "A"}, {"1", 2'000'000, "B"}, {"2", 0, "A"}, {"2", 4'000'000, "B"}, {"3", 0, "B"}});
  const auto result = must_answer(table, R"({"kind": "process"})").at("result");
  EXPECT_EQ(
      json::serialize(result.at("activities")),
      R"([{"id":"a0","label":"B","channel":"web","events":3,"people":3,"starts":1,"ends":3,"ref":"activity:a0"},)"
      R"({"id":"a1","label":"A","channel":"web","events":2,"people":2,"starts":2,"ends":0,"ref":"activity:a1"}])");
  std::string edges;
  for (const auto& edge : result.at("edges").as_array()) {
    edges += std::string(edge.at("from").as_string()) + ">" +
             std::string(edge.at("to").as_string()) + " " + json::serialize(edge.at("count")) +
             "; ";
  }
  EXPECT_EQ(edges, "a0>end 3; a1>a0 2; start>a1 2; start>a0 1; ");
  EXPECT_EQ(result.at("edges").at(1).at("times").at("median_s").to_number<double>(), 3);
  EXPECT_EQ(json::serialize(result.at("variants").at(0).at("steps")), R"(["a1","a0"])");
  EXPECT_EQ(result.at("variants").at(0).at("times").at("median_s").to_number<double>(), 3);
  EXPECT_EQ(result.at("variants_total").to_number<int>(), 2);
}

TEST(Process, AtNoDetailEachActivityKeepsItsStrongestWay) {
  // 0 and 1 are activities, 2 the start, 3 the end.
  const std::vector<ProcessEdge> edges = {{2, 0, 10}, {2, 1, 1}, {0, 1, 9},
                                          {1, 0, 2},  {0, 3, 1}, {1, 3, 10}};
  EXPECT_EQ(edges_to_keep(edges, 2, 0), (std::vector<std::uint8_t>{1, 0, 1, 0, 0, 1}));
  EXPECT_EQ(edges_to_keep(edges, 2, 0.6), (std::vector<std::uint8_t>{1, 0, 1, 1, 0, 1}));
  EXPECT_EQ(edges_to_keep(edges, 2, 1), (std::vector<std::uint8_t>{1, 1, 1, 1, 1, 1}));
}

TEST(Process, ManyActivitiesAreGathered) {
  std::vector<MemoryEvent> events;
  for (int i = 0; i < 400; ++i) events.push_back({"1", i, "E" + std::to_string(1000 + i)});
  const auto answer = must_answer(make_journey_table(events), R"({"kind": "process"})");
  EXPECT_EQ(answer.at("result").at("activities").as_array().size(), 300u);
  EXPECT_EQ(answer.at("result").at("activities").at(299).at("label").as_string(), "Other");
  EXPECT_EQ(answer.at("result").at("activities").at(299).at("events").to_number<int>(), 101);
  EXPECT_NE(std::string(answer.at("notes").at(0).as_string()).find("400"), std::string::npos);
  EXPECT_EQ(answer.at("result").at("variants").at(0).at("steps").as_array().size(), 200u);
  EXPECT_TRUE(answer.at("result").at("variants").at(0).at("truncated").as_bool());
}

TEST(Process, WrongFieldsAreNamed) {
  const auto place = [](const std::string& fields) {
    const auto status = check_query(parse_query(R"({"kind": "process", )" + fields + "}").value());
    return status ? "" : status.error().place;
  };
  EXPECT_EQ(place(R"("detail": 1.5)"), "detail");
  EXPECT_EQ(place(R"("variants": -1)"), "variants");
  EXPECT_EQ(place(R"("per": "customers")"), "per");
  EXPECT_EQ(place(R"("per": 5)"), "per");
  EXPECT_EQ(place(R"("per": {"session": "half an hour"})"), "per.session");
  EXPECT_EQ(place(R"("per": {})"), "per.session");
}

}  // namespace
}  // namespace wend::analyze
