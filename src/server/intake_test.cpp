#include <chrono>
#include <functional>
#include <gtest/gtest.h>
#include <memory>
#include <set>
#include <thread>

#include "server/server_for_test.h"

namespace wend::server {
namespace {

// What happens to messages that SDKs send, seen from outside.
class IntakeTest : public ServerFixture {
 protected:
  void SetUp() override {
    ServerFixture::SetUp();
    as_ = all();
    const auto source =
        call("POST", "/api/v1/sources", as_, json::object{{"name", "Shop"}, {"kind", "browser"}});
    ASSERT_EQ(source.status(), 201) << source.http.body;
    source_ = source.text("id");
    key_ = call("POST", "/api/v1/sources/" + source_ + "/keys", as_).text("key");
  }

  json::value get(const std::string& path) {
    const auto reply = call("GET", "/api/v1/" + path, as_);
    EXPECT_EQ(reply.status(), 200) << path << " " << reply.http.body;
    return reply.body;
  }
  Reply send(const std::string& key, const std::string& path, const std::string& body) {
    return raw("POST", path + "?writeKey=" + key, "", body);
  }
  Reply track(const std::string& event, const std::string& properties = "{}") {
    return send(key_, "/v1/track",
                R"({"event":")" + event + R"(","userId":"ann","properties":)" + properties + "}");
  }
  // Asks until the answer is yes; no after ten seconds.
  static bool eventually(const std::function<bool()>& answer) {
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(10);
    while (!answer()) {
      if (std::chrono::steady_clock::now() > end) return false;
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    return true;
  }
  bool events_become(std::int64_t count) {
    return eventually(
        [&] { return get("sources/" + source_).at("events").to_number<std::int64_t>() == count; });
  }

  // Sets the tracking plan, whatever it was.
  void plan(const std::string& document) {
    const auto current = call("GET", "/api/v1/tracking-plan", as_);
    const auto changed = call("PUT", "/api/v1/tracking-plan", as_, json::parse(document),
                              "If-Match: " + current.http.header("etag") + "\r\n");
    ASSERT_EQ(changed.status(), 200) << changed.http.body;
  }
  // A page that shows the source live.
  std::unique_ptr<http::RawClient> look() {
    auto client = std::make_unique<http::RawClient>(server_->port());
    client->send("GET /api/v1/sources/" + source_ + "/live HTTP/1.1\r\nHost: localhost\r\n" +
                 as_.headers + "\r\n");
    EXPECT_NE(client->read_until("\r\n\r\n").find(" 200 "), std::string::npos);
    client->read_until("event: hello\ndata: ");
    client->read_until("\n\n");
    return client;
  }
  // The data of the next server-sent event of this name.
  static json::value next(http::RawClient& client, const std::string& name) {
    client.read_until("event: " + name + "\ndata: ");
    const std::string data = client.read_until("\n\n");
    boost::system::error_code error;
    auto value = json::parse(data.substr(0, data.find('\n')), error);
    EXPECT_FALSE(error) << name << ": " << data;
    return value;
  }
  json::array refusals(std::string_view kind) {
    json::array found;
    const auto all = get("refusals");
    for (const auto& item : all.at("items").as_array())
      if (item.at("kind").as_string() == kind) found.push_back(item);
    return found;
  }

  Identity as_;
  std::string source_, key_;
};

TEST_F(IntakeTest, ASourceTellsWhatCameFromIt) {
  const auto fresh = get("sources/" + source_);
  EXPECT_EQ(fresh.at("kind").as_string(), "browser");
  EXPECT_EQ(fresh.at("events").as_int64(), 0);
  EXPECT_TRUE(fresh.at("first_event").is_null());
  ASSERT_EQ(track("Paid").status(), 200);
  EXPECT_TRUE(events_become(1));
  EXPECT_EQ(get("sources/" + source_).at("kind").as_string(), "browser");
  EXPECT_EQ(call("GET", "/api/v1/sources/99", as_).status(), 404);
  EXPECT_EQ(call("GET", "/api/v1/sources/1x", as_).status(), 404);
}

TEST_F(IntakeTest, ARevokedKeyIsRefusedAtOnceAndTheOthersGoOn) {
  const auto other = call("POST", "/api/v1/sources/" + source_ + "/keys", as_);
  ASSERT_EQ(other.status(), 201) << other.http.body;
  EXPECT_TRUE(other.body.at("revoked_at").is_null());
  ASSERT_EQ(track("Paid").status(), 200);
  const auto keys = get("sources/" + source_ + "/keys").at("items").as_array();
  ASSERT_EQ(keys.size(), 2u);
  std::string id;
  for (const auto& key : keys)
    if (key.at("key").as_string() == key_) id = std::string(key.at("id").as_string());
  const std::string path = "/api/v1/sources/" + source_ + "/keys/";
  EXPECT_EQ(call("DELETE", path + "key_none", as_).status(), 404);
  EXPECT_EQ(call("DELETE", "/api/v1/sources/99/keys/" + id, as_).status(), 404);
  ASSERT_EQ(track("Paid").status(), 200) << "those took nothing back";
  EXPECT_EQ(call("DELETE", path + id, as_).status(), 204);
  EXPECT_EQ(track("Paid").status(), 401);
  EXPECT_EQ(send(other.text("key"), "/v1/track", R"({"event":"a","userId":"b"})").status(), 200);
  std::size_t revoked = 0;
  const auto after = get("sources/" + source_ + "/keys");
  for (const auto& key : after.at("items").as_array()) revoked += !key.at("revoked_at").is_null();
  EXPECT_EQ(revoked, 1u);
}

TEST_F(IntakeTest, WhatTheCommandLineDoesToKeysReachesARunningServer) {
  const std::string key = *space_->keys().create_write_key("Till");
  const auto has_till = [&] {
    const auto sources = get("sources");
    for (const auto& source : sources.at("items").as_array())
      if (source.at("name").as_string() == "Till") return source.at("kind").as_string() == "sdk";
    return false;
  };
  EXPECT_TRUE(has_till()) << "before its first event";
  const auto post = [&] {
    return send(key, "/v1/track", R"({"event":"Paid","userId":"bob"})").status();
  };
  EXPECT_EQ(post(), 200);
  ASSERT_TRUE(space_->keys().revoke_write_key((*space_->keys().find_write_key(key))->id));
  EXPECT_TRUE(eventually([&] { return post() == 401; }));
}

TEST_F(IntakeTest, CountsWhatItRefusesWithASample) {
  // One good message and two bad ones, a body that is no JSON, one that is not gzip, three keys.
  const std::string bad = R"({"type":"track","event":"Paid"})";
  ASSERT_EQ(
      send(key_, "/v1/batch",
           R"({"batch":[{"type":"track","event":"Paid","userId":"ann"},)" + bad + "," + bad + "]}")
          .status(),
      200);
  EXPECT_EQ(send(key_, "/v1/batch", std::string("{oops \xff\0", 8)).status(), 400);
  EXPECT_EQ(send(key_, "/v1/batch", "\x1f\x8b not gzip").status(), 400);
  for (const char* key : {"wend_token_of_somebody", "x", "y"})
    EXPECT_EQ(send(key, "/v1/track", R"({"event":"a","userId":"b"})").status(), 401);

  const auto of_source = get("refusals?source=" + source_).at("items").as_array();
  ASSERT_EQ(of_source.size(), 3u);
  const auto find = [](const json::array& items, std::string_view kind, std::string_view reason) {
    for (const auto& item : items)
      if (item.at("kind").as_string() == kind &&
          std::string_view(item.at("reason").as_string()).contains(reason))
        return item;
    ADD_FAILURE() << "no " << kind << ": " << reason << " in " << json::serialize(items);
    return json::value();
  };
  const auto message = find(of_source, "message", "The message names no customer.");
  EXPECT_EQ(message.at("count").as_int64(), 2);
  EXPECT_EQ(message.at("event").as_string(), "Paid");
  EXPECT_EQ(message.at("sample").as_string(), bad);
  EXPECT_EQ(message.at("source").at("name").as_string(), "Shop");
  const auto body = find(of_source, "body", "not valid JSON");
  EXPECT_EQ(body.at("sample").as_string(), "{oops \uFFFD");
  EXPECT_TRUE(body.at("event").is_null());
  find(of_source, "body", "gzip");

  const auto all = get("refusals").at("items").as_array();
  ASSERT_EQ(all.size(), 4u);
  const auto key = find(all, "key", "not known");
  EXPECT_EQ(key.at("count").as_int64(), 3);
  EXPECT_TRUE(key.at("source").is_null());
  EXPECT_EQ(key.at("sample").as_string(), "wend_token_of_so\u2026");
  EXPECT_EQ(get("sources/" + source_).at("refused").as_int64(), 4);
  EXPECT_EQ(get("sources/" + source_).at("warned").as_int64(), 0);

  const auto first = get("refusals?limit=3");
  const auto last =
      get("refusals?limit=3&cursor=" + std::string(first.at("next_cursor").as_string()));
  EXPECT_EQ(last.at("items").as_array().size(), 1u);
  EXPECT_EQ(last.at("items").at(0), all.back());
  EXPECT_EQ(call("GET", "/api/v1/refusals?source=x", as_).status(), 404);

  start();
  EXPECT_EQ(get("refusals").at("items").as_array(), all) << "over a restart";
}

TEST_F(IntakeTest, WarnsOfWhatItTakesOtherwiseThanItWasSaid) {
  const auto client = look();
  ASSERT_EQ(send(key_, "/v1/track",
                 R"({"event":"Paid","userId":"ann","timestamp":"soon","properties":[7]})")
                .status(),
            200);
  const std::string reasons =
      "The properties are no JSON object and were kept as one property, properties. "
      "The time cannot be read. The event has the time of its receipt.";
  const auto seen = next(*client, "event");
  EXPECT_EQ(seen.at("status").as_string(), "warned");
  EXPECT_EQ(seen.at("reasons").at(0).as_string(), reasons);
  EXPECT_EQ(seen.at("time"), seen.at("received_at"));
  EXPECT_TRUE(events_become(1));
  const auto warnings = refusals("warning");
  ASSERT_EQ(warnings.size(), 1u);
  EXPECT_EQ(warnings[0].at("reason").as_string(), reasons);
  EXPECT_EQ(warnings[0].at("sample").as_string(), R"({"properties":[7],"time_said":"soon"})");
  EXPECT_EQ(get("sources/" + source_).at("warned").as_int64(), 1);
  EXPECT_EQ(get("sources/" + source_).at("refused").as_int64(), 0);
  plan(R"({"unplanned": "block", "events": []})");
  track("Other");
  send(key_, "/v1/track", R"({"event":"Odd","userId":"ann","timestamp":"soon"})");
  EXPECT_TRUE(eventually([&] { return refusals("plan").size() == 2; }));
  EXPECT_EQ(refusals("warning").size(), 1u) << "what is blocked is not warned of";
}

TEST_F(IntakeTest, AFloodOfRandomKeysIsOneLine) {
  for (int i = 0; i < 300; ++i)
    ASSERT_EQ(send("key" + std::to_string(i), "/v1/track", "{}").status(), 401);
  const auto items = get("refusals").at("items").as_array();
  ASSERT_EQ(items.size(), 1u);
  EXPECT_EQ(items[0].at("count").as_int64(), 300);
}

TEST_F(IntakeTest, EventsAreSeenLive) {
  ASSERT_EQ(track("Before").status(), 200);
  ASSERT_TRUE(events_become(1));
  const auto page = look();
  EXPECT_EQ(next(*page, "event").at("name").as_string(), "Before") << "what came last is shown";
  ASSERT_EQ(send(key_, "/v1/track",
                 R"({"event":"Paid","anonymousId":"a1","messageId":"m1","channel":"mobile",)"
                 R"("timestamp":"2026-01-31T08:00:00Z","properties":{"price":3,"tags":["a"]}})")
                .status(),
            200);
  const auto event = next(*page, "event");
  EXPECT_EQ(event.at("name").as_string(), "Paid");
  EXPECT_EQ(event.at("type").as_string(), "track");
  EXPECT_EQ(event.at("customer"), json::parse(R"({"namespace":"anonymous_id","value":"a1"})"));
  EXPECT_EQ(event.at("time").as_string(), "2026-01-31T08:00:00+00:00");
  EXPECT_EQ(event.at("channel").as_string(), "app");
  EXPECT_EQ(event.at("message_id").as_string(), "m1");
  EXPECT_EQ(event.at("properties"), json::parse(R"({"price":3,"tags":["a"]})"));
  EXPECT_EQ(event.at("status").as_string(), "taken");
  EXPECT_TRUE(event.at("reasons").as_array().empty());
  EXPECT_GE(next(*page, "rate").at("per_second").to_number<double>(), 0);

  ASSERT_EQ(
      send(key_, "/v1/track", R"({"event":"Paid","anonymousId":"a1","messageId":"m1"})").status(),
      200);
  EXPECT_EQ(next(*page, "event").at("status").as_string(), "duplicate");
  EXPECT_EQ(track("").status(), 400);
  const auto refused = next(*page, "refused");
  EXPECT_EQ(refused.at("reason").as_string(), "The event name is empty.");
  EXPECT_NE(refused.at("sample").as_string().find("\"ann\""), json::string::npos);
  EXPECT_EQ(call("GET", "/api/v1/sources/99/live", as_).status(), 404);
}

TEST_F(IntakeTest, ThePlanBlocksAndWarns) {
  plan(R"({"unplanned": "warn", "events": [
      {"name": "Debug", "planned": false, "blocked": true},
      {"name": "Order", "properties": [{"name": "price", "type": "number", "required": true}]},
      {"name": "Refund", "on_violation": "block",
       "properties": [{"name": "reason", "type": "text", "values": ["late", "broken"]}]}]})");
  const auto page = look();
  ASSERT_EQ(track("Debug").status(), 200) << "the sender can do nothing about it";
  auto event = next(*page, "event");
  EXPECT_EQ(event.at("status").as_string(), "blocked");
  EXPECT_EQ(event.at("reasons").at(0).as_string(), "The event is blocked.");
  ASSERT_EQ(track("Order", R"({"price":"3"})").status(), 200);
  event = next(*page, "event");
  EXPECT_EQ(event.at("status").as_string(), "warned");
  EXPECT_EQ(event.at("reasons").at(0).as_string(),
            "The property \"price\" must be a number, not a text.");
  ASSERT_EQ(track("Order", R"({"price":3})").status(), 200);
  EXPECT_EQ(next(*page, "event").at("status").as_string(), "taken");
  ASSERT_EQ(track("Refund", R"({"reason":"mood"})").status(), 200);
  EXPECT_EQ(next(*page, "event").at("status").as_string(), "blocked");
  ASSERT_EQ(track("Refund", R"({"reason":"late"})").status(), 200);
  EXPECT_EQ(next(*page, "event").at("status").as_string(), "taken");
  ASSERT_EQ(track("Other").status(), 200);
  EXPECT_EQ(next(*page, "event").at("status").as_string(), "warned");

  EXPECT_TRUE(events_become(4)) << "two orders, one refund and the unplanned one";
  std::set<std::string> names;
  const auto values = get("values?property=event");
  for (const auto& item : values.at("items").as_array())
    names.insert(std::string(item.at("value").as_string()));
  EXPECT_EQ(names, (std::set<std::string>{"Order", "Refund", "Other"}));
  EXPECT_EQ(refusals("plan").size(), 2u);
  const auto warnings = refusals("warning");
  ASSERT_EQ(warnings.size(), 2u);
  EXPECT_EQ(warnings[0].at("event").as_string(), "Other");
  EXPECT_EQ(warnings[1].at("event").as_string(), "Order");
  EXPECT_EQ(warnings[1].at("sample").as_string(), R"({"price":"3"})");
  EXPECT_EQ(get("sources/" + source_).at("refused").as_int64(), 2);
  EXPECT_EQ(get("sources/" + source_).at("warned").as_int64(), 2);

  start();
  ASSERT_EQ(track("Debug").status(), 200);
  EXPECT_TRUE(eventually([&] {
    const auto blocked = refusals("plan");
    return blocked.at(0).at("count").as_int64() == 2;
  })) << "the plan holds over a restart";
  EXPECT_TRUE(events_become(4));

  import(as_, "debug.csv", "customer,event,time\nann,Debug,2026-01-01T10:00:00Z\n");
  EXPECT_EQ(get("status").at("events").as_int64(), 5) << "files are not asked";
}

TEST_F(IntakeTest, ThePlanIsADocumentWithVersions) {
  const auto fresh = call("GET", "/api/v1/tracking-plan", as_);
  EXPECT_EQ(fresh.body, json::parse(R"({"unplanned":"allow","events":[]})"));
  EXPECT_EQ(fresh.http.header("etag"), "\"0\"");
  const json::value first = json::parse(R"({"unplanned":"block","events":[{"name":"Order"}]})");
  EXPECT_EQ(call("PUT", "/api/v1/tracking-plan", as_, first).status(), 428);
  const auto put = [&](const json::value& body, const char* match) {
    return call("PUT", "/api/v1/tracking-plan", as_, body,
                std::string("If-Match: ") + match + "\r\n");
  };
  const auto written = put(first, "\"0\"");
  ASSERT_EQ(written.status(), 200) << written.http.body;
  EXPECT_EQ(written.http.header("etag"), "\"1\"");
  EXPECT_EQ(written.body.at("events").at(0).at("on_violation").as_string(), "warn");
  const auto stale = put(fresh.body, "\"0\"");
  EXPECT_EQ(stale.status(), 409);
  EXPECT_EQ(stale.body.at("mine"), fresh.body);
  EXPECT_EQ(stale.body.at("theirs"), written.body);
  EXPECT_EQ(stale.http.header("etag"), "\"1\"");
  const auto twice =
      put(json::parse(R"({"unplanned":"allow","events":[{"name":"a"},{"name":"a"}]})"), "\"1\"");
  EXPECT_EQ(twice.status(), 422);
  EXPECT_EQ(twice.text("field"), "events[1].name");
  EXPECT_EQ(call("GET", "/api/v1/tracking-plan", as_).body, written.body);
}

TEST_F(IntakeTest, AKeyThatCallsTooOftenIsToldToWaitAndOthersAreNot) {
  config_.requests_per_key_s = 3;
  start();
  const std::string other = call("POST", "/api/v1/sources/" + source_ + "/keys", as_).text("key");
  const auto flood = [&](const std::string& path, const std::string& body) {
    Reply reply;
    EXPECT_TRUE(eventually([&] {
      reply = send(key_, path, body);
      return reply.status() != 200;
    })) << "faster than three a second";
    return reply;
  };
  const std::string message = R"({"event":"Paid","userId":"ann"})";
  const auto refused = flood("/v1/track", message);
  EXPECT_EQ(refused.status(), 429) << refused.http.body;
  EXPECT_EQ(refused.http.header("retry-after"), "1");
  EXPECT_EQ(refused.text("code"), "too_many");
  const auto posthog = flood("/i/v0/e/", R"({"event":"Paid","distinct_id":"ann"})");
  EXPECT_EQ(posthog.status(), 503) << "its browser SDK forgets events after 429";
  EXPECT_EQ(posthog.http.header("retry-after"), "1");
  EXPECT_EQ(send(other, "/v1/track", message).status(), 200);
  EXPECT_TRUE(eventually([&] { return send(key_, "/v1/track", message).status() == 200; }));
  EXPECT_TRUE(refusals("message").empty() && refusals("body").empty())
      << "what comes again is not refused";
}

}  // namespace
}  // namespace wend::server
