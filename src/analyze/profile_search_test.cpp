#include "analyze/profile_search.h"

#include <algorithm>
#include <gtest/gtest.h>
#include <random>

#include "analyze/journey_table_builder.h"
#include "analyze/testing/small_logs.h"
#include "env/random.h"

namespace wend::analyze {
namespace {

using namespace testing;

// Customers with some twelve events each, of which one in `rare` is called "rare".
std::vector<MemoryEvent> random_events(env::Random& random, std::uint64_t rare) {
  std::vector<MemoryEvent> events;
  for (int i = 0; i < 120'000; ++i) {
    std::string name = std::to_string(random.below(20));
    if (random.below(rare) == 0) name = "rare";
    events.push_back({std::to_string(random.below(10'000)),
                      static_cast<TimeUs>(random.below(1'000'000'000)), std::move(name)});
  }
  return events;
}

// Answers how many ranges were not taken as a whole.
std::size_t expect_all_found(const JourneyTable& table) {
  Mask wanted(table.shown().size());
  for (std::size_t signature = 0; signature < wanted.size(); ++signature)
    wanted[signature] = table.names().text(table.shown().name[signature]) == "rare" ? 1 : 0;
  ProfileSearch search(table, wanted);
  std::size_t told_apart = 0;
  for (std::size_t first = 0; first < table.profile_count(); first += 700) {
    const std::size_t last = std::min(table.profile_count(), first + 700);
    std::vector<std::uint32_t> found;
    const bool are_told_apart = search.find({first, last}, found);
    told_apart += are_told_apart ? 1 : 0;
    std::vector<std::uint32_t> expected;
    for (std::size_t profile = first; profile < last; ++profile) {
      bool has = !are_told_apart;
      for (std::size_t i = table.begin(profile); i < table.end(profile); ++i)
        has = has || wanted[table.signatures()[i]] != 0;
      if (has) expected.push_back(static_cast<std::uint32_t>(profile));
    }
    EXPECT_EQ(found, expected) << first;
  }
  return told_apart;
}

TEST(ProfileSearch, FindsThoseWhoHaveOneOfTheEvents) {
  const auto seed = std::random_device{}();
  SCOPED_TRACE(seed);
  env::Random random(seed);
  EXPECT_EQ(expect_all_found(*make_journey_table(random_events(random, 100))), 15U);
  EXPECT_EQ(expect_all_found(*make_journey_table(random_events(random, 3))), 0U);
}

// There profiles do not stand in the order of their positions, or leave some to nobody.
TEST(ProfileSearch, FindsThemInATableThatHasGrown) {
  const auto seed = std::random_device{}();
  SCOPED_TRACE(seed);
  env::Random random(seed);
  const auto table = grow_journey_table(random_events(random, 100), 3, [](const JourneyTable&) {});
  expect_all_found(*table);
}

// A funnel of a rare first step looks at few customers; a table of those alone gives the same
// answer.
TEST(ProfileSearch, LeavesNobodyOutOfAFunnel) {
  const auto seed = std::random_device{}();
  SCOPED_TRACE(seed);
  env::Random random(seed);
  const auto events = random_events(random, 100);
  std::vector<std::string> entered;
  for (const MemoryEvent& event : events)
    if (event.name == "rare") entered.push_back(event.customer);
  std::vector<MemoryEvent> theirs;
  for (const MemoryEvent& event : events)
    if (std::ranges::find(entered, event.customer) != entered.end()) theirs.push_back(event);
  const std::string document =
      R"({"kind": "funnel", "window": "2m", "steps": [{"match": {"event": "rare"}}, {"match": {"event": ["1", "2"]}}, {"match": {"event": ["2", "3"]}}]})";
  EXPECT_EQ(must_answer(make_journey_table(events), document).at("result"),
            must_answer(make_journey_table(theirs), document).at("result"));
}

}  // namespace
}  // namespace wend::analyze
