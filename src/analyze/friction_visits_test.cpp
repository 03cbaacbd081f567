#include "analyze/friction_visits.h"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <set>

#include "analyze/discovery.h"
#include "analyze/friction_dimensions.h"
#include "analyze/journey_table_builder.h"

namespace wend::analyze {
namespace {

using env::kDayUs;

// A shop with enough plain journeys for the horizons to settle, and one person whose journey is
// under test.
class VisitsTest : public ::testing::Test {
 protected:
  VisitsTest() {
    for (int i = 0; i < 60; ++i) {
      TimeUs now = i * kDayUs;
      const auto go = [&](const char* name, const char* channel = "web") {
        now += (i % 4 == 0 ? 600 : 60) * 1'000'000;  // a quarter take their time
        events_.push_back({.customer = fmt::format("plain{}", i),
                           .time_us = now,
                           .name = name,
                           .channel = channel});
      };
      go("Home page"), go("Product viewed"), go("Cart"), go("Payment");
      if (i % 10 == 0) go("Payment failed"), go("Payment");
      go("Order placed");
      if (i % 12 == 0) go("Call started", "phone");
    }
  }

  void does(std::initializer_list<std::pair<int, const char*>> minutes_and_names) {
    for (const auto& [minute, name] : minutes_and_names) {
      events_.push_back({.customer = "tested",
                         .time_us = 30 * kDayUs + minute * 60'000'000LL,
                         .name = name,
                         .channel = std::string(name) == "Call started" ? "phone" : "web"});
    }
  }

  // The kinds of friction in the tested person's first visit to a touchpoint.
  std::set<std::string> friction_at(const std::string& name) {
    const auto table = make_journey_table(events_);
    const auto model = *discover(table);
    std::vector<Dimension> dimensions;
    const auto steps = *StepReader::make(*table, *model, nullptr, {});
    const auto visits = *make_visits(*table, *model, steps, dimensions, {});
    const auto profile = *table->profile_of_id(model::identity_id_of("user_id", "tested"));
    std::set<std::string> kinds;
    for (std::size_t t = 0; t < model->touchpoints.size(); ++t) {
      if (model->touchpoints[t].name != name) continue;
      bool first = true;
      visits.of[t].each([&](VisitList::At visit) {
        if (visit->profile != profile || !first) return;
        first = false;
        for (std::size_t k = 0; k < kFrictionKinds; ++k) {
          const auto kind = static_cast<FrictionKind>(k);
          if (!is_bad(*visit, kind)) continue;
          EXPECT_TRUE(is_known(*visit, kind));
          kinds.insert(std::string(to_string(kind)));
        }
      });
    }
    return kinds;
  }
  using Kinds = std::set<std::string>;

  std::vector<MemoryEvent> events_;
};

TEST_F(VisitsTest, APlainJourneyHasNoFriction) {
  does({{0, "Home page"}, {1, "Product viewed"}, {2, "Cart"}, {3, "Payment"}, {4, "Order placed"}});
  for (const char* at : {"Home page", "Product viewed", "Cart", "Payment"}) {
    EXPECT_EQ(friction_at(at), Kinds{}) << at;
  }
}

TEST_F(VisitsTest, LeavingIsADropOffAndADeadEnd) {
  does({{0, "Home page"}, {1, "Product viewed"}, {2, "Cart"}});
  EXPECT_EQ(friction_at("Cart"), (Kinds{"drop_off", "dead_end"}));
  EXPECT_EQ(friction_at("Product viewed"), Kinds{});
}

TEST_F(VisitsTest, AnErrorBelongsToTheTouchpointBeforeIt) {
  does({{0, "Cart"}, {1, "Payment"}, {2, "Payment failed"}, {3, "Payment"}, {4, "Order placed"}});
  EXPECT_EQ(friction_at("Payment"), Kinds{"error"});
  EXPECT_EQ(friction_at("Cart"), Kinds{});
}

TEST_F(VisitsTest, APropertyCanTellOfTheError) {
  does({{0, "Cart"}, {1, "Payment"}, {2, "Order placed"}});
  events_[events_.size() - 2].properties = R"({"status":"declined"})";
  EXPECT_EQ(friction_at("Payment"), Kinds{"error"});
}

TEST_F(VisitsTest, ThreeTimesIsALoopTwiceIsNot) {
  does({{0, "Product viewed"},
        {1, "Product viewed"},
        {2, "Cart"},
        {3, "Cart"},
        {4, "Cart"},
        {5, "Payment"}});
  EXPECT_EQ(friction_at("Product viewed"), Kinds{});
  EXPECT_TRUE(friction_at("Cart").contains("loop"));
}

TEST_F(VisitsTest, AnActivityThatIsScheduledStartedAndCompletedIsOneStep) {
  does({{0, "Product viewed"}, {1, "Cart"}, {2, "Cart"}, {3, "Cart"}, {4, "Payment"}});
  const auto cart = [&](std::size_t i) -> MemoryEvent& { return events_[events_.size() - 4 + i]; };
  EXPECT_TRUE(friction_at("Cart").contains("loop"));
  cart(0).properties = R"({"lifecycle":"SCHEDULE"})";
  cart(1).properties = R"({"lifecycle":"START"})";
  cart(2).properties = R"({"lifecycle":"COMPLETE"})";
  EXPECT_EQ(friction_at("Cart"), Kinds{});
}

TEST_F(VisitsTest, AnActivityThatIsNeverCompletedKeepsItsStarts) {
  does({{0, "Product viewed"}, {1, "Cart"}, {2, "Cart"}, {3, "Cart"}, {4, "Payment"}});
  for (std::size_t i = 0; i < 3; ++i) {
    events_[events_.size() - 4 + i].properties = R"({"lifecycle":"start"})";
  }
  EXPECT_TRUE(friction_at("Cart").contains("loop"));
}

TEST_F(VisitsTest, AStepBackIsBackwardHereAndReworkThere) {
  does({{0, "Product viewed"},
        {1, "Cart"},
        {2, "Product viewed"},
        {3, "Cart"},
        {4, "Payment"},
        {5, "Order placed"}});
  EXPECT_EQ(friction_at("Cart"), Kinds{"backward"});
  EXPECT_EQ(friction_at("Product viewed"), Kinds{"rework"});
}

TEST_F(VisitsTest, ALongWayOnIsAWait) {
  does({{0, "Cart"}, {20, "Payment"}, {21, "Order placed"}});
  EXPECT_EQ(friction_at("Cart"), Kinds{"wait"});
}

TEST_F(VisitsTest, ACallAfterwardsIsAContact) {
  does({{0, "Cart"}, {1, "Payment"}, {2, "Order placed"}, {600, "Call started"}});
  EXPECT_TRUE(friction_at("Payment").contains("contact"));
  EXPECT_FALSE(friction_at("Payment").contains("drop_off"));
}

TEST_F(VisitsTest, TheEndOfTheDataIsNobodysDropOff) {
  events_.push_back({.customer = "tested", .time_us = 60 * kDayUs, .name = "Cart"});
  EXPECT_EQ(friction_at("Cart"), Kinds{});
}

TEST(Buckets, FollowTheLocalDay) {
  const auto zone = *model::TimeZone::find("Europe/Berlin");
  const TimeUs first = 1'774'600'000'000'000;  // 2026-03-27, before the clock changes on the 29th
  const Buckets buckets = make_buckets(first, first + 20 * kDayUs, zone);
  ASSERT_EQ(buckets.length_us, kDayUs);
  for (std::size_t b = 0; b < buckets.size(); ++b) {
    const TimeUs local = buckets.starts[b] + zone.offset_us(buckets.starts[b]);
    EXPECT_EQ(local % kDayUs, 0);
    EXPECT_EQ(buckets.of(buckets.starts[b]), b);
    EXPECT_EQ(buckets.of(buckets.starts[b + 1] - 1), b);
  }
}

}  // namespace
}  // namespace wend::analyze
