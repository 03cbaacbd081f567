#include "collect/webhook_receiver.h"

#include <filesystem>
#include <future>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include "collect/accepted_body.h"
#include "collect/intake_watch.h"
#include "collect/unmapped_bodies.h"
#include "events/data_folder.h"
#include "workspace/workspace.h"

namespace wend::collect {
namespace {

constexpr env::TimeUs kNow = 1'780'000'000 * env::kSecondUs;

class WebhookReceiverTest : public testing::Test {
 protected:
  void SetUp() override {
    path_ = std::filesystem::temp_directory_path() /
            ("wend_hooks_" + std::to_string(::getpid()) + "_" +
             testing::UnitTest::GetInstance()->current_test_info()->name());
    std::filesystem::remove_all(path_);
    open();
    source_ = folder_->events().create_source("Payments", "webhook")->id;
    key_ = *workspace_->keys().create_write_key("Payments");
  }
  void TearDown() override {
    close();
    std::filesystem::remove_all(path_);
  }
  void open() {
    folder_ = std::move(*events::DataFolder::open(path_, {.store = {.clock = &clock_}}));
    workspace_ = std::move(
        *workspace::Workspace::open(folder_->workspace_file().string(), clock_, {1, 8192}));
    sources_ = std::make_unique<WebhookSources>(workspace_->webhooks());
    const auto report = [this](std::string_view sentence) { complaints_.emplace_back(sentence); };
    watch_ = std::make_unique<IntakeWatch>(*workspace_, clock_, report);
    receiver_ =
        std::make_unique<Receiver>(workspace_->keys(), folder_->log(), folder_->events(), clock_,
                                   report, Receiver::Limits{}, watch_.get(), sources_->mappings());
    webhooks_ = std::make_unique<WebhookReceiver>(*receiver_, folder_->events(), *sources_, clock_);
    unmapped_ = std::make_unique<UnmappedBodies>(folder_->log(), folder_->events(), *sources_);
  }
  void close() {
    unmapped_.reset();
    webhooks_.reset();
    receiver_.reset();
    watch_.reset();
    sources_.reset();
    workspace_.reset();
    folder_.reset();
  }

  void configure(std::string mapping, std::string signature = R"({"scheme":"none"})",
                 std::optional<std::string> secret = {}) {
    auto settings = *workspace_->webhooks().find(source_);
    settings.mapping = std::move(mapping);
    settings.signature = std::move(signature);
    settings.secret = std::move(secret);
    ASSERT_TRUE(workspace_->webhooks().replace(settings));
    sources_->changed(source_);
  }
  base::Status send(std::string body,
                    std::vector<std::pair<std::string, std::string>> headers = {}) {
    std::promise<base::Status> answered;
    webhooks_->receive({key_, std::move(headers), std::move(body)},
                       [&](base::Status status) { answered.set_value(std::move(status)); });
    return answered.get_future().get();
  }
  // Events in the store, once all that was accepted is read.
  std::int64_t stored() {
    EXPECT_TRUE(
        receiver_->reader().wait_for(*folder_->log().last_position(), std::chrono::seconds(30)));
    return folder_->events().counts()->events;
  }
  // The reasons that were counted.
  std::vector<std::string> refused() {
    EXPECT_TRUE(watch_->flush());
    const auto page = workspace_->refusals().page({}, {}, 100).value();
    std::vector<std::string> reasons;
    for (const auto& refusal : page) reasons.push_back(refusal.reason);
    return reasons;
  }
  std::int64_t unmapped() { return *unmapped_->total(source_); }

  static constexpr const char* kMapping =
      R"({"rules":[{"when":{"path":"body.type","value":"paid"},"name":"Paid","user_id":"{body.who}","message_id":"{body.id}"},
                   {"when":{"path":"body.type","value":"noise"},"ignore":true}]})";
  static constexpr const char* kMended =
      R"({"rules":[{"name":"{body.type}","user_id":"{body.who}","message_id":"{body.id}"}]})";

  std::filesystem::path path_;
  env::FixedClock clock_{kNow};
  std::unique_ptr<events::DataFolder> folder_;
  std::unique_ptr<workspace::Workspace> workspace_;
  std::unique_ptr<WebhookSources> sources_;
  std::unique_ptr<IntakeWatch> watch_;
  std::unique_ptr<Receiver> receiver_;
  std::unique_ptr<WebhookReceiver> webhooks_;
  std::unique_ptr<UnmappedBodies> unmapped_;
  std::int64_t source_ = 0;
  std::string key_;
  std::vector<std::string> complaints_;
};

TEST_F(WebhookReceiverTest, BringsWhatItsMappingTakesToTheStore) {
  configure(kMapping);
  ASSERT_TRUE(send(R"({"type":"paid","who":"ann","id":1})"));
  ASSERT_TRUE(send(R"({"type":"paid","who":"ann","id":1})"));  // the sender tries again
  ASSERT_TRUE(send(R"({"type":"noise"})"));
  ASSERT_TRUE(
      send("type=paid&who=bob&id=2", {{"Content-Type", "application/x-www-form-urlencoded"}}));
  EXPECT_EQ(stored(), 2);
  EXPECT_EQ(unmapped(), 0);
  const auto events = *folder_->events().events_page(model::identity_id_of("user_id", "ann"), {},
                                                     10, events::Order::kAscending);
  ASSERT_EQ(events.size(), 1U);
  EXPECT_EQ(events[0].name, "Paid");
  EXPECT_EQ(events[0].source, "Payments");
}

TEST_F(WebhookReceiverTest, KeepsWhatNoRuleTakesAndReadsItAgain) {
  // Nothing is set up yet: the bodies show what to write a mapping for.
  ASSERT_TRUE(send(R"({"type":"paid","who":"ann","id":1})", {{"X-Event", "paid"}}));
  EXPECT_EQ(stored(), 0);
  EXPECT_EQ(unmapped(), 1);
  configure(kMapping);
  ASSERT_TRUE(send(R"({"type":"paid","id":2})"));
  ASSERT_TRUE(send(R"({"type":"lost","who":"bob","id":3})"));
  EXPECT_EQ(stored(), 0);
  const auto page = *unmapped_->page(source_, {}, 10);
  ASSERT_EQ(page.size(), 3U);
  EXPECT_EQ(page[0].reason, "No rule of the mapping fits this body.");
  EXPECT_EQ(page[0].body, R"({"type":"lost","who":"bob","id":3})");
  EXPECT_EQ(page[0].received_at, kNow);
  EXPECT_EQ(page[1].reason, "rules[0].user_id: The message names no customer.");
  EXPECT_EQ(page[2].headers, R"({"x-event":"paid"})");
  EXPECT_EQ(unmapped_->page(source_, page[1].position, 10)->size(), 1U);

  auto replay = *unmapped_->replay(source_);
  EXPECT_EQ(replay.replayed, 1U);
  EXPECT_EQ(replay.events, 1U);
  EXPECT_EQ(replay.still_unmapped, 2U);
  EXPECT_EQ(stored(), 1);
  configure(kMended);
  replay = *unmapped_->replay(source_);
  EXPECT_EQ(replay.replayed, 1U);
  EXPECT_EQ(replay.still_unmapped, 1U);
  EXPECT_EQ(stored(), 2);
  EXPECT_EQ(unmapped(), 1);
  // The same again changes nothing, and what was replayed is known when it comes once more.
  EXPECT_EQ(unmapped_->replay(source_)->events, 0U);
  ASSERT_TRUE(send(R"({"type":"paid","who":"ann","id":1})"));
  EXPECT_EQ(stored(), 2);
  close();
  open();
  EXPECT_EQ(unmapped(), 1);
  ASSERT_TRUE(send(R"({"type":"lost","who":"bob","id":3})"));
  EXPECT_EQ(stored(), 2);
  EXPECT_EQ(folder_->events().check().value(), std::vector<std::string>{});
}

TEST_F(WebhookReceiverTest, ReplaysManyInSeveralSteps) {
  for (int i = 0; i < 1'203; ++i)
    ASSERT_TRUE(folder_->log().append(
        log::RecordKind::kBody,
        to_payload({.source_id = source_,
                    .dialect = Dialect::kWebhook,
                    .call = "hook",
                    .received_at = kNow},
                   R"({"type":"E","who":"ann","id":)" + std::to_string(i) + "}")));
  receiver_->reader().wake(1'203, 100, nullptr);
  EXPECT_EQ(stored(), 0);
  EXPECT_EQ(unmapped(), 1'203);
  configure(kMended);
  const auto replay = *unmapped_->replay(source_);
  EXPECT_EQ(replay.replayed, 1'203U);
  EXPECT_EQ(replay.events, 1'203U);
  EXPECT_EQ(stored(), 1'203);
  EXPECT_EQ(unmapped(), 0);
  EXPECT_EQ(folder_->events().check().value(), std::vector<std::string>{});
}

TEST_F(WebhookReceiverTest, TurnsAwayWhatIsNotSigned) {
  // GitHub's documented example of a signature.
  configure(
      R"({"rules":[{"name":"Hello","user_id":"u"}]})",
      R"({"scheme":"hmac","algorithm":"sha256","header":"X-Hub-Signature-256","encoding":"hex","prefix":"sha256=","signed":"{body}"})",
      "It's a Secret to Everybody");
  const std::string right =
      "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17";
  const auto missing = send(R"({"a":1})");
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().code, base::ErrorCode::kNotSignedIn);
  EXPECT_EQ(send(R"({"a":1})", {{"x-hub-signature-256", right}}).error().code,
            base::ErrorCode::kNotSignedIn);
  // The signature fits; that the body is no JSON is the next thing that is looked at.
  EXPECT_EQ(send("Hello, World!", {{"x-hub-signature-256", right}}).error().code,
            base::ErrorCode::kInvalidInput);
  EXPECT_THAT(refused(),
              testing::UnorderedElementsAre(
                  "The header X-Hub-Signature-256 with the signature is missing.",
                  "The signature does not fit the body.", "The body is not valid JSON."));
  EXPECT_EQ(folder_->log().last_position(), 0);
}

TEST_F(WebhookReceiverTest, KnowsItsKeys) {
  key_ = "wend_write_guess";
  EXPECT_EQ(send("{}").error().code, base::ErrorCode::kNotSignedIn);
  EXPECT_FALSE(webhooks_->knows(key_));
  key_ = *workspace_->keys().create_write_key("Shop");  // an SDK's
  EXPECT_EQ(send("{}").error().message, "This key is not one of a webhook.");
  EXPECT_EQ(refused().size(), 2U);
}

TEST_F(WebhookReceiverTest, GoesOnAfterWhatCannotBeRead) {
  configure(kMapping);
  const auto append = [&](const std::string& payload) {
    ASSERT_TRUE(folder_->log().append(log::RecordKind::kBody, payload));
  };
  append("no envelope at all");
  append(R"({"source":1,"dialect":"smoke","call":"","received_at":1,"headers":"{}"})"
         "\n{}");
  // A body that was fit to be accepted by an earlier version and is none now.
  append(to_payload({.source_id = source_, .call = "batch", .received_at = kNow}, "not JSON"));
  append(to_payload(
      {.source_id = source_, .dialect = Dialect::kWebhook, .call = "hook", .received_at = kNow},
      "not JSON"));
  append(to_payload({.source_id = source_,
                     .dialect = Dialect::kWebhook,
                     .call = "hook",
                     .received_at = kNow,
                     .headers = "{\"x\":\"\xFF\"}"},
                    R"({"type":"paid","who":"ann","id":1})"));
  ASSERT_TRUE(send(R"({"type":"paid","who":"ann","id":2})"));
  EXPECT_EQ(stored(), 2);
  EXPECT_EQ(unmapped(), 1);
  EXPECT_EQ(refused().size(), 2U);  // two without an envelope share a reason
}

TEST(WebhookHeaders, KeepWhatTellsAndNotWhatIsSecret) {
  EXPECT_EQ(
      kept_headers({{"Content-Type", "application/json"},
                    {"X-GitHub-Event", "star"},
                    {"X-Github-Event", "again"},
                    {"Authorization", "Bearer x"},
                    {"X-Hub-Signature-256", "sha256=0"},
                    {"X-Api-Key", "k"},
                    {"X-Forwarded-For", "10.0.0.1"},
                    {"Host", "example.com"},
                    {"X-Odd", "\xFF\"quoted\""}}),
      "{\"content-type\":\"application/json\",\"x-github-event\":\"star\",\"x-odd\":\"\xEF\xBF\xBD"
      "\\\"quoted\\\"\"}");
  EXPECT_EQ(kept_headers({{"X-Long", std::string(20'000, 'x')}, {"X-Short", "s"}}),
            R"({"x-short":"s"})");
}

}  // namespace
}  // namespace wend::collect
