#include "events/profile_watch.h"

#include <atomic>
#include <filesystem>
#include <gtest/gtest.h>
#include <map>

#include "events/event_details.h"

namespace wend::events {
namespace {

class ProfileWatchTest : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = std::filesystem::temp_directory_path() /
              ("wend_watch_" + std::to_string(::getpid()) + "_" +
               testing::UnitTest::GetInstance()->current_test_info()->name());
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_);
    store_ = std::move(*EventStore::open(folder_ / "events.duckdb", {}));
    watch_ = std::make_unique<ProfileWatch>(*store_, [](std::string_view) {});
  }
  void TearDown() override {
    watch_.reset();
    store_.reset();
    std::filesystem::remove_all(folder_);
  }
  static std::int64_t user(std::string_view name) { return model::identity_id_of("user_id", name); }
  std::int64_t import(std::string_view customer, TimeUs time) {
    const std::string id = std::string(customer) + std::to_string(time);
    return store_
        ->import({.source = "orders.csv"}, {{.message_id = model::message_id_of(id),
                                             .time_us = time,
                                             .name = "Cart",
                                             .channel = "web",
                                             .identity_namespace = "user_id",
                                             .identity_value = customer,
                                             .properties = R"({"n":1})"}})
        ->id;
  }
  void look_at(std::string_view customer) {
    ASSERT_TRUE(watch_->watch(
        user(customer),
        {.changed = [this, customer](std::int64_t) { ++told_[std::string(customer)]; },
         .gone = [this] { return gone_.load(); }}));
  }
  // The thread may have looked already; a watcher is told once for each change all the same.
  int told(const std::string& customer) {
    EXPECT_TRUE(watch_->look());
    return told_[customer];
  }

  std::filesystem::path folder_;
  std::unique_ptr<EventStore> store_;
  std::unique_ptr<ProfileWatch> watch_;
  std::map<std::string, std::atomic<int>> told_{};
  std::atomic<bool> gone_ = false;
};

TEST_F(ProfileWatchTest, TellsOnlyThoseWhoseProfileChanged) {
  told_["ann"] = told_["bob"] = 0;
  import("ann", 1);
  look_at("ann");
  look_at("bob");
  EXPECT_EQ(told("ann"), 0) << "what was there before is no change";
  import("ann", 2);
  EXPECT_EQ(told("ann"), 1);
  EXPECT_EQ(told("bob"), 0);
  import("bob", 3);
  EXPECT_EQ(told("ann"), 1);
  EXPECT_EQ(told("bob"), 1) << "of a profile that came only now";
}

TEST_F(ProfileWatchTest, TellsEverybodyWhenEventsAreTakenOut) {
  told_["ann"] = 0;
  import("ann", 1);
  const auto removed = import("bob", 2);
  look_at("ann");
  ASSERT_TRUE(store_->remove_import(removed));
  EXPECT_EQ(told("ann"), 1);
}

TEST_F(ProfileWatchTest, ForgetsThoseWhoLeftAndHasRoomForOthers) {
  told_["ann"] = 0;
  for (std::size_t i = 0; i < ProfileWatch::kWatchersMax; ++i) look_at("ann");
  const auto full = watch_->watch(user("ann"), {[](std::int64_t) {}, [] { return false; }});
  ASSERT_FALSE(full);
  EXPECT_EQ(full.error().code, base::ErrorCode::kUnavailable);
  gone_ = true;
  EXPECT_TRUE(watch_->watch(user("ann"), {[](std::int64_t) {}, [] { return false; }}));
  import("ann", 5);
  EXPECT_EQ(told("ann"), 0);
}

TEST_F(ProfileWatchTest, ReadsEventsByTheirNumbers) {
  import("ann", 1);
  import("bob", 2);
  import("ann", 3);
  const std::vector<std::int64_t> wanted{3, 1, 99};
  std::vector<std::int64_t> sequences;
  ASSERT_TRUE(each_event_of(*store_, wanted, [&](EventDetails&& event) {
    sequences.push_back(event.sequence);
    EXPECT_EQ(event.identity_namespace, "user_id");
    EXPECT_EQ(event.identity_value, "ann");
    EXPECT_EQ(event.properties, R"({"n":1})");
    EXPECT_GT(event.received_at, 0);
    EXPECT_GT(event.import_id, 0);
  }));
  EXPECT_EQ(sequences, (std::vector<std::int64_t>{1, 3}));
}

}  // namespace
}  // namespace wend::events
