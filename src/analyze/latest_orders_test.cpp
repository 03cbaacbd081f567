#include "analyze/latest_orders.h"

#include <filesystem>
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <unistd.h>

namespace wend::analyze {
namespace {

class LatestOrdersTest : public testing::Test {
 protected:
  void SetUp() override {
    path_ = std::filesystem::temp_directory_path() /
            ("wend_orders_" + std::to_string(::getpid()) + "_" +
             testing::UnitTest::GetInstance()->current_test_info()->name() + ".duckdb");
    std::filesystem::remove(path_);
    store_ = events::EventStore::open(path_, {}).value();
    tables_ = std::make_unique<JourneyTableStore>(*store_);
  }
  void TearDown() override {
    tables_.reset();
    store_.reset();
    std::filesystem::remove(path_);
  }
  // So many events of this name, each of another customer.
  void import(std::string_view name, int count, std::string_view properties = "{}") {
    static int files = 0;
    ++files;
    std::vector<std::string> customers;
    for (int i = 0; i < count; ++i) customers.push_back(fmt::format("{}", i));
    std::vector<model::EventRow> rows;
    for (int i = 0; i < count; ++i) {
      rows.push_back({.message_id = model::message_id_of(fmt::format("{} {}", files, i)),
                      .time_us = TimeUs{files} * 1000 + i,
                      .name = name,
                      .channel = "web",
                      .identity_namespace = "user_id",
                      .identity_value = customers[static_cast<std::size_t>(i)],
                      .properties = properties});
    }
    ASSERT_TRUE(store_->import({.source = fmt::format("{}.csv", files)}, rows));
  }
  static std::vector<std::string> events(LatestOrders& orders) {
    return orders.get().value()->events;
  }

  using Names = std::vector<std::string>;
  std::filesystem::path path_;
  std::unique_ptr<events::EventStore> store_;
  std::unique_ptr<JourneyTableStore> tables_;
};

TEST_F(LatestOrdersTest, AreReadOnceWhileFewEventsAreAdded) {
  LatestOrders orders(*tables_, *store_, {.few_events = 0});
  import("Page viewed", 50);
  EXPECT_EQ(events(orders), Names());
  import("Order placed", 5, R"({"revenue":3,"currency":"EUR"})");
  // A tenth: not many. Nobody waits until all events are read again.
  const auto known = orders.get().value();
  import("Page viewed", 1);
  EXPECT_EQ(events(orders), Names{"Order placed"}) << "more than a tenth";
  EXPECT_EQ(known->events, Names());
  const auto now = orders.get().value();
  EXPECT_NE(now, known);
  EXPECT_EQ(now->currencies, Names{"EUR"});
  import("Purchase", 5);
  EXPECT_EQ(orders.get().value(), now) << "the very same: nothing was read";
}

TEST_F(LatestOrdersTest, OfFewEventsAreReadAtOnce) {
  LatestOrders orders(*tables_, *store_, {});
  import("Page viewed", 100);
  EXPECT_EQ(events(orders), Names());
  import("Order placed", 1);
  EXPECT_EQ(events(orders), Names{"Order placed"});
}

TEST_F(LatestOrdersTest, FollowTheNamesThatEventsAreShownUnder) {
  LatestOrders orders(*tables_, *store_, {.few_events = 0});
  import("ord_1", 3);
  EXPECT_EQ(events(orders), Names());
  const std::vector<PlannedEvent> planned{{.name = "ord_1", .show_as = "Order placed"}};
  tables_->set_event_names(EventNames(planned));
  EXPECT_EQ(events(orders), Names{"Order placed"});
}

TEST_F(LatestOrdersTest, AreLookedForAnewWithoutAnybodyWaiting) {
  LatestOrders orders(*tables_, *store_,
                      {.few_events = 0, .look_again_after = std::chrono::milliseconds(0)});
  import("Page viewed", 100);
  EXPECT_EQ(events(orders), Names());
  import("Order placed", 1);
  // Whoever asks sees to it that it is found.
  for (int i = 0; i < 1000 && events(orders).empty(); ++i)
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  EXPECT_EQ(events(orders), Names{"Order placed"});
}

TEST(BuiltInTraits, WhatIsNotAboutOrdersAsksForNone) {
  const FindOrders none = []() -> base::Result<std::shared_ptr<const Orders>> {
    return base::fail(base::ErrorCode::kInternal, "All events were read.");
  };
  for (const auto* key : {"first_touch.channel", "last_non_direct_touch.time", "channel_share.web",
                          "channel_share_90d.web", "ordres"}) {
    const auto trait = built_in_trait(key, none);
    ASSERT_TRUE(trait) << key;
    EXPECT_EQ(trait->has_value(), key != std::string_view("ordres"));
  }
  for (const auto* key : {"orders", "days_since_last_order", "lifetime_value.EUR", "average_order"})
    EXPECT_FALSE(built_in_trait(key, none)) << key;
}

}  // namespace
}  // namespace wend::analyze
