#include <chrono>
#include <functional>
#include <gtest/gtest.h>
#include <thread>

#include "model/account.h"
#include "server/server_for_test.h"

namespace wend::server {
namespace {

std::string id_of(std::string_view key, std::string_view type = "company") {
  return model::account_id_text(model::account_number_of(type, key));
}

// Accounts, seen from outside.
class AccountsOverHttpTest : public ServerFixture {
 protected:
  void SetUp() override {
    ServerFixture::SetUp();
    as_ = all();
    const auto source =
        call("POST", "/api/v1/sources", as_, json::object{{"name", "App"}, {"kind", "sdk"}});
    key_ = call("POST", "/api/v1/sources/" + source.text("id") + "/keys", as_).text("key");
  }
  json::value get(const std::string& path) {
    const auto reply = call("GET", "/api/v1/" + path, as_);
    EXPECT_EQ(reply.status(), 200) << path << " " << reply.http.body;
    return reply.body;
  }
  void send(const std::string& path, const std::string& body) {
    const auto reply = raw("POST", path + "?writeKey=" + key_, "", body);
    ASSERT_EQ(reply.status(), 200) << reply.http.body;
  }
  // Waits until so many events are in the store.
  void wait_for_events(std::int64_t events) {
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(20);
    while (get("status").at("events").as_int64() < events) {
      ASSERT_LT(std::chrono::steady_clock::now(), end);
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
  }
  std::string customer(std::string_view search) {
    return std::string(
        get("customers?search=" + std::string(search)).at("items").at(0).at("id").as_string());
  }
  // "u1 group event; u2 rule": labels and sources.
  std::string members(const std::string& account) {
    std::map<std::string, std::string> all;
    const auto page = get("accounts/" + account + "/members");
    for (const auto& item : page.at("items").as_array()) {
      std::string& line = all[std::string(item.at("label").as_string())];
      for (const auto& source : item.at("sources").as_array())
        line += " " + std::string(source.as_string());
    }
    std::string text;
    for (const auto& [label, sources] : all) text += label + ":" + sources + "; ";
    return text;
  }

  Identity as_;
  std::string key_;
};

TEST_F(AccountsOverHttpTest, GroupCallsOfSegmentMakeAccounts) {
  send("/v1/batch", R"({"batch": [
      {"type": "group", "userId": "u1", "groupId": "acme", "messageId": "1", "traits": {"name": "Acme", "plan": "free"},
       "timestamp": "2026-01-01T10:00:00Z", "context": {"os": {"name": "iOS"}}},
      {"type": "group", "userId": "u1", "groupId": "acme", "messageId": "2", "traits": {"plan": "pro"},
       "timestamp": "2026-01-02T10:00:00Z"},
      {"type": "track", "userId": "u2", "event": "Order", "messageId": "3", "properties": {"revenue": 20},
       "timestamp": "2026-01-03T10:00:00Z", "context": {"groupId": "acme"}},
      {"type": "track", "anonymousId": "v3", "event": "Visit", "messageId": "4", "timestamp": "2026-01-03T11:00:00Z"}]})");
  wait_for_events(4);
  const auto list = get("accounts");
  ASSERT_EQ(list.at("total").as_int64(), 1);
  const auto& item = list.at("items").at(0);
  EXPECT_EQ(item.at("id").as_string(), id_of("acme"));
  EXPECT_EQ(item.at("name").as_string(), "Acme");
  EXPECT_EQ(item.at("members").as_int64(), 2);
  EXPECT_EQ(item.at("events").as_int64(), 3);
  EXPECT_EQ(item.at("value").to_number<double>(), 20);
  EXPECT_EQ(get("accounts?search=ac").at("total").as_int64(), 1);
  EXPECT_EQ(get("accounts?search=me").at("total").as_int64(), 0);
  EXPECT_EQ(members(id_of("acme")), "user_id u1: group; user_id u2: event; ");

  const auto account = get("accounts/" + id_of("acme"));
  const auto& traits = account.at("traits").as_array();
  ASSERT_EQ(traits.size(), 2u);  // what the device is, is no trait
  EXPECT_EQ(traits[1].at("trait").as_string(), "plan");
  EXPECT_EQ(traits[1].at("values").at(0).at("value").as_string(), "pro");
  EXPECT_EQ(traits[1].at("values").at(1).at("value").as_string(), "free");
  EXPECT_EQ(traits[1].at("values").at(1).at("source").as_string(), "App");
  EXPECT_EQ(account.at("top_events").at(0).at("event").as_string(), "Order");

  const auto events = get("accounts/" + id_of("acme") + "/events?limit=2");
  EXPECT_EQ(events.at("total").as_int64(), 3);
  EXPECT_EQ(events.at("items").at(0).at("event").as_string(), "Order");
  EXPECT_EQ(events.at("items").at(0).at("customer").at("label").as_string(), "user_id u2");
  const auto more = get("accounts/" + id_of("acme") + "/events?limit=2&cursor=" +
                        std::string(events.at("next_cursor").as_string()));
  EXPECT_EQ(more.at("items").as_array().size(), 1u);
  EXPECT_TRUE(more.at("next_cursor").is_null());
  EXPECT_EQ(get("accounts/" + id_of("acme") + "/events?channel=none").at("total").as_int64(), 0);

  // The visitor signs in, and is a member with the whole past.
  send("/v1/identify", R"({"userId": "u2", "anonymousId": "v3", "messageId": "5"})");
  wait_for_events(5);
  EXPECT_EQ(get("accounts").at("items").at(0).at("events").as_int64(), 5);
}

TEST_F(AccountsOverHttpTest, TheSearchOfEverythingFindsAccountsAndSegments) {
  send("/v1/batch", R"({"batch": [
      {"type": "group", "userId": "u1", "groupId": "acme", "messageId": "1", "traits": {"name": "Great Acme"}},
      {"type": "group", "userId": "u2", "groupId": "acme", "messageId": "2"},
      {"type": "group", "userId": "u3", "groupId": "greatest", "messageId": "3"}]})");
  call("POST", "/api/v1/segments", as_,
       json::object{{"name", "Those who are GREAT"}, {"rule", json::object{}}});
  wait_for_events(3);
  std::map<std::string, std::string> found;
  const auto answer = get("search?q=great");
  for (const auto& item : answer.at("items").as_array()) {
    const auto& detail = item.at("detail");
    found[std::string(item.at("label").as_string())] =
        std::string(item.at("kind").as_string()) + " " +
        (detail.is_null() ? "-" : std::string(detail.as_string()));
  }
  const std::map<std::string, std::string> expected = {
      {"Great Acme", "account company acme, 2 members"},
      {"greatest", "account company greatest, 1 member"},
      {"Those who are GREAT", "segment -"}};
  EXPECT_EQ(found, expected);
}

TEST_F(AccountsOverHttpTest, GroupsOfPostHogHaveTypes) {
  const std::string head = R"({"api_key": ")" + key_ + R"(", "batch": [)";
  const auto reply = raw("POST", "/batch", "", head + R"(
      {"event": "$groupidentify", "distinct_id": "$company_acme", "uuid": "1",
       "properties": {"$group_type": "company", "$group_key": "acme", "$group_set": {"name": "Acme", "seats": 5}}},
      {"event": "Invoice paid", "distinct_id": "u1", "uuid": "2",
       "properties": {"$groups": {"company": "acme", "project": "p7"}}}]})");
  ASSERT_EQ(reply.status(), 200) << reply.http.body;
  wait_for_events(2);
  EXPECT_EQ(members(id_of("acme")), "user_id u1: event; ");
  EXPECT_EQ(members(id_of("p7", "project")), "user_id u1: event; ");
  const auto accounts = get("customers/" + customer("u1") + "/accounts").at("items").as_array();
  ASSERT_EQ(accounts.size(), 2u);
  EXPECT_EQ(accounts[0].at("name").as_string(), "Acme");
  EXPECT_EQ(get("accounts?type=project").at("total").as_int64(), 1);
  EXPECT_EQ(get("accounts").at("types").as_array().size(), 2u);
}

TEST_F(AccountsOverHttpTest, TheRuleOfDomainsIsTriedThenKept) {
  send("/v1/batch", R"({"batch": [
      {"type": "identify", "userId": "u1", "messageId": "1", "traits": {"email": "ann@acme.com"}},
      {"type": "identify", "userId": "u2", "messageId": "2", "traits": {"email": "bob@gmail.com"}}]})");
  wait_for_events(2);
  const json::object rules{{"domain_rule", true}};
  const auto tried = call("POST", "/api/v1/accounts/rules/preview", as_, rules).body;
  EXPECT_EQ(tried.at("new_accounts").as_int64(), 1);
  EXPECT_EQ(tried.at("members_by_rule").as_int64(), 1);
  EXPECT_EQ(tried.at("largest").at(0).at("key").as_string(), "acme.com");
  EXPECT_EQ(get("accounts").at("total").as_int64(), 0);

  EXPECT_EQ(call("PUT", "/api/v1/accounts/rules", as_, rules).status(), 428);
  const auto changed = call("PUT", "/api/v1/accounts/rules", as_, rules, "If-Match: \"0\"\r\n");
  ASSERT_EQ(changed.status(), 200) << changed.http.body;
  EXPECT_EQ(changed.http.header("etag"), "\"1\"");
  EXPECT_EQ(members(id_of("acme.com")), "user_id u1: rule; ");
  const auto clash =
      call("PUT", "/api/v1/accounts/rules", as_, json::object{}, "If-Match: \"0\"\r\n");
  EXPECT_EQ(clash.status(), 409);
  EXPECT_TRUE(clash.body.at("theirs").at("domain_rule").as_bool());
  const auto wrong =
      call("PUT", "/api/v1/accounts/rules", as_, json::object{{"excluded", json::array{"nothing"}}},
           "If-Match: \"1\"\r\n");
  EXPECT_EQ(wrong.status(), 422);
  EXPECT_EQ(wrong.body.at("field").as_string(), "excluded[0]");
}

TEST_F(AccountsOverHttpTest, APersonPutsCustomersInAndTakesThemOut) {
  send("/v1/batch", R"({"batch": [
      {"type": "group", "userId": "u1", "groupId": "acme", "messageId": "1"},
      {"type": "track", "userId": "u2", "event": "Visit", "messageId": "2"}]})");
  wait_for_events(2);
  const std::string path = "/api/v1/accounts/" + id_of("acme") + "/members";
  const auto decide = [&](const std::string& who, const char* decision) {
    const auto reply =
        call("POST", path, as_, json::object{{"customer", customer(who)}, {"decision", decision}});
    EXPECT_EQ(reply.status(), 200) << reply.http.body;
    return reply.body.at("changed").as_bool();
  };
  EXPECT_TRUE(decide("u2", "in"));
  EXPECT_FALSE(decide("u2", "in"));
  EXPECT_TRUE(decide("u1", "out"));
  EXPECT_EQ(members(id_of("acme")), "user_id u2: hand; ");
  EXPECT_TRUE(decide("u1", "none"));
  EXPECT_EQ(members(id_of("acme")), "user_id u1: group; user_id u2: hand; ");
  const auto journal = get("accounts/" + id_of("acme") + "/decisions").at("items").as_array();
  ASSERT_EQ(journal.size(), 3u);
  EXPECT_EQ(journal[0].at("decision").as_string(), "none");
  EXPECT_FALSE(journal[0].at("actor").as_string().empty());
  EXPECT_EQ(journal[2].at("customer").at("label").as_string(), "user_id u2");
  EXPECT_EQ(call("POST", path, as_, json::object{{"customer", "c_1"}, {"decision", "in"}}).status(),
            404);
  EXPECT_EQ(call("GET", "/api/v1/accounts/a_1", as_).status(), 404);
}

}  // namespace
}  // namespace wend::server
