#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>

#include "events/event_store.h"
#include "events/live_events.h"

namespace wend::events {
namespace {

class StoreErasureTest : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = std::filesystem::temp_directory_path() /
              ("wend_store_erasure_" + std::to_string(::getpid()) + "_" +
               testing::UnitTest::GetInstance()->current_test_info()->name());
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_);
    reopen();
  }
  void TearDown() override {
    store_.reset();
    std::filesystem::remove_all(folder_);
  }
  void reopen() {
    store_.reset();
    auto opened = EventStore::open((folder_ / "events.duckdb").string(), {});
    ASSERT_TRUE(opened) << opened.error().to_sentence();
    store_ = std::move(*opened);
  }
  void append(std::string_view user, std::string_view visitor, std::string_view properties,
              int number, TimeUs time = 1'000'000) {
    LiveRow live;
    const std::string id = std::to_string(number);
    live.row = {.message_id = model::message_id_of(id),
                .time_us = time,
                .name = "Order",
                .channel = "web",
                .identity_namespace = "user_id",
                .identity_value = user,
                .properties = properties};
    const model::NamedIdentity also[] = {{"anonymous_id", visitor}};
    live.row.also = also;
    live.source_id = 1;
    live.received_at = 5 + number;
    const auto counts = store_->append(std::span(&live, 1), number);
    ASSERT_TRUE(counts) << counts.error().to_sentence();
    last_ = *counts;
  }
  std::vector<std::int64_t> ann() const {
    return {model::identity_id_of("user_id", "ann-4711"),
            model::identity_id_of("anonymous_id", "visitor-of-ann")};
  }
  static model::PersonTexts texts() {
    return model::PersonTexts({}, {{"user_id", "ann-4711"}, {"anonymous_id", "visitor-of-ann"}});
  }
  // Every byte of the folder.
  std::string bytes() const {
    std::string all;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder_)) {
      if (!entry.is_regular_file()) continue;
      std::ifstream file(entry.path(), std::ios::binary);
      all.append(std::istreambuf_iterator<char>(file), {});
    }
    return all;
  }

  std::filesystem::path folder_;
  std::unique_ptr<EventStore> store_;
  LiveCounts last_;
};

class NotAnn final : public ErasedIdentities {
 public:
  bool refuses(const model::NamedIdentity& identity, env::TimeUs time) const override {
    return identity.value == "ann-4711" && time <= 2'000'000;
  }
};

TEST_F(StoreErasureTest, APersonLeavesTheRowsAndTheBytesAndTheOthersStay) {
  ASSERT_EQ(store_->create_source("App", "sdk")->id, 1);
  for (int i = 0; i < 300; ++i)
    append("ann-4711", "visitor-of-ann", R"({"note": "likes zebrafinches"})", 2 * i);
  for (int i = 0; i < 300; ++i)
    append("bob-1", "visitor-of-bob",
           i == 7 ? R"({"to": "ann-4711", "x": 1})" : R"({"note": "likes swans"})", 2 * i + 1);
  auto before = store_->reader();  // somebody who still reads
  ASSERT_TRUE(before);
  const auto planned = store_->count_person(ann());
  ASSERT_TRUE(planned) << planned.error().to_sentence();
  EXPECT_EQ(planned->events, 300U);
  EXPECT_EQ(planned->identities, 2U);
  EXPECT_EQ(*store_->has_erased("e1"), false);
  const auto erased = store_->erase_person(ann(), texts(), "e1");
  ASSERT_TRUE(erased) << erased.error().to_sentence();
  EXPECT_EQ(erased->events, 300U);
  EXPECT_EQ(erased->identities, 2U);
  EXPECT_EQ(erased->redacted, 1U);
  EXPECT_NE(bytes().find("zebrafinches"), std::string::npos) << "else the next proves nothing";
  const auto rewritten = store_->rewrite();
  ASSERT_TRUE(rewritten) << rewritten.error().to_sentence();
  EXPECT_EQ(*store_->has_erased("e1"), true);
  for (const char* value : {"zebrafinch", "ann-4711", "visitor-of-ann"})
    EXPECT_EQ(bytes().find(value), std::string::npos) << value;
  EXPECT_NE(bytes().find("swans"), std::string::npos);
  EXPECT_EQ(*before->number("SELECT count(*) FROM events"), 300) << "or it read before";
  // The store goes on with the new file, also when the reader of the old one leaves later.
  append("bob-1", "visitor-of-bob", R"({"note": "afterwards"})", 10'001);
  EXPECT_EQ(store_->counts()->events, 301);
  before = base::fail(base::ErrorCode::kCancelled, "Gone.");
  append("bob-1", "visitor-of-bob", R"({"note": "afterwards"})", 10'002);
  reopen();
  EXPECT_EQ(store_->counts()->events, 302);
  EXPECT_EQ(store_->counts()->customers, 1);
  EXPECT_EQ(store_->check().value(), std::vector<std::string>{});
  const auto again = store_->erase_person(ann(), texts(), "e1");
  ASSERT_TRUE(again);
  EXPECT_EQ(again->events, 0U);
}

TEST_F(StoreErasureTest, WhoWasErasedIsNotTakenInAgain) {
  store_->set_erased(std::make_shared<NotAnn>());
  append("ann-4711", "v1", "{}", 1);
  EXPECT_EQ(last_.erased, 1U);
  ASSERT_EQ(last_.refused_rows.size(), 1U);
  EXPECT_EQ(last_.refused_rows[0].reason, "The customer was erased.");
  append("ann-4711", "v1", "{}", 2, 3'000'000);
  EXPECT_EQ(last_.added, 1U) << "what happens later is somebody new";
  model::EventRow row{.message_id = model::message_id_of("a"),
                      .time_us = 1,
                      .name = "Order",
                      .channel = "",
                      .identity_namespace = "user_id",
                      .identity_value = "ann-4711",
                      .properties = "{}"};
  model::EventRow other = row;
  other.message_id = model::message_id_of("b");
  other.identity_value = "bob-1";
  const auto record = store_->import({.source = "old.csv"}, {row, other});
  ASSERT_TRUE(record) << record.error().to_sentence();
  EXPECT_EQ(record->added, 1U);
  EXPECT_EQ(record->rejected, 1U);
  EXPECT_EQ(record->rows, 2U);
  EXPECT_EQ(store_->check().value(), std::vector<std::string>{});
}

}  // namespace
}  // namespace wend::events
