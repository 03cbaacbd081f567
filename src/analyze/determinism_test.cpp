#include <filesystem>
#include <gtest/gtest.h>
#include <sched.h>
#include <unistd.h>

#include "analyze/journey_table_store.h"
#include "analyze/parallel_profiles.h"
#include "analyze/question.h"
#include "analyze/testing/small_logs.h"

// What holds for every kind of question: the same data gives the same bytes, however it came in,
// was kept and is worked on, and every number opens exactly its people.
namespace wend::analyze {
namespace {

using namespace testing;

struct Asked {
  const char* name;  // of the kind, and what is special of it behind "_"
  const char* document;
};

void PrintTo(const Asked& asked, std::ostream* out) {
  *out << asked.document;
}

constexpr Asked kAsked[] = {
    {"overview", R"({"kind":"overview"})"},
    {"overview_who",
     R"({"kind":"overview","who":{"did":{"event":"A"},"at_least":2},"where":{"not":{"event":"D"}}})"},
    {"events", R"({"kind":"events","properties":true})"},
    {"paths", R"({"kind":"paths","start":{"event":"A"},"steps":3,"top":2})"},
    {"paths_transitions",
     R"({"kind":"paths","around":{"event":"B"},"steps":2,"count":"transitions","by":{"property":"p"}})"},
    {"process", R"({"kind":"process","per":{"session":"12h"}})"},
    {"funnel",
     R"({"kind":"funnel","steps":[{"match":{"event":"A"}},{"match":{"event":"B"}},{"match":{"event":"C"}}],"window":"3d","breakdown":{"property":"p","top":1},"trend":"day"})"},
    {"funnel_all",
     R"({"kind":"funnel","steps":[{"match":{"event":"A"}},{"match":{"event":"B"}}],"attempt":"all","hold":["p"]})"},
    {"funnel_segments",
     R"({"kind":"funnel","steps":[{"match":{"event":"A"}},{"match":{"event":"B"}},{"match":{"event":"C"}}],"breakdown":{"segments":["did_d","did_b"]}})"},
    {"funnel_account",
     R"({"kind":"funnel","by":"account","steps":[{"match":{"event":"A"}},{"match":{"event":"B"}},{"match":{"event":"C"}}],"window":"3d","breakdown":{"trait":"plan"},"trend":"day"})"},
    {"funnel_account_all",
     R"({"kind":"funnel","by":{"account":"company"},"order":"any","attempt":"all","steps":[{"match":{"event":"A"}},{"match":{"event":"B"}}]})"},
    {"time-between_segments",
     R"({"kind":"time-between","from":{"event":"A"},"to":{"event":"B"},"pick":"each","breakdown":{"segments":["did_d","did_c"]}})"},
    {"time-between",
     R"({"kind":"time-between","from":{"event":"A"},"to":{"event":"B"},"breakdown":{"channel":true}})"},
    {"journey", R"({"kind":"journey"})"},
    {"friction", R"({"kind":"friction"})"},
    {"retention",
     R"({"kind":"retention","start":{"event":"A"},"return":{"event":"B"},"bucket":"day","periods":4,"breakdown":{"channel":true}})"},
    {"retention_segments",
     R"({"kind":"retention","start":{"event":"A"},"entry":"recurring","bucket":"day","periods":4,"breakdown":{"segments":["did_d","did_b","did_x"]}})"},
    {"trend_segments",
     R"({"kind":"trend","measures":[{"match":{"event":"A"},"count":"customers"},{"count":"sessions"}],"bucket":"day","previous":true,"breakdown":{"segments":["did_d","did_b"]}})"},
    {"lifecycle", R"({"kind":"lifecycle","bucket":"day"})"},
    {"stickiness", R"({"kind":"stickiness","period":"week"})"},
    {"trend",
     R"({"kind":"trend","measures":[{"match":{"event":"A"},"count":"customers"},{"match":{"event":"B"}}],"bucket":"day","breakdown":{"property":"p"}})"},
    {"sessions", R"({"kind":"sessions","gap":"12h","bucket":"day"})"},
    {"transitions", R"({"kind":"transitions"})"},
    {"next", R"({"kind":"next","from":{"event":"A"},"pick":"each"})"},
    {"compare",
     R"({"kind":"compare","groups":[{"who":{"channel":"web"}},{"who":{"channel":"app"}}],"question":{"kind":"next","from":{"event":"A"}}})"},
    {"formula",
     R"({"kind":"formula","questions":{"a":{"kind":"overview"}},"formula":"a.events / a.customers"})"},
    {"attribution",
     R"({"kind":"attribution","conversion":{"event":"D"},"models":["linear",{"model":"markov","order":1},{"model":"shapley","worth":"rate"}]})"},
    {"pattern", R"({"kind":"pattern","pattern":"\"A\" then \"B\"+?","trend":"day"})"},
    {"drivers",
     R"({"kind":"drivers","outcome":{"event":"D"},"observe":"1d","within":"3d","least":1})"},
    {"map",
     R"({"kind":"map","stages":[{"id":"s"},{"id":"t","match":{"event":["B","D"]}}],"steps":[{"id":"a","stage":"s","match":{"event":"A"}},{"id":"b","stage":"s","match":{"any":[{"event":"B"},{"property":"p","value":"x"}]}},{"id":"c","stage":"t","match":{"event":"C"}}],
      "outcome":{"all":[{"event":"C"},{"channel":"web"}]},"contact":{"event":"B"},"feedback":[{"match":{"event":"D"},"property":"p","scale":[0,1]}],"trend":"day","least":1})"},
    {"map_bare",
     R"({"kind":"map","stages":[{"id":"s"}],"steps":[{"id":"a","stage":"s","match":{"event":"A"}},{"id":"b","stage":"s","match":{"event":"C"}}]})"},
    {"archetypes", R"({"kind":"archetypes","least":1,"groups":3})"},
    {"drift",
     R"({"kind":"drift","stages":[{"id":"s"}],"steps":[{"id":"a","stage":"s","match":{"event":"A"}},{"id":"b","stage":"s","match":{"event":"B"}},{"id":"c","stage":"s","match":{"event":"C"}}],"optional":["b"],
      "links":[{"from":"c","to":"a","kind":"loop"}],"contact":{"event":"D"},"gap":"2d","trend":"day","least":1})"},
    {"conformance",
     R"({"kind":"conformance","journey":["A",{"any_order":["B","C"]},{"optional":"D"}]})"},
};

// Events every six hours at most, so that many have the same time.
std::vector<Row> random_rows(std::uint64_t seed, std::size_t customers, std::size_t events) {
  env::Random random(seed);
  std::vector<Row> rows;
  for (std::size_t customer = 0; customer < customers; ++customer) {
    for (std::size_t event = random.below(events + 1); event > 0; --event) {
      const char* const values[] = {"", "x", "y"};
      rows.push_back({"c" + std::to_string(customer),
                      static_cast<TimeUs>(random.below(30)) * 21'600'000'000,
                      std::string(1, static_cast<char>('A' + random.below(4))),
                      random.below(3) == 0 ? "app" : "web", values[random.below(3)]});
    }
  }
  return rows;
}

class EveryKind : public ::testing::TestWithParam<Asked> {
 protected:
  static std::string answer(const std::shared_ptr<const JourneyTable>& table) {
    return json::serialize(must_answer(table, GetParam().document));
  }
};

TEST_P(EveryKind, AnswersTheSameWhateverTheOrderOfRows) {
  for (const std::uint64_t seed : {1u, 2u, 3u}) {
    SCOPED_TRACE(seed);
    const auto rows = random_rows(seed, 12, 9);
    const auto expected = answer(make_journey_table(to_events(rows)));
    for (const std::uint64_t order : {11u, 12u})
      EXPECT_EQ(answer(make_journey_table(to_events(shuffled(rows, order)))), expected);
  }
}

TEST_P(EveryKind, AnswersTheSameOfATableThatGrew) {
  for (const std::uint64_t seed : {4u, 5u}) {
    SCOPED_TRACE(seed);
    const auto rows = to_events(random_rows(seed, 12, 9));
    const auto grown = grow_journey_table(rows, 3, [](const JourneyTable& table) {
      // What a question makes a table remember must not outlive the next growth.
      const std::shared_ptr<const JourneyTable> here(std::shared_ptr<const JourneyTable>(), &table);
      (void)run_query({.table = here}, parse_query(GetParam().document).value());
    });
    EXPECT_EQ(answer(grown), answer(make_journey_table(rows)));
  }
}

TEST_P(EveryKind, OpensExactlyThePeopleOfEveryNumber) {
  int refs = 0;
  for (const std::uint64_t seed : {6u, 7u}) {
    SCOPED_TRACE(seed);
    const auto table = make_journey_table(to_events(random_rows(seed, 9, 8)));
    json::value result = must_answer(table, GetParam().document).at("result");
    // The people of an indicator are those that its share counts.
    if (auto* kpis = result.as_object().if_contains("kpis"))
      for (auto& kpi : kpis->as_array())
        kpi.as_object()["people"] = json::value(kpi.at("share").at("count"));
    refs += check_refs(table, GetParam().document, result);
  }
  const std::string_view name = GetParam().name;
  if (name != "formula" && name != "friction" && name != "journey") {
    EXPECT_GT(refs, 1);
  }
}

// Several ranges of customers, whose threads share one core and have one each.
TEST_P(EveryKind, AnswersTheSameOnOneCoreAndOnAll) {
  const auto table = make_journey_table(to_events(random_rows(8, 2 * kProfilesPerRange + 100, 4)));
  const auto expected = answer(table);
  cpu_set_t all, one;
  ASSERT_EQ(::sched_getaffinity(0, sizeof all, &all), 0);
  CPU_ZERO(&one);
  for (std::size_t core = 0; core < CPU_SETSIZE && CPU_COUNT(&one) == 0; ++core)
    if (CPU_ISSET(core, &all)) CPU_SET(core, &one);
  ASSERT_EQ(::sched_setaffinity(0, sizeof one, &one), 0);
  const auto alone = answer(table);
  ASSERT_EQ(::sched_setaffinity(0, sizeof all, &all), 0);
  EXPECT_EQ(alone, expected);
}

TEST_P(EveryKind, AnswersTheSameOfATableFromItsFile) {
  const auto folder =
      std::filesystem::temp_directory_path() / ("wend_same_" + std::to_string(::getpid()));
  std::filesystem::remove_all(folder);
  std::filesystem::create_directories(folder);
  {
    const auto store = events::EventStore::open(folder / "events.duckdb", {}).value();
    JourneyTableStore growing(*store);
    int number = 0;
    for (const std::uint64_t seed : {9u, 10u}) {
      const auto rows = random_rows(seed, 12, 9);
      std::vector<std::string> properties;
      for (const Row& row : rows)
        properties.push_back(row.p.empty() ? "{}" : "{\"p\":\"" + row.p + "\"}");
      std::vector<model::EventRow> events;
      for (std::size_t i = 0; i < rows.size(); ++i)
        events.push_back({.message_id = model::message_id_of(std::to_string(number++)),
                          .time_us = rows[i].time_us,
                          .name = rows[i].name,
                          .channel = rows[i].channel,
                          .identity_namespace = "user_id",
                          .identity_value = rows[i].customer,
                          .properties = properties[i]});
      ASSERT_TRUE(store->import({.source = std::to_string(seed)}, events));
      ASSERT_TRUE(growing.current());
    }
    const auto expected = answer(JourneyTableStore(*store).current().value());
    EXPECT_EQ(answer(growing.current().value()), expected);
    ASSERT_TRUE(JourneyTableStore(*store, folder / "index", 1).current());
    ASSERT_TRUE(std::filesystem::exists(folder / "index"));
    EXPECT_EQ(answer(JourneyTableStore(*store, folder / "index", 1).current().value()), expected);
  }
  std::filesystem::remove_all(folder);
}

INSTANTIATE_TEST_SUITE_P(Questions, EveryKind, ::testing::ValuesIn(kAsked),
                         [](const ::testing::TestParamInfo<Asked>& of) {
                           std::string name = of.param.name;
                           std::ranges::replace(name, '-', '_');
                           return name;
                         });

TEST(EveryKindOfQuestion, IsAskedHere) {
  for (const QueryKind& kind : query_kinds())
    EXPECT_TRUE(std::ranges::any_of(kAsked, [&](const Asked& asked) {
      return json::parse(asked.document).at("kind").as_string() == kind.name;
    })) << kind.name;
}

}  // namespace
}  // namespace wend::analyze
