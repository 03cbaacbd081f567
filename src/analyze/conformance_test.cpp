#include <algorithm>
#include <functional>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>
#include <set>

#include "analyze/conformance_alignment.h"
#include "analyze/testing/small_logs.h"

namespace wend::analyze {
namespace {

using namespace testing;

using Run = std::string;  // one letter per step

// All interleavings of two runs.
void interleave(const Run& a, const Run& b, const Run& before, std::set<Run>& into) {
  if (a.empty() || b.empty()) {
    into.insert(before + a + b);
    return;
  }
  interleave(a.substr(1), b, before + a[0], into);
  interleave(a, b.substr(1), before + b[0], into);
}

// All runs of a design of at most `longest` steps, straight from what its words mean.
std::set<Run> runs_of(const json::value& item, std::size_t longest) {
  if (item.is_string()) return {Run(item.as_string())};
  const json::object& object = item.as_object();
  const auto& [word, inside] = *object.begin();
  std::set<Run> runs;
  if (word == "sequence" || word == "any_order") {
    runs = {""};
    for (const auto& part : inside.as_array()) {
      std::set<Run> longer;
      for (const Run& run : runs) {
        for (const Run& next : runs_of(part, longest)) {
          if (run.size() + next.size() > longest) continue;
          if (word == "sequence") {
            longer.insert(run + next);
          } else {
            interleave(run, next, "", longer);
          }
        }
      }
      runs = longer;
    }
  } else if (word == "choice") {
    for (const auto& part : inside.as_array()) runs.merge(runs_of(part, longest));
  } else if (word == "optional") {
    runs = runs_of(inside, longest);
    runs.insert("");
  } else {
    const std::set<Run> once = runs_of(inside, longest);
    runs = once;
    for (std::size_t size = 0; size != runs.size();) {
      size = runs.size();
      for (const Run& run : std::set<Run>(runs))
        for (const Run& next : once)
          if (run.size() + next.size() <= longest) runs.insert(run + next);
    }
  }
  return runs;
}

// The least number of letters to take out of either, so that both become equal.
std::size_t distance(const Run& a, const Run& b) {
  std::vector<std::vector<std::size_t>> cost(a.size() + 1, std::vector<std::size_t>(b.size() + 1));
  for (std::size_t i = 0; i <= a.size(); ++i) {
    for (std::size_t k = 0; k <= b.size(); ++k) {
      cost[i][k] = i == 0 ? k : k == 0 ? i : std::min(cost[i - 1][k], cost[i][k - 1]) + 1;
      if (i > 0 && k > 0 && a[i - 1] == b[k - 1])
        cost[i][k] = std::min(cost[i][k], cost[i - 1][k - 1]);
    }
  }
  return cost[a.size()][b.size()];
}

json::value random_design(int level) {
  const int kind = *rc::gen::inRange(0, level > 0 ? 7 : 2);
  if (kind < 2) return json::string(std::string(1, *rc::gen::elementOf(std::string("ABC"))));
  if (kind < 5) {
    json::array parts;
    const int count = *rc::gen::inRange(1, 4);
    for (int i = 0; i < count; ++i) parts.push_back(random_design(level - 1));
    return json::object{{kind == 2 ? "sequence" : kind == 3 ? "choice" : "any_order", parts}};
  }
  return json::object{{kind == 5 ? "optional" : "repeat", random_design(level - 1)}};
}

RC_GTEST_PROP(Conformance, AlignsAtTheLeastCostOfAllRuns, ()) {
  const auto rows = random_log(6, 6, 6);
  const auto table = make_journey_table(to_events(rows));
  for (int question = 0; question < 5; ++question) {
    const json::value design = random_design(2);
    RC_LOG() << json::serialize(design) << "\n";
    // A run that is longer than the case and the shortest run together is never the best.
    std::size_t shortest = 0;
    std::set<Run> runs;
    for (std::size_t longest = 1; runs.empty(); ++longest) {
      runs = runs_of(design, longest);
      shortest = longest;
    }
    runs = runs_of(design, 6 + shortest);
    for (const Run& run : runs) shortest = std::min(shortest, run.size());
    const std::string document = json::serialize(
        json::object{{"kind", "conformance"}, {"journey", design}, {"variants", 100}});
    const auto result = must_answer(table, document).at("result").as_object();
    std::size_t total = 0, fitting = 0, cases = 0;
    double fitness = 0;
    for (const auto& [customer, list] : by_customer(rows)) {
      Run sequence;
      for (const Row& row : list) sequence += row.name;
      std::size_t least = ~std::size_t{0};
      for (const Run& run : runs) least = std::min(least, distance(sequence, run));
      total += least;
      fitting += least == 0;
      ++cases;
      fitness += 1 - static_cast<double>(least) / static_cast<double>(sequence.size() + shortest);
    }
    RC_ASSERT(result.at("cost").to_number<std::size_t>() == total);
    RC_ASSERT(result.at("fitting").at("count").to_number<std::size_t>() == fitting);
    if (cases > 0)
      RC_ASSERT(std::abs(result.at("fitness").to_number<double>() -
                         fitness / static_cast<double>(cases)) < 1e-9);
    // The moves of each variant are a run of the design against the case itself.
    for (const auto& variant : result.at("variants").as_array()) {
      Run of_design;
      std::size_t alone = 0;
      for (const auto& move : variant.at("moves").as_array()) {
        if (move.at("move") != "log") of_design += move.at("label").as_string();
        alone += move.at("move") != "both";
      }
      RC_ASSERT(runs.contains(of_design));
      RC_ASSERT(alone == variant.at("cost").to_number<std::size_t>());
    }
    check_refs(table, document, result);
  }
}

RC_GTEST_PROP(Conformance, DoesNotDependOnTheOrderOfRows, ()) {
  check_row_order(random_log(6, 8, 6), R"({"kind": "conformance", "journey":
      ["A", {"choice": ["B", ["C", "D"]]}, {"step": "A", "within": 1}]})");
}

// {"kind label": count}
std::map<std::string, int> deviations_of(const std::string& path, const char* journey) {
  std::vector<MemoryEvent> events;
  TimeUs time = 0;
  for (const char name : path) events.push_back({"c", time += 60'000'000, std::string(1, name)});
  const auto result =
      must_answer(make_journey_table(events),
                  std::string(R"({"kind": "conformance", "journey": )") + journey + "}")
          .at("result");
  std::map<std::string, int> deviations;
  for (const auto& deviation : result.at("deviations").as_array())
    deviations[std::string(deviation.at("kind").as_string()) + " " +
               std::string(deviation.at("label").as_string())] =
        deviation.at("count").to_number<int>();
  return deviations;
}

TEST(Conformance, TellsSixKindsOfDeviations) {
  using Expected = std::map<std::string, int>;
  constexpr const char* kLine = R"(["A", "B", "C"])";
  EXPECT_EQ(deviations_of("ABC", kLine), Expected());
  EXPECT_EQ(deviations_of("AC", kLine), (Expected{{"missing B", 1}}));
  EXPECT_EQ(deviations_of("AXBC", kLine), (Expected{{"extra X", 1}}));
  EXPECT_EQ(deviations_of("ABBBC", kLine), (Expected{{"repeated B", 2}}));
  EXPECT_EQ(deviations_of("BCA", kLine), (Expected{{"out_of_order A", 1}}));
  constexpr const char* kChoice = R"(["A", {"choice": [["B", "C", "D"], ["E", "F"]]}, "G"])";
  EXPECT_EQ(deviations_of("AEFG", kChoice), Expected());
  // F stands where D should.
  EXPECT_EQ(deviations_of("ABCFG", kChoice), (Expected{{"wrong_branch F", 1}}));
  EXPECT_EQ(deviations_of("ABC", R"(["A", {"step": "B", "within": 59}, "C"])"),
            (Expected{{"too_slow B", 1}}));
  EXPECT_EQ(deviations_of("ABC", R"({"sequence": ["A", "B", "C"], "within": 119})"),
            (Expected{{"too_slow A … C", 1}}));
  EXPECT_EQ(deviations_of(
                "ABC", R"({"sequence": ["A", {"step": "B", "within": 60}, "C"], "within": 120})"),
            Expected());
}

TEST(Conformance, SaysWhatADeviationCosts) {
  std::vector<MemoryEvent> events;
  for (int i = 0; i < 20; ++i) {
    const std::string customer = std::to_string(i);
    events.push_back({customer, 0, "A"});
    if (i < 10) events.push_back({customer, 1, "X"});
    events.push_back({customer, (i < 10 ? 100 : 10) * 1'000'000LL + i, "B"});
  }
  const auto result =
      must_answer(make_journey_table(events), R"({"kind": "conformance", "journey": ["A", "B"]})")
          .at("result");
  const auto& cost = result.at("deviations").at(0).at("time_cost");
  EXPECT_NEAR(cost.at("median_s").to_number<double>(), 90, 1e-4);
  EXPECT_LT(cost.at("low_s").to_number<double>(), 90);
  EXPECT_GT(cost.at("high_s").to_number<double>(), 89.9);
  EXPECT_EQ(result.at("fitting").at("count").to_number<int>(), 10);
}

TEST(Conformance, RefusesDesignsThatCannotBe) {
  const auto error = [](const char* journey) {
    const auto status = check_query(
        parse_query(std::string(R"({"kind": "conformance", "journey": )") + journey + "}").value());
    return status ? std::string() : status.error().place + ": " + status.error().message;
  };
  EXPECT_EQ(error("[]"), "journey: The list is empty.");
  EXPECT_EQ(error(R"([{"optinal": "A"}])"),
            "journey[0].optinal: There is no field \"optinal\" here.");
  EXPECT_EQ(
      error(R"({"any_order": ["A","B","C","D","E","F","G","H","I","J","K","L","M","N","O"]})"),
      "journey.any_order: Too much can happen in any order: more than 20000 states.");
}

}  // namespace
}  // namespace wend::analyze
