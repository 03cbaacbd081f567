#include <gtest/gtest.h>

#include "analyze/testing/small_logs.h"

namespace wend::analyze {
namespace {

using namespace testing;

constexpr TimeUs kSecond = 1'000'000, kMinute = 60 * kSecond, kHour = 60 * kMinute,
                 kDay = 24 * kHour;

json::object answer(const std::vector<MemoryEvent>& events, const std::string& preset,
                    const std::string& steps, const std::string& more) {
  json::array list;
  for (const char step : steps)
    list.emplace_back(json::object{{"match", {{"event", std::string(1, step)}}}});
  const std::string document = R"({"kind": "funnel", "preset": ")" + preset + R"(", "steps": )" +
                               json::serialize(list) + ", " + more + "}";
  const auto table = make_journey_table(events);
  auto result = must_answer(table, document).at("result").as_object();
  check_refs(table, document, result);
  EXPECT_GT(result.at("follows").as_string().size(), 50u);
  return result;
}

std::vector<int> numbers(const json::value& steps) {
  std::vector<int> list;
  for (const auto& step : steps.as_array()) list.push_back(step.at("count").to_number<int>());
  return list;
}

std::vector<int> people(const std::vector<MemoryEvent>& events, const std::string& preset,
                        const std::string& steps, const std::string& more) {
  return numbers(answer(events, preset, steps, more).at("steps"));
}

std::vector<int> attempts(const std::vector<MemoryEvent>& events, const std::string& preset,
                          const std::string& steps, const std::string& more) {
  return numbers(answer(events, preset, steps, more).at("attempts").at("steps"));
}

using Counts = std::vector<int>;

// ClickHouse, docs/en/sql-reference/aggregate-functions/parametric-functions: windowFunnel counts
// the longest chain; strict_order stops A→B→D→C at D with 2; strict_deduplication stops A-B-C-B-D
// at the second B with 3.
TEST(FunnelPresets, ClickHouseAsItsDocumentationSays) {
  const std::vector<MemoryEvent> detour{{"1", 0, "A"}, {"1", 1, "B"}, {"1", 2, "D"}, {"1", 3, "C"}};
  EXPECT_EQ(people(detour, "clickhouse", "ABC", R"("window": 10)"), (Counts{1, 1, 1}));
  EXPECT_EQ(people(detour, "clickhouse", "ABC", R"("window": 10, "strict_order": true)"),
            (Counts{1, 1, 0}));
  const std::vector<MemoryEvent> repeat{
      {"1", 0, "A"}, {"1", 1, "B"}, {"1", 2, "C"}, {"1", 3, "B"}, {"1", 4, "D"}};
  EXPECT_EQ(people(repeat, "clickhouse", "ABCD", R"("window": 10)"), (Counts{1, 1, 1, 1}));
  EXPECT_EQ(people(repeat, "clickhouse", "ABCD", R"("window": 10, "strict_deduplication": true)"),
            (Counts{1, 1, 1, 0}));
  EXPECT_EQ(people({{"1", 5, "B"}, {"1", 5, "A"}}, "clickhouse", "AB", R"("window": 0)"),
            (Counts{1, 1}));
  EXPECT_EQ(people({{"1", 5, "B"}, {"1", 5, "A"}}, "clickhouse", "AB",
                   R"("window": 0, "strict_increase": true)"),
            (Counts{1, 0}));
  // The window is taken in microseconds, inclusive.
  EXPECT_EQ(people({{"1", 0, "A"}, {"1", kSecond, "B"}, {"2", 0, "A"}, {"2", kSecond + 1, "B"}},
                   "clickhouse", "AB", R"("window": 1)"),
            (Counts{2, 1}));
  // The second A replaces the first one, whose window would have been over.
  EXPECT_EQ(people({{"1", 0, "A"}, {"1", 3, "A"}, {"1", kSecond + 2, "B"}}, "clickhouse", "AB",
                   R"("window": 1)"),
            (Counts{1, 1}));
  // One event fills several steps, but not with strict_once.
  EXPECT_EQ(people({{"1", 0, "A"}}, "clickhouse", "AA", R"("window": 1)"), (Counts{1, 1}));
  EXPECT_EQ(people({{"1", 0, "A"}}, "clickhouse", "AA", R"("window": 1, "strict_once": true)"),
            (Counts{1, 0}));
}

// PostHog/posthog, posthog/hogql_queries/insights/funnels/test: what the tests of steps,
// exclusions, strict and unordered funnels say.
TEST(FunnelPresets, PostHogOrdered) {
  // test_funnel_step_conversion_times and its kin: a repeated step 1 takes over.
  EXPECT_EQ(people({{"1", 0, "A"}, {"1", 13 * kDay, "A"}, {"1", 15 * kDay, "B"}}, "posthog", "AB",
                   R"("window": "14d")"),
            (Counts{1, 1}));
  EXPECT_EQ(people({{"1", 0, "A"}, {"1", 15 * kDay, "B"}}, "posthog", "AB", R"("window": "14d")"),
            (Counts{1, 0}));
  // test_funnel_with_repeated_step: one event fills one step.
  EXPECT_EQ(
      people({{"1", 0, "A"}, {"2", 0, "A"}, {"2", 1, "A"}}, "posthog", "AA", R"("window": "14d")"),
      (Counts{2, 1}));
  // Different events of one time stand in either order.
  EXPECT_EQ(people({{"1", 0, "B"}, {"1", 0, "A"}}, "posthog", "AB", R"("window": "14d")"),
            (Counts{1, 1}));
}

TEST(FunnelPresets, PostHogExclusions) {
  const std::string exclude =
      R"("window": "14d", "exclude": [{"match": {"event": "X"}, "from": 1, "to": 2}])";
  // test_funnel_with_single_exclusion / test_funnel_exclusion_*: the person with x between is not
  // counted at all, the others are.
  const std::vector<MemoryEvent> events{{"1", 1, "A"}, {"1", 2, "B"}, {"2", 1, "A"}, {"2", 2, "X"},
                                        {"2", 3, "B"}, {"3", 1, "A"}, {"3", 2, "B"}, {"3", 3, "X"},
                                        {"4", 1, "X"}, {"4", 2, "A"}};
  EXPECT_EQ(people(events, "posthog", "AB", exclude), (Counts{3, 2}));
  // A clean attempt behind the spoiled one counts.
  EXPECT_EQ(people({{"1", 1, "A"}, {"1", 2, "X"}, {"1", 3, "A"}, {"1", 4, "B"}}, "posthog", "AB",
                   exclude),
            (Counts{1, 1}));
  // Spoiled on the way from step 2, nothing of it is left, step 1 neither.
  EXPECT_EQ(
      people({{"1", 1, "A"}, {"1", 2, "B"}, {"1", 3, "X"}, {"1", 4, "C"}}, "posthog", "ABC",
             R"("window": "14d", "exclude": [{"match": {"event": "X"}, "from": 2, "to": 3}])"),
      (Counts{0, 0, 0}));
}

TEST(FunnelPresets, PostHogStrictAndAnyOrder) {
  // test_basic_strict_funnel: another event between loses the way, a straight one later wins.
  const std::string strict = R"("window": "14d", "order": "strict")";
  EXPECT_EQ(people({{"1", 1, "A"},
                    {"1", 2, "B"},
                    {"1", 3, "C"},
                    {"2", 1, "A"},
                    {"2", 2, "X"},
                    {"2", 3, "B"},
                    {"3", 1, "A"},
                    {"3", 2, "B"},
                    {"3", 3, "X"},
                    {"3", 4, "C"},
                    {"4", 1, "A"},
                    {"4", 2, "X"},
                    {"4", 3, "A"},
                    {"4", 4, "B"},
                    {"4", 5, "C"}},
                   "posthog", "ABC", strict),
            (Counts{4, 3, 2}));
  // test_basic_unordered_funnel: the number of steps done, whichever.
  const std::string any = R"("window": "14d", "order": "any")";
  EXPECT_EQ(people({{"1", 1, "C"},
                    {"1", 2, "A"},
                    {"1", 3, "B"},
                    {"2", 1, "B"},
                    {"2", 2, "A"},
                    {"3", 1, "C"},
                    {"3", 20 * kDay, "A"},
                    {"4", 1, "X"}},
                   "posthog", "ABC", any),
            (Counts{3, 2, 1}));
}

// docs.mixpanel.com/docs/reports/funnels/funnels-advanced.
TEST(FunnelPresets, MixpanelAsItsDocumentationSays) {
  // "Conversion Window": A 1:00, A 1:30, B 1:45, C 2:15 with one hour reaches B only.
  const std::vector<MemoryEvent> reset{{"1", 60 * kMinute, "A"},
                                       {"1", 90 * kMinute, "A"},
                                       {"1", 105 * kMinute, "B"},
                                       {"1", 135 * kMinute, "C"}};
  EXPECT_EQ(people(reset, "mixpanel", "ABC", R"("window": "1h")"), (Counts{1, 1, 0}));
  EXPECT_EQ(people(reset, "mixpanel", "ABC", R"("window": "1h", "reentry": "optimized")"),
            (Counts{1, 1, 1}));
  // "Optimized Re-entry": A → the window ends → A^ → B, and A → A^ → the first window ends → B.
  for (const TimeUs again : {70 * kMinute, 50 * kMinute}) {
    const std::vector<MemoryEvent> events{
        {"1", 0, "A"}, {"1", again, "A"}, {"1", 80 * kMinute, "B"}};
    EXPECT_EQ(people(events, "mixpanel", "AB", R"("window": "1h")"), (Counts{1, 0}));
    EXPECT_EQ(people(events, "mixpanel", "AB", R"("window": "1h", "reentry": "optimized")"),
              (Counts{1, 1}));
  }
  // A → A^ → A^^ → B is recorded from A^^.
  const auto latest =
      answer({{"1", 0, "A"}, {"1", kMinute, "A"}, {"1", 5 * kMinute, "A"}, {"1", 6 * kMinute, "B"}},
             "mixpanel", "AB", R"("window": "1h", "reentry": "optimized")");
  EXPECT_EQ(latest.at("steps").at(1).at("times_from_first").at("median_s").to_number<double>(), 60);
  // "Totals": in again after the conversion, or when the window is over, not before.
  EXPECT_EQ(attempts({{"1", 0, "A"},
                      {"1", 1 * kMinute, "A"},
                      {"1", 2 * kMinute, "B"},
                      {"1", 3 * kMinute, "A"},
                      {"1", 4 * kMinute, "A"},
                      {"1", 65 * kMinute, "A"},
                      {"1", 66 * kMinute, "B"}},
                     "mixpanel", "AB", R"("window": "1h", "count": "totals")"),
            (Counts{3, 2}));
  // Steps within two seconds are in either order.
  EXPECT_EQ(
      people({{"1", 0, "B"}, {"1", 2 * kSecond, "A"}, {"2", 0, "B"}, {"2", 2 * kSecond + 1, "A"}},
             "mixpanel", "AB", R"("window": "1h")"),
      (Counts{2, 1}));
  // Held constant, uniques have the value of the first entry.
  EXPECT_EQ(people({{"1", 0, "A", "web", R"({"item": "x"})"},
                    {"1", kMinute, "A", "web", R"({"item": "y"})"},
                    {"1", 2 * kMinute, "B", "web", R"({"item": "y"})"}},
                   "mixpanel", "AB", R"("window": "1h", "hold": ["item"])"),
            (Counts{1, 0}));
}

// amplitude.com/docs/analytics/charts/funnel-analysis: how Amplitude computes funnels, and how it
// handles simultaneous events.
TEST(FunnelPresets, AmplitudeAsItsDocumentationSays) {
  // search ×4 → add to cart is one conversion.
  const std::vector<MemoryEvent> search{{"1", 0, "A"},
                                        {"1", 10 * kSecond, "A"},
                                        {"1", 20 * kSecond, "A"},
                                        {"1", 30 * kSecond, "A"},
                                        {"1", 40 * kSecond, "B"}};
  EXPECT_EQ(people(search, "amplitude", "AB", R"("window": "1d")"), (Counts{1, 1}));
  EXPECT_EQ(attempts(search, "amplitude", "AB", R"("window": "1d", "count": "totals")").at(1), 1);
  // A → A → B needs A twice.
  EXPECT_EQ(people({{"1", 0, "A"},
                    {"1", 10 * kSecond, "B"},
                    {"2", 0, "A"},
                    {"2", 10 * kSecond, "A"},
                    {"2", 20 * kSecond, "B"}},
                   "amplitude", "AAB", R"("window": "1d")"),
            (Counts{2, 1, 1}));
  // B before A within the second converts; two of one kind in one second are one.
  EXPECT_EQ(people({{"1", 10'200'000, "B"},
                    {"1", 10'400'000, "A"},
                    {"2", 10'200'000, "B"},
                    {"2", 11'600'000, "A"}},
                   "amplitude", "AB", R"("window": "1d")"),
            (Counts{2, 1}));
  EXPECT_EQ(people({{"1", 10'100'000, "A"}, {"1", 10'300'000, "A"}}, "amplitude", "AA",
                   R"("window": "1d")"),
            (Counts{1, 0}));
  // Exact order: an event between loses, one in the second of a step does not.
  EXPECT_EQ(people({{"1", 0, "A"},
                    {"1", 10 * kSecond, "X"},
                    {"1", 20 * kSecond, "B"},
                    {"2", 0, "A"},
                    {"2", 10 * kSecond, "B"},
                    {"2", 10 * kSecond, "X"},
                    {"2", 20 * kSecond, "C"}},
                   "amplitude", "ABC", R"("window": "1d", "order": "strict")"),
            (Counts{2, 1, 1}));
  // Held constant, a user counts once for each value (the session of the FAQ).
  const auto held = answer({{"1", 0, "A", "web", R"({"session": 1})"},
                            {"1", kMinute, "A", "web", R"({"session": 2})"},
                            {"1", 2 * kMinute, "B", "web", R"({"session": 2})"}},
                           "amplitude", "AB", R"("window": "1d", "hold": ["session"])");
  EXPECT_EQ(numbers(held.at("attempts").at("steps")), (Counts{2, 1}));
  EXPECT_EQ(numbers(held.at("steps")), (Counts{1, 1}));
}

}  // namespace
}  // namespace wend::analyze
