#include <chrono>
#include <gtest/gtest.h>
#include <map>
#include <thread>

#include "http/gzip.h"
#include "server/server_for_test.h"

namespace wend::server {
namespace {

// A webhook from its making to its events, as its sender and its owner see it.
class WebhookTest : public ServerFixture {
 protected:
  void SetUp() override {
    ServerFixture::SetUp();
    admin_ = all();
    source_ = call("POST", "/api/v1/sources", admin_,
                   json::object{{"name", "GitHub"}, {"kind", "webhook"}})
                  .text("id");
    key_ = *space_->keys().create_write_key("GitHub");
  }
  std::string at(std::string_view rest) const {
    return "/api/v1/sources/" + source_ + "/" + std::string(rest);
  }
  static json::object preset(const json::value& list, std::string_view id) {
    for (const auto& item : list.at("items").as_array())
      if (item.at("id").as_string() == id) return item.as_object();
    return {};
  }
  Reply deliver(std::string_view body, std::string_view headers = "") {
    return raw("POST", "/hooks/" + key_,
               "Content-Type: application/json\r\n" + std::string(headers), body);
  }
  // Events of the store, once it holds this many.
  std::int64_t wait_for_events(std::int64_t count) {
    std::int64_t events = 0;
    for (int i = 0; i < 500 && events < count; ++i) {
      events = call("GET", "/api/v1/status", admin_).body.at("events").as_int64();
      if (events < count) std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
    return events;
  }
  std::int64_t wait_for_unmapped(std::int64_t count) {
    std::int64_t total = 0;
    for (int i = 0; i < 500 && total < count; ++i) {
      total = call("GET", at("unmapped"), admin_).body.at("total").as_int64();
      if (total < count) std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
    return total;
  }

  Identity admin_;
  std::string source_, key_;
};

TEST_F(WebhookTest, TakesAPresetFromItsListToItsEvents) {
  const auto presets = call("GET", "/api/v1/webhooks/presets", admin_).body;
  EXPECT_EQ(presets.at("items").as_array().size(), 6U);
  const json::object github = preset(presets, "github");

  // Tried with its own example.
  const auto trial = call("POST", "/api/v1/webhooks/try", admin_,
                          json::object{{"mapping", github.at("mapping")},
                                       {"headers", github.at("example").at("headers")},
                                       {"body", github.at("example").at("body")}});
  ASSERT_EQ(trial.status(), 200) << trial.http.body;
  EXPECT_EQ(trial.body.at("unmapped"), nullptr);
  EXPECT_EQ(trial.body.at("events").at(0).at("name").as_string(), "Issue opened");
  EXPECT_EQ(trial.body.at("events").at(0).at("customer").at("value").as_string(), "octocat");

  // A body that comes before anything is set up is kept.
  EXPECT_EQ(deliver(R"({"action":"created","sender":{"login":"ada"}})",
                    "X-GitHub-Event: star\r\nX-GitHub-Delivery: d-1\r\n")
                .status(),
            200);
  EXPECT_EQ(wait_for_unmapped(1), 1);

  auto settings = call("GET", at("webhook"), admin_);
  EXPECT_EQ(settings.http.header("etag"), "\"0\"");
  EXPECT_EQ(settings.body.at("signature").at("secret_set").as_bool(), false);
  json::object signature = github.at("signature").as_object();
  json::object change{
      {"preset", "github"}, {"mapping", github.at("mapping")}, {"signature", signature}};
  const auto bare = call("PUT", at("webhook"), admin_, change, "If-Match: \"0\"\r\n");
  EXPECT_EQ(bare.status(), 422) << bare.http.body;
  EXPECT_EQ(bare.text("field"), "signature.secret");
  signature["secret"] = "It's a Secret to Everybody";
  change["signature"] = signature;
  settings = call("PUT", at("webhook"), admin_, change, "If-Match: \"0\"\r\n");
  ASSERT_EQ(settings.status(), 200) << settings.http.body;
  EXPECT_EQ(settings.http.header("etag"), "\"1\"");
  EXPECT_EQ(settings.body.at("signature").at("secret_set").as_bool(), true);
  EXPECT_EQ(settings.http.body.find("Everybody"), std::string::npos);
  EXPECT_EQ(call("GET", at("webhook"), admin_).http.body.find("Everybody"), std::string::npos);

  // The secret stays when it is not given; an old version clashes, and the answer tells no secret.
  signature.erase("secret");
  signature["secret_set"] = true;
  change["signature"] = signature;
  EXPECT_EQ(call("PUT", at("webhook"), admin_, change, "If-Match: \"1\"\r\n").status(), 200);
  signature["secret"] = "another";
  change["signature"] = signature;
  const auto clash = call("PUT", at("webhook"), admin_, change, "If-Match: \"1\"\r\n");
  EXPECT_EQ(clash.status(), 409);
  EXPECT_EQ(clash.http.body.find("another\""), std::string::npos);
  EXPECT_TRUE(clash.body.as_object().contains("theirs"));

  const auto replay = call("POST", at("replay"), admin_);
  ASSERT_EQ(replay.status(), 200) << replay.http.body;
  EXPECT_EQ(replay.body, json::parse(R"({"replayed":1,"events":1,"still_unmapped":0})"));
  EXPECT_EQ(wait_for_events(1), 1);

  // HMAC-SHA256 of the body with the secret, made by another program.
  const std::string_view body = R"({"action":"created","sender":{"login":"bo"}})";
  EXPECT_EQ(deliver(body, "X-GitHub-Event: star\r\n").status(), 401);
  EXPECT_EQ(deliver(body, "X-GitHub-Event: star\r\nX-Hub-Signature-256: sha256=00\r\n").status(),
            401);
  EXPECT_EQ(deliver(body,
                    "X-GitHub-Event: star\r\nX-GitHub-Delivery: d-2\r\nX-Hub-Signature-256: "
                    "sha256=b715c48c462630d9f6c6b41efc6573f1da6e123d6eacbe1deafe6f6059c9702f\r\n")
                .status(),
            200);
  EXPECT_EQ(wait_for_events(2), 2);
  EXPECT_EQ(call("GET", at("unmapped"), admin_).body.at("total").as_int64(), 0);
}

TEST_F(WebhookTest, TellsWhereAMappingIsWrong) {
  const json::value mapping = json::parse(R"({"rules": [{"name": "E", "user_id": "{bdy.id}"}]})");
  const auto trial =
      call("POST", "/api/v1/webhooks/try", admin_,
           json::object{{"mapping", mapping}, {"headers", json::object()}, {"body", "{}"}});
  ASSERT_EQ(trial.status(), 200) << trial.http.body;
  EXPECT_EQ(trial.body.at("problems").at(0).at("place").as_string(), "rules[0].user_id");
  const auto put =
      call("PUT", at("webhook"), admin_,
           json::object{{"mapping", mapping}, {"signature", json::object{{"scheme", "none"}}}},
           "If-Match: \"0\"\r\n");
  EXPECT_EQ(put.status(), 422);
  EXPECT_EQ(put.text("field"), "mapping.rules[0].user_id");
  EXPECT_EQ(call("GET", "/api/v1/sources/999/webhook", admin_).status(), 404);
  EXPECT_EQ(call("GET", "/api/v1/sources/none/unmapped", admin_).status(), 404);
}

TEST_F(WebhookTest, AnswersItsSenders) {
  EXPECT_EQ(raw("POST", "/hooks/guess", "", "{}").status(), 401);
  EXPECT_EQ(deliver("{").status(), 400);
  EXPECT_EQ(deliver("").status(), 400);
  const auto taken = deliver("[1]");
  EXPECT_EQ(taken.status(), 200);
  EXPECT_EQ(taken.http.body, R"({"success":true})");
  EXPECT_EQ(wait_for_unmapped(1), 1);
  const auto shown = call("GET", at("unmapped"), admin_).body.at("items").at(0);
  EXPECT_EQ(shown.at("body").as_string(), "[1]");
  EXPECT_EQ(shown.at("headers").at("content-type").as_string(), "application/json");
  EXPECT_EQ(shown.at("reason").as_string(), "No rule of the mapping fits this body.");
  EXPECT_EQ(raw("GET", "/hooks/" + key_ + "?hub.challenge=abc.123", "", "").http.body, "abc.123");
  EXPECT_EQ(raw("GET", "/hooks/" + key_ + "?challenge=%3Cscript%3E", "", "").status(), 400);
  EXPECT_EQ(raw("GET", "/hooks/" + key_, "", "").http.body, "ok");
  EXPECT_EQ(raw("GET", "/hooks/guess", "", "").status(), 401);
}

TEST_F(WebhookTest, UnpacksWhatItsSendersPack) {
  const auto packed = [&](const std::string& encoding, const std::string& body) {
    const std::string header = encoding.empty() ? "" : "Content-Encoding: " + encoding + "\r\n";
    return raw("POST", "/hooks/" + key_, "Content-Type: application/json\r\n" + header, body)
        .status();
  };
  // [1] by Python's zlib.compress, and without header and sum.
  const std::string zlib("\x78\x9c\x8b\x36\x8c\x05\x00\x01\xd3\x00\xea", 11);
  EXPECT_EQ(packed("deflate", zlib), 200);
  EXPECT_EQ(packed("deflate", zlib.substr(2, 5)), 200);
  EXPECT_EQ(packed("x-gzip", http::gzip("[1]")), 200);
  EXPECT_EQ(packed("gzip", http::gzip("[") + http::gzip("1]")), 200);
  EXPECT_EQ(packed("", http::gzip("[1]")), 200);
  EXPECT_EQ(wait_for_unmapped(5), 5);
  EXPECT_EQ(packed("gzip", "[1]"), 400);
  EXPECT_EQ(packed("br", "[1]"), 400);
  EXPECT_EQ(raw("POST", "/hooks/guess", "Content-Encoding: gzip\r\n", "[1]").status(), 400);
  std::map<std::string, std::int64_t> counts;
  const auto refusals = call("GET", "/api/v1/refusals", admin_);
  for (const auto& item : refusals.body.at("items").as_array())
    counts[std::string(item.at("kind").as_string())] += item.at("count").as_int64();
  EXPECT_EQ(counts, (std::map<std::string, std::int64_t>{{"body", 2}, {"key", 1}}));
}

}  // namespace
}  // namespace wend::server
