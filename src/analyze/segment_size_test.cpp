#include "analyze/segment_size.h"

#include <boost/json/parse.hpp>
#include <gtest/gtest.h>

#include "analyze/journey_table_builder.h"

namespace wend::analyze {
namespace {

// 4,000 customers: each sees two pages, a quarter are from Hamburg, every tenth orders for 5.
std::shared_ptr<const JourneyTable> shop() {
  std::vector<MemoryEvent> events;
  for (int i = 0; i < 4000; ++i) {
    const std::string who = "c" + std::to_string(i);
    events.push_back({who, 1, "identify", "web",
                      i % 4 == 0 ? R"({"city": "Hamburg"})" : R"({"city": "Berlin"})",
                      model::EventType::kIdentify});
    events.push_back({who, 2, "View"});
    events.push_back({who, 3, "View"});
    if (i % 10 == 0) events.push_back({who, 4, "Order", "web", R"({"price": 5})"});
  }
  return make_journey_table(std::move(events));
}

SegmentSize size_of(const std::shared_ptr<const JourneyTable>& table, const char* rule,
                    std::size_t events_max) {
  const auto read = model::PredicateReader().read(boost::json::parse(rule), "rule");
  auto size = segment_size(table, *read, 100, {}, {}, events_max, {});
  EXPECT_TRUE(size);
  return *size;
}

TEST(SegmentSize, IsExactWhileTheEventsAreFew) {
  const auto table = shop();
  const auto size = size_of(table, R"({"event": "Order"})", 1'000'000);
  EXPECT_TRUE(size.exact);
  EXPECT_EQ(size.size, 400);
  EXPECT_EQ(size.of, 4000u);
  EXPECT_EQ(size_of(table, R"({"event": "Odrer"})", 1'000'000).notes.size(), 1u);
}

TEST(SegmentSize, IsEstimatedFromWholeCustomersWhenTheyAreMany) {
  const auto table = shop();
  struct Case {
    const char* rule;
    double truth;
  };
  for (const auto& [rule, truth] :
       {Case{R"({"event": "Order"})", 400}, Case{R"({"trait": "city", "value": "Hamburg"})", 1000},
        Case{R"({"did": {}, "sum": "price", "op": "at_least", "value": 5})", 400},
        Case{R"({"did": {"event": "View"}, "at_least": 2})", 4000},
        Case{R"({"not": {"event": "View"}})", 0}}) {
    SCOPED_TRACE(rule);
    const auto size = size_of(table, rule, 12'000);
    EXPECT_FALSE(size.exact);
    // A tenth of 12,000 events, at three and a bit each.
    EXPECT_NEAR(static_cast<double>(size.sample), 390, 80);
    // One interval in twenty misses the truth, and none by its own width.
    EXPECT_LE(size.low, size.size);
    EXPECT_GE(size.high, size.size);
    EXPECT_NEAR(size.size, truth, size.high - size.low);
    EXPECT_EQ(size_of(table, rule, 12'000).size, size.size);
  }
}

}  // namespace
}  // namespace wend::analyze
