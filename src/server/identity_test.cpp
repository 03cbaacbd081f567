#include <chrono>
#include <fmt/format.h>
#include <thread>

#include "server/server_for_test.h"

namespace wend::server {
namespace {

// Who is one customer, from the message to the page and back.
class IdentityTest : public ServerFixture {
 protected:
  void SetUp() override {
    ServerFixture::SetUp();
    admin_ = all();
    const auto source =
        call("POST", "/api/v1/sources", admin_, json::object{{"name", "App"}, {"kind", "sdk"}})
            .text("id");
    key_ = call("POST", "/api/v1/sources/" + source + "/keys", admin_).text("key");
  }

  void send(std::string_view messages) {
    const auto reply =
        raw("POST", "/v1/batch?writeKey=" + key_, "", fmt::format("{{\"batch\": [{}]}}", messages));
    ASSERT_EQ(reply.status(), 200) << reply.http.body;
  }
  // The customers once there are so many events.
  json::array customers(std::int64_t events) {
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(20);
    for (;;) {
      const auto status = call("GET", "/api/v1/status", admin_);
      if (status.body.at("events").as_int64() >= events || std::chrono::steady_clock::now() > end) {
        EXPECT_EQ(status.body.at("events").as_int64(), events);
        break;
      }
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
    return call("GET", "/api/v1/customers?sort=name", admin_).body.at("items").as_array();
  }
  json::object identity_of(std::string_view id) {
    const auto reply = call("GET", fmt::format("/api/v1/customers/{}/identity", id), admin_);
    EXPECT_EQ(reply.status(), 200) << reply.http.body;
    return reply.body.as_object();
  }
  static json::object named(std::string_view name, std::string_view value) {
    return {{"namespace", name}, {"value", value}};
  }

  Identity admin_;
  std::string key_;
};

TEST_F(IdentityTest, AVisitorSignsInIsExplainedAndTakenApartAgain) {
  send(R"({"type": "page", "name": "Home", "anonymousId": "v1", "messageId": "1"})");
  auto found = customers(1);
  ASSERT_EQ(found.size(), 1U);
  const std::string visitor(found[0].at("id").as_string());

  send(R"({"type": "identify", "userId": "48102", "anonymousId": "v1", "messageId": "2",
           "traits": {"name": "Ann Lee", "email": "Ann@Example.com"}},
          {"type": "track", "event": "Order", "userId": "48102", "messageId": "3"})");
  found = customers(3);
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].at("events").as_int64(), 3);
  const std::string ann(found[0].at("id").as_string());
  EXPECT_NE(ann, visitor);
  // The visitor's address leads to Ann.
  EXPECT_EQ(call("GET", "/api/v1/customers/" + visitor, admin_).text("id"), ann);
  EXPECT_EQ(call("GET", "/api/v1/customers/" + visitor + "/events", admin_)
                .body.at("items")
                .as_array()
                .size(),
            3U);

  const auto why = identity_of(ann);
  EXPECT_EQ(why.at("identities_total").as_int64(), 3);
  EXPECT_EQ(why.at("links").as_array().size(), 2U);
  for (const auto& link : why.at("links").as_array()) {
    EXPECT_EQ(link.at("state").as_string(), "holds");
    EXPECT_EQ(link.at("source").as_string(), "App");
    EXPECT_TRUE(link.at("first_seen").is_string());
  }
  EXPECT_EQ(identity_of(visitor).at("customer").as_string(), ann);

  const auto decide = [&](std::string_view decision) {
    return call("POST", "/api/v1/identity/decisions", admin_,
                json::object{{"a", named("user_id", "48102")},
                             {"b", named("anonymous_id", "v1")},
                             {"decision", decision}});
  };
  auto decided = decide("apart");
  ASSERT_EQ(decided.status(), 200) << decided.http.body;
  EXPECT_TRUE(decided.body.at("changed").as_bool());
  EXPECT_EQ(decided.body.at("customers").as_array().size(), 2U);
  found = customers(3);
  ASSERT_EQ(found.size(), 2U);
  EXPECT_EQ(call("GET", "/api/v1/customers/" + visitor, admin_).body.at("events").as_int64(), 1);
  EXPECT_EQ(call("GET", "/api/v1/customers/" + ann, admin_).body.at("events").as_int64(), 2);
  EXPECT_FALSE(decide("apart").body.at("changed").as_bool());
  EXPECT_TRUE(decide("none").body.at("changed").as_bool());
  EXPECT_EQ(customers(3).size(), 1U);
  EXPECT_EQ(call("POST", "/api/v1/identity/decisions", admin_,
                 json::object{{"a", named("user_id", "48102")},
                              {"b", named("user_id", "nobody")},
                              {"decision", "together"}})
                .status(),
            404);
}

TEST_F(IdentityTest, RulesAreChangedOnceAndHoldForThePast) {
  send(
      R"({"type": "track", "event": "A", "userId": "1", "messageId": "1", "properties": {"card": 77}},
          {"type": "track", "event": "B", "anonymousId": "v", "messageId": "2", "properties": {"card": 77}})");
  EXPECT_EQ(customers(2).size(), 2U);
  auto rules = call("GET", "/api/v1/identity/rules", admin_);
  EXPECT_EQ(rules.http.header("etag"), "\"0\"");
  auto& findings = rules.body.as_object().at("findings").as_array();
  findings.push_back(json::object{{"property", "card"}, {"namespace", "loyalty_card"}});
  const auto put = [&](std::string_view etag) {
    return call("PUT", "/api/v1/identity/rules", admin_, rules.body,
                fmt::format("If-Match: {}\r\n", etag));
  };
  const auto changed = put("\"0\"");
  ASSERT_EQ(changed.status(), 200) << changed.http.body;
  EXPECT_EQ(changed.http.header("etag"), "\"1\"");
  EXPECT_EQ(customers(2).size(), 1U);
  const auto late = put("\"0\"");
  EXPECT_EQ(late.status(), 409);
  EXPECT_EQ(late.body.at("theirs").at("findings").as_array().size(), 3U);
  EXPECT_EQ(call("PUT", "/api/v1/identity/rules", admin_,
                 json::object{{"namespaces", json::array{json::object{{"name", ""}}}}},
                 "If-Match: \"1\"\r\n")
                .text("field"),
            "namespaces[0].name");
}

}  // namespace
}  // namespace wend::server
