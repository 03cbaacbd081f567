#include <boost/json/parse.hpp>
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <set>

#include "analyze/behaviour_rule.h"
#include "analyze/k_means.h"
#include "analyze/testing/small_logs.h"

namespace wend::analyze {
namespace {

using namespace testing;

constexpr TimeUs kDay = 86'400'000'000;
constexpr TimeUs kHour = kDay / 24;
// Monday, 5 January 2026, midnight.
constexpr TimeUs kMonday = 1'767'571'200'000'000;

// Three kinds of customers that nobody would mix up, and in between a little of everything.
std::vector<Row> three_kinds(std::uint64_t seed, int each) {
  env::Random random(seed);
  std::vector<Row> rows;
  const auto add = [&](const std::string& who, int day, int hour, std::string name,
                       std::string channel) {
    rows.push_back(
        {who, kMonday + day * kDay + hour * kHour, std::move(name), std::move(channel), ""});
  };
  for (int i = 0; i < each; ++i) {
    const auto few = [&](std::uint64_t from) { return static_cast<int>(from + random.below(4)); };
    for (int event = few(6); event > 0; --event)
      add(fmt::format("app{:03}", i), event, 20, random.below(2) == 0 ? "Browse" : "Order", "app");
    for (int event = few(3); event > 0; --event)
      add(fmt::format("call{:03}", i), event % 4, 10, random.below(4) == 0 ? "Browse" : "Call",
          "phone");
    for (int event = few(2); event > 0; --event)
      add(fmt::format("store{:03}", i), 5 + event % 2, 14, "Visit", "store");
  }
  return rows;
}

const json::object& result_of(const json::object& answer) {
  return answer.at("result").as_object();
}

std::set<std::string> kinds_of(const std::vector<std::string>& people) {
  std::set<std::string> kinds;
  for (const std::string& label : people) {
    const std::string name = label.substr(label.find(' ') + 1);
    kinds.insert(name.substr(0, name.find_first_of("0123456789")));
  }
  return kinds;
}

TEST(ArchetypesTest, FindsTheKindsOfCustomersThatThereAre) {
  const auto table = make_journey_table(to_events(three_kinds(1, 40)));
  const std::string document = R"({"kind": "archetypes", "least": 2})";
  const auto answer = must_answer(table, document);
  const json::object& result = result_of(answer);
  EXPECT_EQ(result.at("people"), 120);
  const json::array& groups = result.at("groups").as_array();
  ASSERT_EQ(groups.size(), 3U);
  EXPECT_GT(result.at("silhouette").as_double(), 0.5);
  EXPECT_FALSE(answer.contains("notes"));
  std::set<std::string> found;
  for (std::size_t i = 0; i < groups.size(); ++i) {
    EXPECT_EQ(groups[i].at("people"), 40);
    const auto kinds = kinds_of(people_of(table, document, fmt::format("group:{}", i)));
    ASSERT_EQ(kinds.size(), 1U);
    found.insert(*kinds.begin());
    // The rule finds the same people as the group, and says so.
    const json::object& rule = groups[i].at("rule").as_object();
    EXPECT_EQ(rule.at("precision").at("share"), 1.0);
    EXPECT_EQ(rule.at("recall").at("share"), 1.0);
    EXPECT_EQ(kinds_of(people_of(table, document, fmt::format("rule:{}", i))), kinds);
    EXPECT_EQ(people_of(table, document, fmt::format("typical:{}", i)).size(), 20U);
    // What a segment of this rule would have is what the rule has here.
    const auto who = must_answer(table, fmt::format(R"({{"kind": "overview", "who": {}}})",
                                                    json::serialize(rule.at("who"))));
    EXPECT_EQ(who.at("n").at("customers"), rule.at("people"));
  }
  EXPECT_EQ(found, (std::set<std::string>{"app", "call", "store"}));
}

TEST(ArchetypesTest, TellsWhatIsDifferentAboutAGroup) {
  const auto table = make_journey_table(to_events(three_kinds(2, 30)));
  const auto answer = must_answer(table, R"({"kind": "archetypes", "least": 2, "groups": 3})");
  bool seen = false;
  for (const auto& group : result_of(answer).at("groups").as_array()) {
    for (const auto& difference : group.at("differences").as_array()) {
      if (difference.at("name") != "Visit") continue;
      const bool is_store = difference.at("difference").as_double() > 0;
      EXPECT_EQ(difference.at("share").at("share"), is_store ? 1.0 : 0.0);
      EXPECT_EQ(difference.at("share_elsewhere").at("share"), is_store ? 0.0 : 0.5);
      if (!is_store) continue;
      seen = true;
      EXPECT_EQ(difference.at("of"), "step");
      // 2 to 5 visits each, and no event of another kind.
      EXPECT_EQ(difference.at("mean").to_number<double>(),
                group.at("events_each").to_number<double>());
      EXPECT_EQ(difference.at("mean_elsewhere").to_number<double>(), 0.0);
      const json::array& channels = group.at("channels").as_array();
      ASSERT_EQ(channels.size(), 1U);
      EXPECT_EQ(channels[0].at("channel"), "store");
      EXPECT_EQ(channels[0].at("events").at("share"), 1.0);
    }
  }
  EXPECT_TRUE(seen);
}

// Evenings and weekends are those of the workspace: 14:00 on Saturday in UTC is Saturday 23:00 in
// Tokyo, and 20:00 on Friday is Saturday there.
TEST(ArchetypesTest, KnowsEveningsAndWeekendsOfTheWorkspace) {
  std::vector<Row> rows;
  for (int customer = 0; customer < 40; ++customer) {
    for (int event = 0; event < 4; ++event) {
      const bool evening = customer < 20;
      rows.push_back(
          {fmt::format("c{:02}", customer),
           kMonday + (evening ? event : 5 + event % 2) * kDay + (evening ? 19 : 9) * kHour, "A",
           "web", ""});
    }
  }
  auto context = context_of(make_journey_table(to_events(rows)));
  const auto document = parse_query(R"({"kind": "archetypes", "groups": 2})").value();
  const auto rhythm = [&](std::string_view name) {
    const auto answer = run_query(context, document).value();
    std::set<std::pair<double, double>> means;
    for (const auto& group : result_of(answer).at("groups").as_array())
      for (const auto& difference : group.at("differences").as_array())
        if (difference.at("name").as_string() == name)
          means.emplace(difference.at("mean").to_number<double>(),
                        difference.at("mean_elsewhere").to_number<double>());
    return means;
  };
  const std::set<std::pair<double, double>> all_or_none = {{0.0, 1.0}, {1.0, 0.0}};
  EXPECT_EQ(rhythm("evenings"), all_or_none);
  EXPECT_EQ(rhythm("weekends"), all_or_none);
  context.time_zone = "Asia/Tokyo";
  // 19:00 is 4:00 of the next day; 9:00 is 18:00.
  EXPECT_EQ(rhythm("evenings"), all_or_none);
  EXPECT_EQ(rhythm("weekends"), all_or_none);
  context.time_zone = "America/Los_Angeles";
  // 19:00 is 11:00, 9:00 on Saturday is 1:00.
  EXPECT_TRUE(rhythm("evenings").empty());
}

TEST(ArchetypesTest, SaysWhenThereIsNothingToFind) {
  std::vector<Row> alike;
  for (int customer = 0; customer < 50; ++customer)
    for (int event = 0; event < 3; ++event)
      alike.push_back({fmt::format("c{}", customer), kMonday + event * kHour, "A", "web", ""});
  const auto same = must_answer(make_journey_table(to_events(alike)), R"({"kind": "archetypes"})");
  EXPECT_TRUE(result_of(same).at("groups").as_array().empty());
  EXPECT_NE(json::serialize(same.at("notes")).find("do not all do the same"), std::string::npos);

  const auto none = must_answer(make_journey_table({}), R"({"kind": "archetypes"})");
  EXPECT_TRUE(result_of(none).at("groups").as_array().empty());
  EXPECT_TRUE(result_of(none).at("silhouette").is_null());

  // One stranger among many who are alike is no archetype.
  for (int event = 0; event < 40; ++event)
    alike.push_back({"stranger", kMonday + event * kDay, event % 2 == 0 ? "B" : "A", "phone", ""});
  const auto one = must_answer(make_journey_table(to_events(alike)), R"({"kind": "archetypes"})");
  EXPECT_TRUE(result_of(one).at("groups").as_array().empty()) << json::serialize(one);
}

TEST(ArchetypesTest, LeavesOutWhoDidTooLittle) {
  auto rows = three_kinds(3, 20);
  rows.push_back({"app_once", kMonday, "Browse", "app", ""});
  const auto table = make_journey_table(to_events(rows));
  const std::string document = R"({"kind": "archetypes", "least": 2})";
  const auto answer = must_answer(table, document);
  EXPECT_EQ(result_of(answer).at("left_out"), 1);
  EXPECT_EQ(people_of(table, document, "left_out").size(), 1U);
}

TEST(ArchetypesTest, MakesNoRuleOfWhatASegmentCannotSay) {
  const auto table = make_journey_table(to_events(three_kinds(4, 20)));
  const auto answer = must_answer(
      table,
      R"({"kind": "archetypes", "least": 1, "groups": 2, "where": {"channel": ["app", "phone"]}})");
  for (const auto& group : result_of(answer).at("groups").as_array())
    EXPECT_TRUE(group.at("rule").is_null());
  const auto late = must_answer(
      table,
      R"({"kind": "archetypes", "least": 1, "groups": 2, "range": {"from": "2026-01-06", "to": "2026-01-13"}})");
  int rules = 0;
  for (const auto& group : result_of(late).at("groups").as_array()) {
    if (group.at("rule").is_null()) continue;
    ++rules;
    EXPECT_NE(json::serialize(group.at("rule").at("who")).find("\"within\":\"7d\""),
              std::string::npos);
  }
  EXPECT_GT(rules, 0);
}

TEST(ArchetypesTest, RefusesWhatMakesNoSense) {
  const auto table = make_journey_table(to_events(three_kinds(5, 3)));
  for (const auto& [document, place] :
       {std::pair(R"({"kind": "archetypes", "groups": 1})", "groups"),
        {R"({"kind": "archetypes", "by": "stage"})", "by"},
        {R"({"kind": "archetypes", "least": 0})", "least"}}) {
    const auto answer = run_query(context_of(table), parse_query(document).value());
    ASSERT_FALSE(answer) << document;
    EXPECT_EQ(answer.error().place, place);
  }
}

// The least sum of squared distances over every way to share few points among two centres.
double best_within(const Points& points) {
  double best = std::numeric_limits<double>::infinity();
  for (std::uint32_t split = 0; split < 1U << points.size(); ++split) {
    double within = 0;
    for (const bool side : {false, true}) {
      std::vector<double> middle(points.dimensions);
      double n = 0;
      for (std::size_t point = 0; point < points.size(); ++point) {
        if (((split >> point & 1U) != 0) != side) continue;
        ++n;
        for (std::size_t i = 0; i < points.dimensions; ++i)
          middle[i] += static_cast<double>(points[point][i]);
      }
      for (std::size_t point = 0; point < points.size(); ++point) {
        if (((split >> point & 1U) != 0) != side) continue;
        for (std::size_t i = 0; i < points.dimensions; ++i) {
          const double off = static_cast<double>(points[point][i]) - middle[i] / n;
          within += off * off;
        }
      }
    }
    best = std::min(best, within);
  }
  return best;
}

TEST(KMeansTest, FindsTheBestOfAllSplitsOfFewPoints) {
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    SCOPED_TRACE(seed);
    env::Random random(seed);
    std::vector<float> values(2 * (3 + random.below(8)));
    for (float& value : values) value = static_cast<float>(random.below(20));
    const Points points{values, 2};
    const auto clusters = k_means(points, 2, 20, {}).value();
    EXPECT_NEAR(clusters.within, best_within(points), 1e-6);
    for (std::size_t point = 0; point < points.size(); ++point)
      EXPECT_EQ(clusters.cluster[point], nearest_centre(points[point], clusters).cluster);
  }
}

TEST(KMeansTest, TellsHowFarClustersAreApart) {
  const std::vector<float> values = {0, 1, 10, 11};
  const Points points{values, 1};
  const auto clusters = k_means(points, 2, 4, {}).value();
  EXPECT_EQ(clusters.within, 1.0);
  // Centres at 0.5 and 10.5: 0 and 11 are 10.5 from the other one, 1 and 10 are 9.5.
  EXPECT_NEAR(simplified_silhouette(points, clusters), (10.0 / 10.5 + 9.0 / 9.5) / 2, 1e-12);
  EXPECT_EQ(simplified_silhouette(points, k_means(points, 1, 1, {}).value()), 0.0);
  const std::vector<float> same(6, 3.0F);
  const auto one = k_means({same, 1}, 2, 2, {}).value();
  EXPECT_EQ(std::ranges::max(one.sizes), 6U);
}

TEST(BehaviourRuleTest, TakesTheConditionsThatTellAGroupBest) {
  const std::vector<Feature> features = {{.of = FeatureOf::kStep, .name = "Call"},
                                         {.of = FeatureOf::kChannel, .name = "app"},
                                         {.of = FeatureOf::kRhythm, .name = "days"}};
  CountedCustomers customers{.features = 3};
  const auto add = [&](std::uint32_t calls, std::uint32_t app, std::uint32_t days,
                       std::uint32_t group) {
    for (const std::uint32_t count : {calls, app, days}) customers.counts.push_back(count);
    customers.group.push_back(group);
  };
  for (int i = 0; i < 10; ++i) {
    add(3, 0, 9, 0);
    add(4, 7, 1, 1);
    add(0, 0, 1, 1);
  }
  const BehaviourRule rule = rule_for(features, customers, 0);
  EXPECT_EQ(sentence_of(rule, features), "Call, and never the channel app");
  EXPECT_EQ(predicate_of(rule, features, "event", std::nullopt),
            json::parse(R"({"all":[{"did":{"event":"Call"}},
              {"not":{"did":{"all":[{"channel":"app"},{"type":["track","page","screen"]}]}}}]})"));
  // Rhythm alone would tell them apart, and no segment can say it; where nothing else differs there
  // is no rule.
  CountedCustomers alike{.features = 3};
  for (std::uint32_t i = 0; i < 20; ++i) {
    for (const std::uint32_t count : {1U, 1U, i % 2}) alike.counts.push_back(count);
    alike.group.push_back(i % 2);
  }
  EXPECT_TRUE(rule_for(features, alike, 1).conditions.empty());
}

}  // namespace
}  // namespace wend::analyze
