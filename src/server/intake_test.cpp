#include <chrono>
#include <functional>
#include <gtest/gtest.h>
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

TEST_F(IntakeTest, AFloodOfRandomKeysIsOneLine) {
  for (int i = 0; i < 300; ++i)
    ASSERT_EQ(send("key" + std::to_string(i), "/v1/track", "{}").status(), 401);
  const auto items = get("refusals").at("items").as_array();
  ASSERT_EQ(items.size(), 1u);
  EXPECT_EQ(items[0].at("count").as_int64(), 300);
}

}  // namespace
}  // namespace wend::server
