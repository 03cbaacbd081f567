#include <fmt/format.h>
#include <functional>

#include "server/server_for_test.h"

namespace wend::server {
namespace {

// From what an SDK stamps on its messages to the answer that a campaign asks for.
class ConsentApiTest : public ServerFixture {
 protected:
  void SetUp() override {
    ServerFixture::SetUp();
    admin_ = all();
    source_ =
        call("POST", "/api/v1/sources", admin_, json::object{{"name", "App"}, {"kind", "sdk"}})
            .text("id");
    key_ = call("POST", "/api/v1/sources/" + source_ + "/keys", admin_).text("key");
  }
  Reply put(std::string_view purposes, int version) {
    return call("PUT", "/api/v1/consent/purposes", admin_, json::parse(purposes),
                fmt::format("If-Match: \"{}\"\r\n", version));
  }
  void send(std::string_view messages) {
    const auto reply =
        raw("POST", "/v1/batch?writeKey=" + key_, "", fmt::format("{{\"batch\": [{}]}}", messages));
    ASSERT_EQ(reply.status(), 200) << reply.http.body;
  }
  static bool eventually(const std::function<bool()>& is_so) {
    for (int i = 0; i < 400; ++i) {
      if (is_so()) return true;
      std::this_thread::sleep_for(std::chrono::milliseconds(25));
    }
    return false;
  }
  std::int64_t events() {
    return call("GET", "/api/v1/status", admin_).body.at("events").to_number<std::int64_t>();
  }
  std::string customer(std::string_view search) {
    const auto reply = call("GET", fmt::format("/api/v1/customers?search={}", search), admin_).body;
    const auto& items = reply.at("items").as_array();
    return items.empty() ? "" : std::string(items[0].at("id").as_string());
  }
  json::object consent(const std::string& customer, std::string_view more = "") {
    const auto reply =
        call("GET", fmt::format("/api/v1/customers/{}/consent{}", customer, more), admin_);
    EXPECT_EQ(reply.status(), 200) << reply.http.body;
    return reply.body.as_object();
  }
  // The first answer to the only purpose.
  json::object answer(const std::string& customer, std::string_view more) {
    const auto body = consent(customer, more);
    return body.at("purposes").at(0).at("answers").at(0).as_object();
  }
  Identity admin_;
  std::string source_, key_;
};

constexpr std::string_view kPurposes = R"({"purposes": [
    {"id": "ads", "name": "Advertising", "lawful_basis": "consent", "aliases": ["C0004"],
     "channels": ["email", "sms"]},
    {"id": "analytics", "name": "Analytics", "lawful_basis": "consent", "aliases": ["Analytics"],
     "required_at_ingest": {"events": ["Viewed*"], "otherwise": "drop"}}]})";

TEST_F(ConsentApiTest, WhatAnSdkStampsIsAnsweredAndHonouredAtIngest) {
  ASSERT_EQ(put(kPurposes, 0).status(), 200);
  EXPECT_EQ(put(kPurposes, 0).status(), 409) << "somebody was faster";
  send(R"({"type": "track", "event": "Order", "userId": "ann", "messageId": "1",
           "timestamp": "2026-01-01T10:00:00Z",
           "context": {"consent": {"categoryPreferences": {"Analytics": true, "C0004": false}}}},
          {"type": "track", "event": "Viewed shoes", "userId": "ann", "messageId": "2"},
          {"type": "track", "event": "Viewed shoes", "userId": "bob", "messageId": "3",
           "properties": {"secret": "zebrafinches"}},
          {"type": "track", "event": "Order", "userId": "bob", "messageId": "4",
           "context": {"consentManagement": {"provider": "oneTrust", "allowedConsentIds": ["C0004"],
                                             "deniedConsentIds": []}}})");
  ASSERT_TRUE(eventually([&] { return events() == 3; }));
  const std::string ann = customer("ann"), bob = customer("bob");
  EXPECT_EQ(answer(ann, "?purpose=analytics").at("allowed"), true);
  EXPECT_EQ(answer(ann, "?purpose=ads&channel=email").at("why"), "withdrawn");
  EXPECT_EQ(answer(bob, "?purpose=ads&channel=email").at("allowed"), true);
  EXPECT_EQ(answer(bob, "?purpose=ads&channel=phone").at("why"), "channel");
  EXPECT_EQ(answer(bob, "?purpose=analytics").at("why"), "nothing_said");
  const auto of_ann = consent(ann);
  EXPECT_EQ(of_ann.at("history_total"), 2);
  const auto& line = of_ann.at("history").at(0).as_object();
  EXPECT_EQ(line.at("source"), "App");
  EXPECT_EQ(line.at("event"), "Order");
  EXPECT_EQ(line.at("identity").at("value"), "ann");
  EXPECT_EQ(line.at("actor"), nullptr);
  EXPECT_EQ(call("GET", "/api/v1/customers/" + ann + "/consent?purpose=x", admin_).status(), 404);
  // What was left out is counted by its reason, without what it said.
  json::array refusals;
  EXPECT_TRUE(eventually([&] {
    refusals =
        call("GET", "/api/v1/refusals?source=" + source_, admin_).body.at("items").as_array();
    return !refusals.empty();
  }));
  ASSERT_EQ(refusals.size(), 1U) << json::serialize(refusals);
  EXPECT_EQ(refusals[0].at("reason"), "There is no consent for \"Analytics\".");
  EXPECT_EQ(refusals[0].at("event"), "Viewed shoes");
  EXPECT_EQ(refusals[0].at("count"), 1);
  EXPECT_FALSE(json::serialize(refusals).contains("zebrafinches"));
}

TEST_F(ConsentApiTest, APersonRecordsWhatWasSaidAndTheHistoryKeepsWhatWasSaidBefore) {
  ASSERT_EQ(put(kPurposes, 0).status(), 200);
  send(R"({"type": "track", "event": "Order", "userId": "ann", "anonymousId": "v1",
           "messageId": "1", "context": {"consent": {"categoryPreferences": {"C0004": true}}}})");
  ASSERT_TRUE(eventually([&] { return events() == 1; }));
  const std::string path = "/api/v1/customers/" + customer("ann") + "/consent";
  const auto say = [&](json::object body) { return call("POST", path, admin_, std::move(body)); };
  const auto done = say({{"purpose", "ads"},
                         {"channel", "sms"},
                         {"state", "withdrawn"},
                         {"reason", "By phone"},
                         {"wording", "v3"}});
  ASSERT_EQ(done.status(), 201) << done.http.body;
  EXPECT_EQ(answer(customer("ann"), "?purpose=ads&channel=sms").at("allowed"), false);
  EXPECT_EQ(answer(customer("ann"), "?purpose=ads&channel=email").at("allowed"), true);
  const auto& history = done.body.at("history").as_array();
  ASSERT_EQ(history.size(), 2U);
  EXPECT_EQ(history[0].at("reason"), "By phone");
  EXPECT_EQ(history[0].at("wording"), "v3");
  EXPECT_EQ(history[0].at("identity").at("namespace"), "user_id") << "the strongest";
  EXPECT_FALSE(history[0].at("actor").is_null());
  EXPECT_EQ(history[1].at("event"), "Order");
  EXPECT_EQ(
      say({{"purpose", "ads"}, {"channel", "phone"}, {"state", "given"}, {"reason", "x"}}).status(),
      422);
  EXPECT_EQ(say({{"purpose", "none"}, {"state", "given"}, {"reason", "x"}}).status(), 404);
  EXPECT_EQ(say({{"purpose", "ads"}, {"state", "perhaps"}, {"reason", "x"}}).status(), 422);
  EXPECT_EQ(say({{"purpose", "ads"},
                 {"state", "given"},
                 {"reason", "x"},
                 {"time", "2999-01-01T00:00:00Z"}})
                .status(),
            422);
  // The purposes hold after a restart, before the first event is read.
  start();
  send(R"({"type": "track", "event": "Viewed a", "userId": "cem", "messageId": "2"},
          {"type": "track", "event": "Order", "userId": "cem", "messageId": "3"})");
  EXPECT_TRUE(eventually([&] { return events() == 2; }));
  EXPECT_EQ(answer(customer("ann"), "?purpose=ads&channel=sms").at("allowed"), false);
}

}  // namespace
}  // namespace wend::server
