#include <atomic>
#include <gtest/gtest.h>

#include "model/time_text.h"
#include "server/server_for_test.h"

namespace wend::server {
namespace {

// Set by the test while the server reads it.
class TestClock final : public env::Clock {
 public:
  env::TimeUs now_us() const override { return now_us_; }
  void set(std::string_view time) { now_us_ = model::parse_time(time, model::TimeZone()).value(); }

 private:
  std::atomic<env::TimeUs> now_us_ = 0;
};

class ComputedTraitsTest : public ServerFixture {
 protected:
  void SetUp() override {
    time_.set("2026-01-06T00:00:00Z");
    server_clock_ = &time_;
    ServerFixture::SetUp();
    admin_ = all();
    import(admin_, "orders.csv", kOrders);
  }

  Reply make(std::string_view key, std::string_view definition) {
    return call("POST", "/api/v1/computed-traits", admin_,
                json::object{{"key", key},
                             {"name", std::string(key) + " by name"},
                             {"definition", json::parse(definition)}});
  }
  std::string id_of(std::string_view name) {
    const auto found = call("GET", "/api/v1/customers?search=" + std::string(name), admin_);
    return std::string(found.body.at("items").at(0).at("id").as_string());
  }
  json::object of_customer(std::string_view name) {
    return call("GET", "/api/v1/customers/" + id_of(name) + "/computed-traits", admin_)
        .body.as_object();
  }
  // The value of a trait of a customer, once it is this; else what it stays at.
  json::value value_once(std::string_view name, std::string_view key, const json::value& wanted) {
    json::value last;
    for (int i = 0; i < 200; ++i) {
      const json::object customer = of_customer(name);
      for (const auto& item : customer.at("items").as_array()) {
        if (std::string_view(item.at("key").as_string()) != key) continue;
        last = item.at("value");
        if (item.at("state") == "live" && last == wanted) return last;
      }
      std::this_thread::sleep_for(std::chrono::milliseconds(50));
    }
    return last;
  }
  void track(std::string_view body) {
    if (key_.empty()) {
      const auto source =
          call("POST", "/api/v1/sources", admin_, json::object{{"name", "App"}, {"kind", "sdk"}})
              .text("id");
      key_ = call("POST", "/api/v1/sources/" + source + "/keys", admin_).text("key");
    }
    const json::object event = json::parse(body).as_object();
    const std::string path = event.contains("event") ? "/v1/track" : "/v1/identify";
    EXPECT_EQ(raw("POST", path + "?writeKey=" + key_, "", std::string(body)).status(), 200);
  }

  TestClock time_;
  Identity admin_;
  std::string key_;
};

TEST_F(ComputedTraitsTest, FollowEventsTimeJoinsAndRestarts) {
  ASSERT_EQ(make("orders", R"({"of": {"event": "Order"}, "measure": "count"})").status(), 409);
  ASSERT_EQ(make("orders_5d", R"({"of": {"event": "Order"}, "measure": "count", "within": "5d"})")
                .status(),
            201);
  ASSERT_EQ(make("since", R"({"measure": "days_since_last"})").status(), 201);
  EXPECT_EQ(value_once("ada", "orders_5d", 1.0), json::value(1.0));
  EXPECT_EQ(value_once("ada", "since", 4.0), json::value(4.0));  // of 11:00 on the first
  time_.set("2026-01-06T11:00:00Z");                             // the order is five days old
  EXPECT_EQ(value_once("ada", "orders_5d", 0.0), json::value(0.0));
  EXPECT_EQ(value_once("ada", "since", 5.0), json::value(5.0));
  // Somebody orders, and turns out to be ada.
  track(R"({"anonymousId": "v1", "event": "Order", "timestamp": "2026-01-06T10:00:00Z",
            "messageId": "m1"})");
  track(R"({"anonymousId": "v1", "userId": "ada", "traits": {}, "messageId": "m2",
            "timestamp": "2026-01-06T10:30:00Z"})");
  EXPECT_EQ(value_once("ada", "orders_5d", 1.0), json::value(1.0));
  server_.reset();
  time_.set("2026-01-07T11:00:00Z");
  start();
  EXPECT_EQ(value_once("ada", "orders_5d", 1.0), json::value(1.0));
  EXPECT_EQ(value_once("ada", "since", 1.0), json::value(1.0));
}

TEST_F(ComputedTraitsTest, StandWhereverATraitStands) {
  const auto made = make("spent", R"({"measure": "sum", "property": "revenue"})");
  ASSERT_EQ(made.status(), 201);
  const std::string segment =
      call("POST", "/api/v1/segments", admin_,
           json::object{{"name", "Spenders"},
                        {"rule", json::parse(R"({"trait": "computed:spent", "op": "greater",
                                                 "value": 15})")}})
          .text("id");
  wait_for_segment(admin_, segment, 1);
  // A trait of a segment over it would go round in a circle.
  const auto circle =
      make("circle", R"({"measure": "count", "of": {"segment": ")" + segment + "\"}}");
  EXPECT_EQ(circle.status(), 201);
  const auto round =
      call("PUT", "/api/v1/computed-traits/" + made.text("id"), admin_,
           json::object{{"name", "Spent"},
                        {"definition", json::parse(R"({"measure": "sum", "property": "revenue",
                                                  "of": {"segment": ")" +
                                                   segment + "\"}}")}},
           "If-Match: \"1\"\r\n");
  EXPECT_EQ(round.status(), 422);
  EXPECT_NE(round.http.body.find("made of itself"), std::string::npos) << round.http.body;
  const auto removed = call("DELETE", "/api/v1/computed-traits/" + made.text("id"), admin_, {},
                            "If-Match: \"1\"\r\n");
  EXPECT_EQ(removed.status(), 409);
  EXPECT_NE(removed.http.body.find("Spenders"), std::string::npos);

  EXPECT_EQ(value_once("ada", "spent", 20.5), json::value(20.5));
  EXPECT_EQ(value_once("ada", "circle", 3.0), json::value(3.0));  // she is in it: all her events
  EXPECT_EQ(value_once("bob", "circle", 0.0), json::value(0.0));
  const auto csv = raw("GET", "/api/v1/segments/" + segment + "/export", admin_.headers, "");
  EXPECT_NE(csv.http.body.find(",computed:circle,computed:spent\r\nc_"), std::string::npos)
      << csv.http.body;
  EXPECT_NE(csv.http.body.find(",3,20.5\r\n"), std::string::npos);
  const auto listed = call("GET", "/api/v1/customers?search=bob", admin_).body.at("items").at(0);
  EXPECT_EQ(listed.at("computed").at("spent"), json::value(10.0));

  const auto answer = call("POST", "/api/v1/query", admin_,
                           json::parse(R"({"kind": "overview", "who": {"trait": "computed:spent",
                                           "op": "at_least", "value": 10}})")
                               .as_object());
  EXPECT_EQ(answer.body.at("result").at("customers"), 2);
  EXPECT_EQ(answer.http.header("etag"), "");
  const auto shares =
      call("GET", "/api/v1/values?property=trait:computed:channel_share.store", admin_);
  EXPECT_EQ(shares.body.at("items").as_array().size(), 2u);  // 0 and 1

  // Nobody belongs to an account here.
  const auto preview = call("POST", "/api/v1/computed-traits/preview", admin_,
                            json::object{{"definition", json::parse(R"({"measure": "count",
                                "of": {"not": {"account": {"trait": "plan", "op": "exists"}}}})")}});
  ASSERT_EQ(preview.status(), 200) << preview.http.body;
  EXPECT_EQ(preview.body.at("numbers").at("min"), json::value(2.0));
}

}  // namespace
}  // namespace wend::server
