#include "analyze/trait_history.h"

#include <boost/json/serialize.hpp>
#include <gtest/gtest.h>

#include "analyze/journey_table_builder.h"

namespace wend::analyze {
namespace {

MemoryEvent identify(TimeUs time, std::string traits) {
  return {.customer = "ann",
          .time_us = time,
          .name = "identify",
          .properties = std::move(traits),
          .type = model::EventType::kIdentify};
}

TraitHistories histories_of(const std::vector<MemoryEvent>& events) {
  const auto table = make_journey_table(events);
  auto found = trait_histories(
      *table, 0,
      [&](std::span<const std::int64_t> sequences,
          const std::function<void(std::int64_t, std::string_view)>& take) -> base::Status {
        for (const std::int64_t sequence : sequences)
          take(sequence, events[static_cast<std::size_t>(sequence)].properties);
        return {};
      });
  EXPECT_TRUE(found);
  return *found;
}

TEST(TraitHistoryTest, EveryValueSinceItWasSaidAndNoRepeats) {
  const auto found = histories_of({identify(1, R"({"plan":"free","city":"Bonn"})"),
                                   {"ann", 2, "Cart"},
                                   identify(3, R"({"plan":"free","city":null})"),
                                   identify(4, R"({"plan":"pro"})"),
                                   identify(5, R"({"plan":"free"})")});
  EXPECT_TRUE(found.all);
  std::string said;
  for (const auto& history : found.traits) {
    said += history.trait + ":";
    for (const auto& [value, place] : history.values)
      said += " " + boost::json::serialize(value) + "@" + std::to_string(place);
    said += "\n";
  }
  EXPECT_EQ(said, "city: null@2 \"Bonn\"@0\nplan: \"free\"@4 \"pro\"@3 \"free\"@0\n");
}

TEST(TraitHistoryTest, LooksAtTheLatestEvents) {
  std::vector<MemoryEvent> events;
  for (int i = 0; i <= static_cast<int>(kTraitEventsMax); ++i)
    events.push_back(identify(i, "{\"n\":" + std::to_string(i) + "}"));
  const auto found = histories_of(events);
  EXPECT_FALSE(found.all);
  ASSERT_EQ(found.traits.size(), 1U);
  EXPECT_EQ(found.traits[0].values.front().value.as_int64(), kTraitEventsMax);
  EXPECT_TRUE(histories_of({{"ann", 2, "Cart"}}).traits.empty());
}

}  // namespace
}  // namespace wend::analyze
