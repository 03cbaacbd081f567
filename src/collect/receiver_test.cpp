#include "collect/receiver.h"

#include <filesystem>
#include <future>
#include <gtest/gtest.h>
#include <unistd.h>

#include "collect/accepted_body.h"
#include "events/data_folder.h"
#include "workspace/workspace.h"

namespace wend::collect {
namespace {

constexpr env::TimeUs kNow = 1'780'000'000 * env::kSecondUs;  // 28 May 2026

class ReceiverTest : public testing::Test {
 protected:
  void SetUp() override {
    path_ = std::filesystem::temp_directory_path() /
            ("wend_receiver_" + std::to_string(::getpid()) + "_" +
             testing::UnitTest::GetInstance()->current_test_info()->name());
    std::filesystem::remove_all(path_);
    open();
    key_ = *workspace_->keys().create_write_key("Shop");
  }
  void TearDown() override {
    close();
    std::filesystem::remove_all(path_);
  }
  void open() {
    folder_ = std::move(*events::DataFolder::open(
        path_, {.store = {.clock = &clock_, .deduplication_us = window_}}));
    workspace_ = std::move(
        *workspace::Workspace::open(folder_->workspace_file().string(), clock_, {1, 8192}));
    receiver_ = std::make_unique<Receiver>(
        workspace_->keys(), folder_->log(), folder_->events(), clock_,
        [](std::string_view sentence) { ADD_FAILURE() << sentence; }, limits_);
  }
  void close() {
    receiver_.reset();
    workspace_.reset();
    folder_.reset();
  }

  base::Result<Receipt> send(std::string body, const std::string& call = "batch") {
    std::promise<base::Result<Receipt>> answered;
    receiver_->receive(
        {.call = call, .write_key = key_, .body = std::move(body)},
        [&](base::Result<Receipt> receipt) { answered.set_value(std::move(receipt)); });
    return answered.get_future().get();
  }
  // Events in the store, once all that was accepted is there.
  std::int64_t stored() {
    EXPECT_TRUE(
        receiver_->reader().wait_for(*folder_->log().last_position(), std::chrono::seconds(30)));
    return folder_->events().counts()->events;
  }
  static std::string message(const std::string& id, const std::string& event = "Cart") {
    return R"({"type":"track","event":")" + event + R"(","userId":"ann","messageId":")" + id +
           R"(","timestamp":"2026-05-28T10:00:00Z","properties":{"price":3}})";
  }
  static std::string batch(const std::string& messages) {
    return R"({"batch":[)" + messages + "]}";
  }

  std::filesystem::path path_;
  env::FixedClock clock_{kNow};
  std::unique_ptr<events::DataFolder> folder_;
  std::unique_ptr<workspace::Workspace> workspace_;
  std::unique_ptr<Receiver> receiver_;
  Receiver::Limits limits_;
  env::TimeUs window_ = events::kDeduplicationWindowUs;
  std::string key_;
};

TEST_F(ReceiverTest, WhatIsAcceptedComesToTheStore) {
  const auto receipt = send(batch(message("m1") + "," + message("m2", "Paid")));
  ASSERT_TRUE(receipt) << receipt.error().to_sentence();
  EXPECT_EQ(receipt->taken, 2U);
  EXPECT_EQ(stored(), 2);
  const auto profile = model::identity_id_of("user_id", "ann");
  const auto events = *folder_->events().events_page(profile, {}, 10, events::Order::kAscending);
  ASSERT_EQ(events.size(), 2U);
  EXPECT_EQ(events[0].name, "Cart");
  EXPECT_EQ(events[0].source, "Shop");
  EXPECT_EQ(events[1].name, "Paid");
  EXPECT_EQ(folder_->events().check().value(), std::vector<std::string>{});
}

TEST_F(ReceiverTest, TheSameMessageCountsOnce) {
  ASSERT_TRUE(send(batch(message("m1") + "," + message("m1"))));
  ASSERT_TRUE(send(batch(message("m1") + "," + message("m2"))));
  EXPECT_EQ(stored(), 2);
  close();
  open();
  ASSERT_TRUE(send(batch(message("m2") + "," + message("m3"))));
  EXPECT_EQ(stored(), 3);
  clock_.set(kNow + 29 * env::kDayUs);
  ASSERT_TRUE(send(batch(message("m3"))));
  EXPECT_EQ(stored(), 3);
}

TEST_F(ReceiverTest, EqualMessagesOfOneBodyWithoutIdsAreSeveralEvents) {
  const std::string click =
      R"({"type":"track","event":"Click","userId":"ann","timestamp":"2026-05-28T10:00:00Z"})";
  ASSERT_TRUE(send(batch(click + "," + click + "," + click)));
  EXPECT_EQ(stored(), 3);
  ASSERT_TRUE(send(batch(click + "," + click + "," + click))) << "the same body again";
  EXPECT_EQ(stored(), 3);
}

TEST_F(ReceiverTest, EqualCallsOfOneMomentWithoutIdAndTimeAreSeveralEvents) {
  const std::string click = R"({"event":"Click","userId":"ann"})";
  for (int i = 0; i < 5; ++i) ASSERT_TRUE(send(click, "track"));  // the clock stands still
  EXPECT_EQ(stored(), 5);
  clock_.set(kNow - env::kHourUs);
  ASSERT_TRUE(send(click, "track"));
  EXPECT_EQ(stored(), 6);
  const auto events = *folder_->events().events_page(model::identity_id_of("user_id", "ann"), {}, 9,
                                                     events::Order::kAscending);
  EXPECT_EQ(events.at(0).time_us, kNow - env::kHourUs) << "a clock that was set back is followed";
}

TEST_F(ReceiverTest, TwoSourcesMayUseTheSameIds) {
  ASSERT_TRUE(send(batch(message("m1"))));
  key_ = *workspace_->keys().create_write_key("App");
  ASSERT_TRUE(send(batch(message("m1"))));
  EXPECT_EQ(stored(), 2);
}

TEST_F(ReceiverTest, WhatTheLogHasAndTheStoreHasNotComesAtTheNextStart) {
  ASSERT_TRUE(send(batch(message("m1"))));
  EXPECT_EQ(stored(), 1);
  const std::int64_t source = folder_->events().sources()->at(0).id;
  receiver_.reset();  // as if the process had ended after the commit of the log
  const std::string body = batch(message("m1") + "," + message("m2"));
  ASSERT_TRUE(folder_->log().append(
      log::RecordKind::kBody,
      to_payload({.source_id = source, .call = "batch", .received_at = kNow}, body)));
  close();
  open();
  EXPECT_EQ(stored(), 2);
}

TEST_F(ReceiverTest, TellsWhatItRefusesAndTakesTheRest) {
  const auto receipt = send(batch(message("m1") + R"(,{"type":"track","userId":"ann"})"));
  ASSERT_TRUE(receipt);
  EXPECT_EQ(receipt->taken, 1U);
  ASSERT_EQ(receipt->refused.size(), 1U);
  EXPECT_EQ(receipt->refused[0].index, 1U);
  EXPECT_EQ(stored(), 1);
  EXPECT_EQ(send("{").error().code, base::ErrorCode::kInvalidInput);
  key_ = "wk_unknown";
  EXPECT_EQ(send(batch(message("m3"))).error().code, base::ErrorCode::kNotSignedIn);
  EXPECT_EQ(folder_->log().last_position(), 1);  // nothing of those reached the log
}

TEST_F(ReceiverTest, AnImportBetweenChangesNothingAboutIt) {
  ASSERT_TRUE(send(batch(message("m1"))));
  EXPECT_EQ(stored(), 1);
  const std::vector<model::EventRow> rows = {{.message_id = {1, 2},
                                              .time_us = kNow,
                                              .name = "Visit",
                                              .identity_namespace = "user_id",
                                              .identity_value = "bob",
                                              .properties = "{}"}};
  const auto record = folder_->events().import({.source = "file"}, rows);
  ASSERT_TRUE(record);
  ASSERT_TRUE(send(batch(message("m1") + "," + message("m2"))));
  EXPECT_EQ(stored(), 3);
  ASSERT_TRUE(folder_->events().remove_import(record->id));
  ASSERT_TRUE(send(batch(message("m2") + "," + message("m4"))));
  EXPECT_EQ(stored(), 3);
  EXPECT_EQ(folder_->events().check().value(), std::vector<std::string>{});
}

TEST_F(ReceiverTest, AKeyCallsAsOftenAsItMay) {
  close();
  limits_.requests_per_second_of_key = 2;
  open();
  const std::string first = key_, second = *workspace_->keys().create_write_key("App");
  EXPECT_TRUE(send(batch(message("m1"))));
  EXPECT_TRUE(send(batch(message("m2"))));
  EXPECT_EQ(send(batch(message("m3"))).error().code, base::ErrorCode::kTooMany);
  key_ = second;
  EXPECT_TRUE(send(batch(message("m1")))) << "another key";
  key_ = first;
  clock_.advance(env::kSecondUs / 2);
  EXPECT_TRUE(send(batch(message("m3"))));
  EXPECT_EQ(send(batch(message("m4"))).error().code, base::ErrorCode::kTooMany);
  clock_.advance(env::kHourUs);
  EXPECT_TRUE(send(batch(message("m4"))));
  EXPECT_TRUE(send(batch(message("m5"))));
  EXPECT_EQ(send(batch(message("m6"))).error().code, base::ErrorCode::kTooMany)
      << "an hour of silence saves nothing up";
  EXPECT_EQ(stored(), 6);
}

TEST_F(ReceiverTest, WhatWaitsOfOneKeyIsBounded) {
  close();
  limits_.waiting_bytes_of_key_max = 10'000;
  open();
  const std::string first = key_, second = *workspace_->keys().create_write_key("App");
  const auto sender = *receiver_->senders().find(first);
  ASSERT_TRUE(send(batch(message("m1"))));
  EXPECT_EQ(*sender.waiting_bytes, 0U) << "nothing waits after the answer";
  *sender.waiting_bytes = 10'001;  // as if that much were on its way
  EXPECT_EQ(send(batch(message("m2"))).error().code, base::ErrorCode::kUnavailable);
  key_ = second;
  EXPECT_TRUE(send(batch(message("m2"))));
  *sender.waiting_bytes = 0;
  key_ = first;
  EXPECT_TRUE(send(batch(message("m2"))));
  EXPECT_EQ(stored(), 3);
}

TEST_F(ReceiverTest, ABodyThatCanNeverBeReadKeepsNobodyWaiting) {
  ASSERT_TRUE(send(batch(message("m1"))));
  EXPECT_EQ(stored(), 1);
  const std::int64_t source = folder_->events().sources()->at(0).id;
  receiver_.reset();
  const Envelope envelope{.source_id = source, .call = "batch", .received_at = kNow};
  for (const std::string& payload :
       {std::string("no envelope"), std::string("{\"source\":1}\n{}"),
        to_payload(envelope, "{oops"), to_payload(envelope, batch(message("m2")))})
    ASSERT_TRUE(folder_->log().append(log::RecordKind::kBody, payload));
  close();
  open();
  EXPECT_EQ(stored(), 2);
}

TEST(WriteKey, IsFoundWhereSdksPutIt) {
  EXPECT_EQ(write_key_in(R"({"writeKey":"k","batch":[]})"), "k");
  EXPECT_EQ(write_key_in(R"({"api_key":"k","batch":[]})"), "k");
  EXPECT_EQ(write_key_in(R"([{"event":"a","properties":{"token":"k"}}])"), "k");
  EXPECT_EQ(write_key_in(R"({"schema":"iglu:…","data":[{"e":"pv","aid":"k"}]})"), "k");
  EXPECT_EQ(write_key_in(R"({"writeKey":"","api_key":"k"})"), "k");
  EXPECT_EQ(write_key_in(R"({"event":"a","properties":{"$token":"k"}})"), "k");
  // What is mended in messages costs no body its key: half a surrogate pair, a byte that is no
  // UTF-8, a number beyond 64 bits.
  EXPECT_EQ(write_key_in(R"({"api_key":"k","batch":[{"properties":{"a":"\ud800"}}]})"), "k");
  EXPECT_EQ(write_key_in("{\"api_key\":\"k\",\"event\":\"\xff\"}"), "k");
  EXPECT_EQ(write_key_in(R"({"api_key":"k","n":123456789012345678901234567890})"), "k");
  EXPECT_EQ(write_key_in(R"({"batch":[]})"), "");
  EXPECT_EQ(write_key_in("[]"), "");
  EXPECT_EQ(write_key_in("no JSON"), "");
}

TEST_F(ReceiverTest, TakesNothingMoreWhenTheStoreIsTooFarBehind) {
  limits_.behind_bytes_max = 0;
  close();
  open();
  ASSERT_TRUE(send(batch(message("m1"))));
  EXPECT_EQ(stored(), 1);
  receiver_->reader().wake(*folder_->log().last_position() + 1'000, 1'000, nullptr);
  const auto refused = send(batch(message("m2")));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, base::ErrorCode::kUnavailable);
}

TEST_F(ReceiverTest, KnowsAMessageForAsLongAsTheSettingsSay) {
  window_ = env::kDayUs;
  close();
  open();
  ASSERT_TRUE(send(batch(message("m1"))));
  EXPECT_EQ(stored(), 1);
  clock_.set(kNow + 3 * env::kDayUs);
  ASSERT_TRUE(send(batch(message("m1"))));
  EXPECT_EQ(stored(), 2);

  window_ = 0;
  close();
  open();
  clock_.set(kNow + 300 * env::kDayUs);
  ASSERT_TRUE(send(batch(message("m1"))));
  EXPECT_EQ(stored(), 2);
  close();
  open();
  ASSERT_TRUE(send(batch(message("m1"))));
  EXPECT_EQ(stored(), 2);
}

}  // namespace
}  // namespace wend::collect
