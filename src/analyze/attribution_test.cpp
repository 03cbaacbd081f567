#include <algorithm>
#include <cmath>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>
#include <set>

#include "analyze/testing/small_logs.h"

namespace wend::analyze {
namespace {

using namespace testing;

// {"A": credit} of the model number `model`.
std::map<std::string, double> credits_of(const json::object& result, std::size_t model,
                                         const char* field = "conversions") {
  std::map<std::string, double> credits;
  for (const auto& channel : result.at("channels").as_array())
    credits[std::string(channel.at("label").as_string())] =
        channel.at("credits").at(model).at(field).to_number<double>();
  return credits;
}

constexpr TimeUs kSecond = 1'000'000;

TEST(Attribution, SharesOneConversionByEveryRule) {
  const auto table = make_journey_table({{"c", 0, "Visit", "direct"},
                                         {"c", 10 * kSecond, "Visit", "search"},
                                         {"c", 20 * kSecond, "Visit", "mail"},
                                         {"c", 30 * kSecond, "Visit", "direct"},
                                         {"c", 30 * kSecond, "Order", "store", R"({"price": 80})"},
                                         {"d", 0, "Visit", "mail"}});
  const auto result =
      must_answer(table, R"({"kind": "attribution", "conversion": {"event": "Order"},
      "value": "price", "models": ["first", "last", "last-non-direct", "linear", "position", "j", "inverse-j",
      {"model": "time-decay", "half_life": 10}, "markov", "shapley", {"model": "shapley", "worth": "rate"}]})")
          .at("result")
          .as_object();
  const std::vector<std::array<double, 3>> expected = {
      // direct, mail, search
      {1, 0, 0},
      {1, 0, 0},
      {0, 1, 0},
      {0.5, 0.25, 0.25},
      {0.8, 0.1, 0.1},
      {0.8, 0.1, 0.1},
      {0.8, 0.1, 0.1},
      // 1/8, 1/4, 1/2 and 1 of 15/8
      {9.0 / 15, 4.0 / 15, 2.0 / 15},
      // start → direct ½, mail ½; direct → search ½, order ½; search → mail; mail → direct ½, lost
      // ½. No order without direct. A walk that comes to direct orders with d = ½ + ½·½·d = 2/3,
      // and
      // one from mail with 1/3: ½ in all. Without mail, ½·½ = ¼: the effect is ½; the same without
      // search: ½·½ + ½·½·½ = 3/8, the effect ¼. Of 1, ½ and ¼:
      {4.0 / 7, 2.0 / 7, 1.0 / 7},
      {1.0 / 3, 1.0 / 3, 1.0 / 3},
      // Rates: {mail}: 0 of 1; {direct, mail, search}: 1 of 2. What completes the three earns ½;
      // each is as often the last one, and ½ · 2 paths = 1 conversion.
      {1.0 / 3, 1.0 / 3, 1.0 / 3},
  };
  for (std::size_t model = 0; model < expected.size(); ++model) {
    const auto credits = credits_of(result, model);
    EXPECT_NEAR(credits.at("direct"), expected[model][0], 1e-12) << model;
    EXPECT_NEAR(credits.at("mail"), expected[model][1], 1e-12) << model;
    EXPECT_NEAR(credits.at("search"), expected[model][2], 1e-12) << model;
    EXPECT_NEAR(credits_of(result, model, "value").at("mail"), 80 * expected[model][1], 1e-9);
  }
  EXPECT_EQ(result.at("not_converted").at("people").to_number<int>(), 1);
  EXPECT_EQ(result.at("value").at("total").to_number<double>(), 80);
  EXPECT_EQ(result.at("touches_per_conversion").to_number<double>(), 4);
}

// Sergey Bryl, "Marketing Multi-Channel Attribution Model with R", analyzecore.com, 3 August 2016:
// three paths, c1 > c2 > c3 with a conversion, c1 and c2 > c3 without: 20 %, 40 %, 40 %.
TEST(Attribution, AgreesWithAPublishedMarkovExample) {
  const auto table = make_journey_table({{"1", 0, "Visit", "c1"},
                                         {"1", 1, "Visit", "c2"},
                                         {"1", 2, "Visit", "c3"},
                                         {"1", 3, "Order"},
                                         {"2", 0, "Visit", "c1"},
                                         {"3", 0, "Visit", "c2"},
                                         {"3", 1, "Visit", "c3"}});
  const auto answer = must_answer(
      table, R"({"kind": "attribution", "conversion": {"event": "Order"}, "models": ["markov"]})");
  const auto credits = credits_of(answer.at("result").as_object(), 0);
  EXPECT_NEAR(credits.at("c1"), 0.2, 1e-9);
  EXPECT_NEAR(credits.at("c2"), 0.4, 1e-9);
  EXPECT_NEAR(credits.at("c3"), 0.4, 1e-9);
}

// README of pychattr: A > B > A > B > B > A, A > B > B > A > A and A > A, all with a conversion;
// its simulation of 10,000 walks gives A 1.991 and B 1.009, the chain itself 2 and 1.
TEST(Attribution, AgreesWithAPublishedSimulation) {
  std::vector<MemoryEvent> events;
  int customer = 0;
  for (const std::string path : {"ABABBA", "ABBAA", "AA"}) {
    const std::string name = std::to_string(++customer);
    TimeUs time = 0;
    for (const char channel : path) events.push_back({name, ++time, "Visit", {channel}});
    events.push_back({name, ++time, "Order"});
  }
  for (const char* loops : {"keep", "collapse"}) {
    const auto answer = must_answer(make_journey_table(events),
                                    std::string(R"({"kind": "attribution", "conversion": {"event":
                                    "Order"}, "models": ["markov"], "loops": ")") +
                                        loops + "\"}");
    const auto credits = credits_of(answer.at("result").as_object(), 0);
    EXPECT_NEAR(credits.at("A"), 2, 1e-9);
    EXPECT_NEAR(credits.at("B"), 1, 1e-9);
  }
}

TEST(Attribution, GathersRareChannelsButNeverDirectOnes) {
  const auto table = make_journey_table({{"a", 0, "Visit", "mail"},
                                         {"a", 1, "Visit", "mail"},
                                         {"a", 2, "Visit", "search"},
                                         {"a", 3, "Visit", "print"},
                                         {"a", 4, "Visit", "direct"},
                                         {"a", 5, "Order"}});
  const auto result =
      must_answer(table, R"({"kind": "attribution", "conversion": {"event": "Order"}, "top": 1,
                            "models": ["last-non-direct", "linear"]})")
          .at("result")
          .as_object();
  EXPECT_EQ(credits_of(result, 0),
            (std::map<std::string, double>{{"mail", 0}, {"direct", 0}, {"other", 1}}));
  EXPECT_NEAR(credits_of(result, 1).at("other"), 0.4, 1e-12);
  EXPECT_EQ(result.at("channels").as_array().back().at("label"), "other");
}

// The interval of the ratio of clusters, worked out by hand: credits of "mail" by customer 1 of 1,
// 0 of 1, 1 of 2: share 2/4; residuals ½, −½, 0; half = 1.96·√(½·3/2)/4.
TEST(Attribution, GivesAnIntervalOverCustomers) {
  std::vector<MemoryEvent> events;
  const auto path = [&](const char* customer, TimeUs from, const char* channel) {
    events.push_back({customer, from, "Visit", channel});
    events.push_back({customer, from + 1, "Order"});
  };
  path("a", 0, "mail");
  path("b", 0, "search");
  path("c", 0, "mail");
  path("c", 10, "search");
  const auto result = must_answer(make_journey_table(events),
                                  R"({"kind": "attribution", "conversion": {"event": "Order"},
                                     "models": ["last", "markov"]})")
                          .at("result");
  const auto& credits = result.at("channels").at(0).at("credits");
  const double half = 1.959963984540054 * std::sqrt(0.5 * 1.5) / 4;
  EXPECT_NEAR(credits.at(0).at("low").to_number<double>(), 0.5 - half, 1e-12);
  EXPECT_NEAR(credits.at(0).at("high").to_number<double>(), 0.5 + half, 1e-12);
  EXPECT_TRUE(credits.at(1).at("low").is_null());
}

struct Knobs {
  std::optional<TimeUs> lookback_us;
  bool first = false, reuse = false, collapse = false, own_touches = false;
};

struct ReferencePath {
  std::vector<Row> touches;
  std::size_t conversions = 0;
};

// Straight from the sentences of docs/query-language.md, one conversion after the other.
// Conversions are A; touches everything else, or with own_touches B and A.
std::vector<ReferencePath> reference_paths(const std::vector<Row>& rows, const Knobs& knobs) {
  const auto is_touch = [&](const Row& row) {
    return knobs.own_touches ? row.name == "A" || row.name == "B" : row.name != "A";
  };
  const auto cut = [&](TimeUs after, TimeUs to, TimeUs now) {
    std::vector<Row> touches;
    for (const Row& row : rows) {
      if (!is_touch(row) || row.time_us <= after || row.time_us > to) continue;
      if (knobs.lookback_us && now - row.time_us > *knobs.lookback_us) continue;
      if (knobs.collapse && !touches.empty() && touches.back().channel == row.channel) continue;
      touches.push_back(row);
    }
    return touches;
  };
  std::map<TimeUs, std::size_t> conversions;
  for (const Row& row : rows) conversions[row.time_us] += row.name == "A";
  std::erase_if(conversions, [](const auto& moment) { return moment.second == 0; });
  std::vector<ReferencePath> paths;
  TimeUs last = -1;
  for (const auto& [time, count] : conversions) {
    paths.push_back({cut(knobs.reuse ? -1 : last, time, time), knobs.first ? 1 : count});
    last = time;
    if (knobs.first) return paths;
  }
  TimeUs latest = -1;
  for (const Row& row : rows)
    if (is_touch(row) && row.time_us > last) latest = std::max(latest, row.time_us);
  if (latest >= 0) paths.push_back({cut(last, latest, latest), 0});
  return paths;
}

RC_GTEST_PROP(Attribution, AgreesWithItsDescription, ()) {
  auto rows = random_log(5, 8, 6, "ABBC");
  for (Row& row : rows) row.channel = *rc::gen::element<std::string>("web", "app", "direct");
  const auto table = make_journey_table(to_events(rows));
  for (int question = 0; question < 8; ++question) {
    Knobs knobs;
    knobs.first = *rc::gen::arbitrary<bool>();
    knobs.collapse = *rc::gen::arbitrary<bool>();
    knobs.own_touches = *rc::gen::arbitrary<bool>();
    if (*rc::gen::arbitrary<bool>()) knobs.lookback_us = *rc::gen::inRange(0, 4) * kSecond;
    knobs.reuse = knobs.lookback_us && *rc::gen::arbitrary<bool>();
    json::object asked = {{"kind", "attribution"},
                          {"conversion", {{"event", "A"}}},
                          {"models", {"linear", "first", "last", "last-non-direct"}},
                          {"count", knobs.first ? "first" : "each"},
                          {"reuse", knobs.reuse},
                          {"loops", knobs.collapse ? "collapse" : "keep"}};
    if (knobs.own_touches) asked["touches"] = {{"event", {"A", "B"}}};
    if (knobs.lookback_us) asked["lookback"] = static_cast<double>(*knobs.lookback_us) / 1e6;
    const std::string document = json::serialize(asked);
    RC_LOG() << document << "\n";
    const auto result = must_answer(table, document).at("result").as_object();

    std::map<std::string, std::array<double, 4>> credits;
    std::map<std::string, std::uint64_t> touches;
    std::map<std::string, std::set<std::string>> people, converted;
    std::uint64_t conversions = 0, without = 0;
    std::set<std::string> lost;
    for (const auto& [customer, list] : by_customer(rows)) {
      for (const auto& path : reference_paths(list, knobs)) {
        conversions += path.conversions;
        if (path.touches.empty()) without += path.conversions;
        if (path.conversions == 0) lost.insert(customer);
        const Row* last_other = nullptr;
        for (const Row& row : path.touches) {
          ++touches[row.channel];
          people[row.channel].insert("user_id " + customer);
          if (path.conversions > 0) converted[row.channel].insert("user_id " + customer);
          credits[row.channel][0] +=
              static_cast<double>(path.conversions) / static_cast<double>(path.touches.size());
          if (row.channel != "direct") last_other = &row;
        }
        if (path.touches.empty()) continue;
        const auto count = static_cast<double>(path.conversions);
        credits[path.touches.front().channel][1] += count;
        credits[path.touches.back().channel][2] += count;
        credits[(last_other ? *last_other : path.touches.back()).channel][3] += count;
      }
    }
    RC_ASSERT(result.at("conversions").to_number<std::uint64_t>() == conversions);
    RC_ASSERT(result.at("without_touch").at("conversions").to_number<std::uint64_t>() == without);
    RC_ASSERT(result.at("not_converted").at("people").to_number<std::uint64_t>() == lost.size());
    for (const auto& channel : result.at("channels").as_array()) {
      const std::string label(channel.at("label").as_string());
      RC_ASSERT(channel.at("touches").to_number<std::uint64_t>() == touches[label]);
      for (std::size_t model = 0; model < 4; ++model) {
        const double said = channel.at("credits").at(model).at("conversions").to_number<double>();
        RC_ASSERT(std::abs(said - credits[label][model]) < 1e-9);
      }
      const auto listed = [&](const char* field) {
        const auto labels = people_of(table, document, std::string(channel.at(field).as_string()));
        return std::set(labels.begin(), labels.end());
      };
      RC_ASSERT(listed("ref") == people[label]);
      RC_ASSERT(listed("converted_ref") == converted[label]);
      touches.erase(label);
    }
    std::uint64_t forgotten = 0;
    for (const auto& [label, count] : touches) forgotten += count;
    RC_ASSERT(forgotten == 0u);
  }
}

RC_GTEST_PROP(Attribution, AddsUpAndListsAsManyAsItSays, ()) {
  auto rows = random_log(6, 10, 8, "ABBB");
  const auto table = make_journey_table(to_events(rows));
  const std::string document =
      R"({"kind": "attribution", "conversion": {"event": "A"}, "by": {"property": "p"}, "top": 2})";
  const auto answer = must_answer(table, document);
  const auto& result = answer.at("result").as_object();
  RC_ASSERT(check_refs(table, document, result) >= 3);
  const double with_touch = result.at("conversions").to_number<double>() -
                            result.at("without_touch").at("conversions").to_number<double>();
  for (std::size_t model = 0; model < result.at("models").as_array().size(); ++model) {
    double sum = 0;
    for (const auto& [label, credit] : credits_of(result, model)) sum += credit;
    RC_ASSERT(std::abs(sum - with_touch) < 1e-9);
  }
  check_row_order(rows, document);
}

TEST(Attribution, RefusesWhatItCannotMean) {
  const auto error = [](const char* fields) {
    const auto status = check_query(
        parse_query(std::string(R"({"kind": "attribution", "conversion": {}, )") + fields + "}")
            .value());
    return status ? std::string() : status.error().place + ": " + status.error().message;
  };
  EXPECT_EQ(error(R"("models": ["linaer"])"), "models[0]: \"linaer\" is not known here.");
  EXPECT_EQ(error(R"("models": ["markov", {"model": "markov", "order": 1}])"),
            "models[1]: This model stands here twice.");
  EXPECT_EQ(error(R"("models": [{"model": "markov", "order": 4}])"),
            "models[0].order: This must be from 1 to 3.");
  EXPECT_EQ(error(R"("models": [{"model": "linear", "order": 1}])"),
            "models[0].order: There is no field \"order\" here.");
  EXPECT_EQ(error(R"("models": [{"model": "time-decay", "half_life": 0}])"),
            "models[0].half_life: A half-life is longer than zero.");
  EXPECT_EQ(error(R"("reuse": true)"),
            "reuse: Touches that earn for every later conversion need a limit.");
}

}  // namespace
}  // namespace wend::analyze
