#include "analyze/journey_table_difference.h"

#include <gtest/gtest.h>

#include "analyze/journey_table_builder.h"

namespace wend::analyze {
namespace {

TEST(JourneyTableDifference, IsTheFirstCustomerWhoseEventsAreNotTheSame) {
  const std::vector<MemoryEvent> events = {
      {"ada", 10, "Visit", "web"}, {"ada", 20, "Order", "web"}, {"bob", 5, "Visit", "store"}};
  const auto table = make_journey_table(events);
  EXPECT_FALSE(first_difference(*table, *make_journey_table(events)));
  const auto id_of = [&](std::size_t event) {
    return model::identity_id_of("user_id", events[event].customer);
  };
  for (std::size_t event = 0; event < events.size(); ++event) {
    for (const auto& change : std::initializer_list<void (*)(MemoryEvent&)>{
             [](MemoryEvent& one) { one.time_us += 1; },
             [](MemoryEvent& one) { one.name = "Else"; },
             [](MemoryEvent& one) { one.channel = "else"; }}) {
      auto changed = events;
      change(changed[event]);
      EXPECT_EQ(first_difference(*table, *make_journey_table(changed)), id_of(event));
    }
  }
  auto fewer = events;
  fewer.pop_back();
  EXPECT_EQ(first_difference(*table, *make_journey_table(fewer)), id_of(2));
}

}  // namespace
}  // namespace wend::analyze
