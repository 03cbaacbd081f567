#include <algorithm>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>
#include <set>

#include "analyze/journey_table_builder.h"
#include "analyze/statistics.h"
#include "analyze/testing/small_logs.h"

namespace wend::analyze {
namespace {

using namespace testing;

// What a funnel is by its definition: every choice of different events for the first k steps is
// tried.
struct ReferenceFunnel {
  std::vector<std::string> steps;  // each the letters of the names that satisfy it
  std::optional<TimeUs> window_us;

  bool satisfies(const Row& row, std::size_t step) const {
    return steps[step].find(row.name[0]) != std::string::npos;
  }

  // Longest first, then by times, then by positions.
  static bool better(const std::vector<Row>& rows, const std::vector<std::size_t>& a,
                     const std::vector<std::size_t>& b) {
    if (a.size() != b.size()) return a.size() > b.size();
    const auto times = [&](const std::vector<std::size_t>& attempt) {
      std::vector<TimeUs> list;
      for (const std::size_t at : attempt) list.push_back(rows[at].time_us);
      return list;
    };
    return std::pair(times(a), a) < std::pair(times(b), b);
  }

  void extend(const std::vector<Row>& rows, std::vector<std::size_t>& attempt,
              std::vector<std::size_t>& best) const {
    if (!attempt.empty() && better(rows, attempt, best)) best = attempt;
    if (attempt.size() == steps.size()) return;
    for (std::size_t at = 0; at < rows.size(); ++at) {
      if (!satisfies(rows[at], attempt.size()) || std::ranges::count(attempt, at) > 0) continue;
      if (!attempt.empty()) {
        if (rows[at].time_us < rows[attempt.back()].time_us) continue;
        if (window_us && rows[at].time_us - rows[attempt.front()].time_us > *window_us) continue;
      }
      attempt.push_back(at);
      extend(rows, attempt, best);
      attempt.pop_back();
    }
  }

  std::vector<std::size_t> best_attempt(const std::vector<Row>& rows) const {
    std::vector<std::size_t> attempt, best;
    extend(rows, attempt, best);
    return best;
  }
};

std::string funnel_document(const ReferenceFunnel& funnel, const std::string& more = "") {
  json::array steps;
  for (const std::string& letters : funnel.steps) {
    json::array names;
    for (const char letter : letters) names.emplace_back(std::string(1, letter));
    steps.emplace_back(json::object{{"match", {{"event", names}}}});
  }
  json::object document = {{"kind", "funnel"}, {"steps", steps}};
  if (funnel.window_us) document["window"] = static_cast<double>(*funnel.window_us) / 1e6;
  std::string text = json::serialize(document);
  if (!more.empty()) text.insert(text.size() - 1, ", " + more);
  return text;
}

ReferenceFunnel random_funnel() {
  ReferenceFunnel funnel;
  const int steps = *rc::gen::inRange(2, 5);
  for (int step = 0; step < steps; ++step) {
    // Overlapping steps: that is where one event could fill several.
    funnel.steps.push_back(*rc::gen::element<std::string>("A", "B", "C", "AB", "BC", "ABC", "AC"));
  }
  if (*rc::gen::arbitrary<bool>()) funnel.window_us = *rc::gen::inRange(0, 4) * 1'000'000LL;
  return funnel;
}

RC_GTEST_PROP(Funnel, AgreesWithTryingEveryAssignment, ()) {
  const auto rows = random_log(3, 7, 5);
  // Several questions of each log: some bugs show only in rare combinations.
  for (int question = 0; question < 10; ++question) {
    const ReferenceFunnel funnel = random_funnel();
    const auto table = make_journey_table(to_events(rows));
    const std::string document =
        funnel_document(funnel, R"("breakdown": {"property": "p", "touch": {"step": 2}})");
    const auto result = must_answer(table, document).at("result");

    const std::size_t steps = funnel.steps.size();
    std::vector<std::set<std::string>> reached(steps);
    std::vector<std::vector<std::int64_t>> from_first(steps), from_previous(steps);
    std::map<std::string, std::uint64_t> groups;
    for (const auto& [customer, list] : by_customer(rows)) {
      const auto attempt = funnel.best_attempt(list);
      for (std::size_t step = 0; step < attempt.size(); ++step) {
        reached[step].insert("user_id " + customer);
        if (step == 0) continue;
        from_first[step].push_back(list[attempt[step]].time_us - list[attempt[0]].time_us);
        from_previous[step].push_back(list[attempt[step]].time_us -
                                      list[attempt[step - 1]].time_us);
      }
      if (!attempt.empty()) {
        const std::string p = attempt.size() > 1 ? list[attempt[1]].p : "";
        ++groups[p.empty() ? "(none)" : p];
      }
    }
    RC_ASSERT(result.at("entered").to_number<std::size_t>() == reached[0].size());
    for (std::size_t step = 0; step < steps; ++step) {
      const auto& said = result.at("steps").at(step);
      RC_ASSERT(said.at("count").to_number<std::size_t>() == reached[step].size());
      const auto people = people_of(table, document, std::string(said.at("ref").as_string()));
      RC_ASSERT(std::set(people.begin(), people.end()) == reached[step]);
      RC_ASSERT(said.at("times_from_first") == json::value(times_json(from_first[step])));
      RC_ASSERT(said.at("times_from_previous") == json::value(times_json(from_previous[step])));
    }
    std::map<std::string, std::uint64_t> groups_said;
    for (const auto& group : result.at("breakdown").as_array()) {
      groups_said[std::string(group.at("value").as_string())] =
          group.at("entered").to_number<std::uint64_t>();
    }
    RC_ASSERT(groups_said == groups);
  }
}

RC_GTEST_PROP(Funnel, EveryRefListsAsManyAsItSays, ()) {
  const auto table = make_journey_table(to_events(random_log(6, 6, 4)));
  const std::string document = funnel_document(
      random_funnel(), R"("breakdown": {"property": "p", "top": 1}, "trend": "day")");
  check_refs(table, document, must_answer(table, document).at("result"));
}

RC_GTEST_PROP(Funnel, DoesNotDependOnTheOrderOfRows, ()) {
  const auto rows = random_log(4, 6, 4);
  check_row_order(
      rows, funnel_document(random_funnel(), R"("breakdown": {"property": "p"}, "trend": "day")"));
}

// Without a breakdown not even the store's order of equal times matters.
RC_GTEST_PROP(Funnel, DoesNotDependOnTheOrderOfTies, ()) {
  auto rows = random_log(4, 6, 3);
  const std::string document = funnel_document(random_funnel());
  const auto one = must_answer(make_journey_table(to_events(rows)), document);
  std::ranges::reverse(rows);
  const auto other = must_answer(make_journey_table(to_events(rows)), document);
  RC_ASSERT(json::serialize(one) == json::serialize(other));
}

std::vector<int> counts(const std::vector<MemoryEvent>& events, const std::string& document) {
  const auto result = must_answer(make_journey_table(events), document).at("result");
  std::vector<int> list;
  for (const auto& step : result.at("steps").as_array())
    list.push_back(step.at("count").to_number<int>());
  return list;
}

constexpr TimeUs kHour = 3'600'000'000;
const ReferenceFunnel kAbc{{"A", "B", "C"}, std::nullopt};

TEST(Funnel, CountsByHand) {
  EXPECT_EQ(counts({{"1", 0, "A"},
                    {"1", kHour, "B"},
                    {"1", 2 * kHour, "C"},
                    {"2", 0, "A"},
                    {"2", kHour, "X"},
                    {"2", 2 * kHour, "B"},
                    {"3", 0, "B"},
                    {"3", kHour, "A"},
                    {"3", 2 * kHour, "C"},
                    {"4", 0, "C"}},
                   funnel_document(kAbc)),
            (std::vector{3, 2, 1}));
}

TEST(Funnel, TheWindowIncludesItsEndAndStartsAgain) {
  const ReferenceFunnel funnel{{"A", "B"}, kHour};
  EXPECT_EQ(counts({{"1", 0, "A"}, {"1", kHour, "B"}}, funnel_document(funnel)),
            (std::vector{1, 1}));
  EXPECT_EQ(counts({{"1", 0, "A"}, {"1", kHour + 1, "B"}}, funnel_document(funnel)),
            (std::vector{1, 0}));
  EXPECT_EQ(
      counts({{"1", 0, "A"}, {"1", kHour, "A"}, {"1", kHour + 1, "B"}}, funnel_document(funnel)),
      (std::vector{1, 1}));
}

// A newer beginning must not forget a chain that an older one has further along.
TEST(Funnel, OldAndNewBeginningsLiveSideBySide) {
  const ReferenceFunnel funnel{{"A", "B", "C"}, 10 * kHour};
  EXPECT_EQ(
      counts({{"1", 0, "A"}, {"1", kHour, "B"}, {"1", 2 * kHour, "A"}, {"1", 10 * kHour, "C"}},
             funnel_document(funnel)),
      (std::vector{1, 1, 1}));
  EXPECT_EQ(
      counts({{"1", 0, "A"}, {"1", kHour, "B"}, {"1", 2 * kHour, "A"}, {"1", 11 * kHour, "C"}},
             funnel_document(funnel)),
      (std::vector{1, 1, 0}));
}

TEST(Funnel, EqualTimesSatisfyEitherOrderAndOneEventFillsOneStep) {
  EXPECT_EQ(counts({{"1", 0, "C"}, {"1", 0, "B"}, {"1", 0, "A"}}, funnel_document(kAbc)),
            (std::vector{1, 1, 1}));
  const ReferenceFunnel same{{"A", "A", "A"}, std::nullopt};
  EXPECT_EQ(counts({{"1", 0, "A"}, {"1", 0, "A"}}, funnel_document(same)), (std::vector{1, 1, 0}));
  // Step 1 must leave the B to step 2 although it comes first in the store.
  const ReferenceFunnel overlapping{{"AB", "B"}, std::nullopt};
  EXPECT_EQ(counts({{"1", 0, "B"}, {"1", 0, "A"}}, funnel_document(overlapping)),
            (std::vector{1, 1}));
}

TEST(Funnel, TimesComeFromTheEarliestOfTheLongestAttempts) {
  const auto table = make_journey_table(
      {{"1", 0, "A"}, {"1", kHour, "A"}, {"1", 3 * kHour, "B"}, {"1", 4 * kHour, "B"}});
  const auto free = must_answer(table, funnel_document({{"A", "B"}, std::nullopt})).at("result");
  EXPECT_EQ(free.at("steps").at(1).at("times_from_first").at("median_s").to_number<double>(),
            3 * 3600);
  const auto windowed = must_answer(table, funnel_document({{"A", "B"}, 2 * kHour})).at("result");
  EXPECT_EQ(windowed.at("steps").at(1).at("times_from_first").at("median_s").to_number<double>(),
            2 * 3600);
}

TEST(Funnel, ManyStepsAndManyTies) {
  std::vector<MemoryEvent> events;
  ReferenceFunnel funnel;
  for (int step = 0; step < 100; ++step) funnel.steps.push_back("A");
  for (int event = 0; event < 99; ++event) events.push_back({"1", 0, "A"});
  for (int event = 0; event < 5'000; ++event) events.push_back({"2", 0, "A"});
  const auto list = counts(events, funnel_document(funnel));
  EXPECT_EQ(list[98], 2);
  EXPECT_EQ(list[99], 1);
}

TEST(Funnel, TrendByEntryMarksWhatIsNotOver) {
  const TimeUs day = 24 * kHour;
  const auto table = make_journey_table(
      {{"1", 0, "A"}, {"1", kHour, "B"}, {"2", day, "A"}, {"3", 3 * day - 1, "A"}});
  const auto trend =
      must_answer(table, funnel_document({{"A", "B"}, day},
                                         R"("trend": "day", "range": {"to": "1970-01-04"})"))
          .at("result")
          .at("trend");
  ASSERT_EQ(trend.as_array().size(), 3u);
  EXPECT_EQ(trend.at(0).at("converted").at("count").to_number<int>(), 1);
  EXPECT_FALSE(trend.at(0).at("incomplete").as_bool());
  EXPECT_FALSE(trend.at(1).at("incomplete").as_bool());
  EXPECT_EQ(trend.at(2).at("entered").to_number<int>(), 1);
  EXPECT_TRUE(trend.at(2).at("incomplete").as_bool());
}

TEST(Funnel, BreaksDownByTraitPropertyAndChannel) {
  const auto identify = model::EventType::kIdentify;
  const auto table = make_journey_table({{"1", 0, "id", "web", R"({"city": "Ulm"})", identify},
                                         {"1", 1, "A", "web", R"({"os": 1})"},
                                         {"1", 2, "B", "app", R"({"os": 2})"},
                                         {"2", 1, "A", "web", R"({"os": "1"})"},
                                         {"3", 1, "A", "app"}});
  const auto groups = [&](const std::string& breakdown) {
    std::string list;
    const auto result =
        must_answer(table, funnel_document({{"A", "B"}, {}}, R"("breakdown": )" + breakdown))
            .at("result");
    for (const auto& group : result.at("breakdown").as_array()) {
      list += std::string(group.at("value").as_string()) +
              (group.as_object().contains("missing") ? "?" : "") +
              (group.as_object().contains("other") ? "+" : "") + " " +
              json::serialize(group.at("steps").at(0).at("count")) +
              json::serialize(group.at("steps").at(1).at("count")) + "; ";
    }
    return list;
  };
  EXPECT_EQ(groups(R"({"trait": "city"})"), "(none)? 20; Ulm 11; ");
  EXPECT_EQ(groups(R"({"property": "os"})"), "1 21; (none)? 10; ");
  EXPECT_EQ(groups(R"({"property": "os", "touch": "last"})"), "(none)? 10; 1 10; 2 11; ");
  EXPECT_EQ(groups(R"({"property": "os", "touch": {"step": 2}})"), "(none)? 20; 2 11; ");
  EXPECT_EQ(groups(R"({"channel": true})"), "web 21; app 10; ");
  EXPECT_EQ(groups(R"({"channel": true, "top": 1})"), "web 21; other+ 10; ");
}

struct Wrong {
  const char* fields;
  const char* place;
  const char* part;
};

class FunnelErrors : public ::testing::TestWithParam<Wrong> {};

TEST_P(FunnelErrors, NameTheFieldAndTheWayOut) {
  const auto document =
      parse_query(std::string(R"({"kind": "funnel", )") + GetParam().fields + "}");
  ASSERT_TRUE(document) << GetParam().fields;
  const auto status = check_query(*document);
  ASSERT_FALSE(status) << GetParam().fields;
  EXPECT_EQ(status.error().place, GetParam().place);
  EXPECT_NE(status.error().to_sentence().find(GetParam().part), std::string::npos)
      << status.error().to_sentence();
}

#define TWO_STEPS R"("steps": [{"match": {"event": "A"}}, {"match": {"event": "B"}}])"
INSTANTIATE_TEST_SUITE_P(
    All, FunnelErrors,
    ::testing::Values(
        Wrong{R"("window": "1d")", "steps", "list of steps"},
        Wrong{R"("steps": [{"match": {}}])", "steps", "two steps"},
        Wrong{R"("steps": [{"match": {}}, {"mach": {}}])", "steps[1].mach",
              "Did you mean \"match\"?"},
        Wrong{R"("steps": [{"match": {}}, {"name": "B"}])", "steps[1].match", "predicate"},
        Wrong{R"("steps": [{"match": {}}, {"match": {"evnt": "B"}}])", "steps[1].match.evnt",
              "event"},
        Wrong{TWO_STEPS R"(, "window": "7 days")", "window", "not a duration"},
        Wrong{TWO_STEPS R"(, "order": "orderd")", "order", "Did you mean \"ordered\"?"},
        Wrong{TWO_STEPS R"(, "attempt": "last")", "attempt", "Did you mean \"best\"?"},
        Wrong{TWO_STEPS R"(, "ties": "loose")", "ties", "or a duration"},
        Wrong{TWO_STEPS R"(, "reuse": 1)", "reuse", "true or false"},
        Wrong{TWO_STEPS R"(, "exclude": [{"from": 1}])", "exclude[0].match", "does not say which"},
        Wrong{TWO_STEPS R"(, "exclude": [{"match": {}, "from": 2}])", "exclude[0].from",
              "from 1 to 1"},
        Wrong{TWO_STEPS R"(, "hold": ["a", ""])", "hold[1]", "empty"},
        Wrong{TWO_STEPS R"(, "by": "accounts")", "by", "account"},
        Wrong{TWO_STEPS R"(, "by": {"account": ""})", "by.account", "empty"},
        Wrong{TWO_STEPS R"(, "by": {"account": "x", "session": "1h"})", "by.session", "no field"},
        Wrong{TWO_STEPS R"(, "by": "account", "breakdown": {"segments": ["s"]})",
              "breakdown.segments", "trait of the account"},
        Wrong{TWO_STEPS R"(, "by": "account", "preset": "posthog", "window": 1)", "by",
              "has no \"by\""},
        Wrong{TWO_STEPS R"(, "by": {})", "by.session", "missing"},
        Wrong{TWO_STEPS R"(, "strict_order": true)", "strict_order", "no field"},
        Wrong{R"("steps": [{"match": {}}, {"match": {}, "optional": true}])", "steps[1].optional",
              "cannot be optional"},
        Wrong{TWO_STEPS R"(, "preset": "clickhouse")", "window", "needs a \"window\""},
        Wrong{TWO_STEPS R"(, "preset": "clickhouse", "window": 1, "ties": "strict")", "ties",
              "has no \"ties\""},
        Wrong{TWO_STEPS R"(, "preset": "clickhouse", "window": 1, "allow_reentry": true)",
              "allow_reentry", "strict_order"},
        Wrong{TWO_STEPS R"(, "trend": "hour")", "trend", "day, week, month"},
        Wrong{TWO_STEPS R"(, "breakdown": {})", "breakdown", "one property"},
        Wrong{TWO_STEPS R"(, "breakdown": {"trait": "a", "channel": true})", "breakdown",
              "one property"},
        Wrong{TWO_STEPS R"(, "breakdown": {"trait": "a", "touch": "first"})", "breakdown.touch",
              "no field"},
        Wrong{TWO_STEPS R"(, "breakdown": {"segments": []})", "breakdown.segments",
              "names no segment"},
        Wrong{TWO_STEPS R"(, "breakdown": {"segments": "a"})", "breakdown.segments", "list"},
        Wrong{TWO_STEPS R"(, "breakdown": {"segments": ["a", 1]})", "breakdown.segments[1]", "id"},
        Wrong{TWO_STEPS R"(, "breakdown": {"segments": ["a", ""]})", "breakdown.segments[1]",
              "empty"},
        Wrong{TWO_STEPS R"(, "breakdown": {"segments": ["a", "b", "a"]})", "breakdown.segments[2]",
              "twice"},
        Wrong{TWO_STEPS R"(, "breakdown": {"segments": ["a"], "trait": "b"})", "breakdown",
              "or segments"},
        Wrong{TWO_STEPS R"(, "breakdown": {"segments": ["a"], "top": 3})", "breakdown.top",
              "no field"},
        Wrong{TWO_STEPS R"(, "breakdown": {"property": "a", "touch": {"step": 3}})",
              "breakdown.touch.step", "from 1 to 2"}));

}  // namespace
}  // namespace wend::analyze
