#include <atomic>
#include <gtest/gtest.h>
#include <set>

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

class SegmentsTest : public ServerFixture {
 protected:
  void SetUp() override {
    time_.set("2026-01-06T00:00:00Z");
    server_clock_ = &time_;
    ServerFixture::SetUp();
    admin_ = all();
    import(admin_, "orders.csv", kOrders);
  }

  std::string make(std::string_view name, std::string_view rule) {
    const auto reply = call("POST", "/api/v1/segments", admin_,
                            json::object{{"name", name}, {"rule", json::parse(rule)}});
    EXPECT_EQ(reply.status(), 201) << reply.http.body;
    return reply.status() == 201 ? reply.text("id") : "";
  }
  std::set<std::string> members(const std::string& id) {
    std::set<std::string> labels;
    const auto page = call("GET", "/api/v1/segments/" + id + "/members", admin_).body;
    for (const auto& item : page.at("items").as_array())
      labels.insert(std::string(item.at("label").as_string()));
    return labels;
  }
  json::object of_customer(std::string_view name) {
    const auto found = call("GET", "/api/v1/customers?search=" + std::string(name), admin_);
    const std::string id(found.body.at("items").at(0).at("id").as_string());
    return call("GET", "/api/v1/customers/" + id + "/segments", admin_).body.as_object();
  }
  std::string key() {
    const auto source =
        call("POST", "/api/v1/sources", admin_, json::object{{"name", "App"}, {"kind", "sdk"}})
            .text("id");
    return call("POST", "/api/v1/sources/" + source + "/keys", admin_).text("key");
  }

  TestClock time_;
  Identity admin_;
};

using Labels = std::set<std::string>;

TEST_F(SegmentsTest, MembersFollowTimeAndEvents) {
  const std::string active = make("Active", R"({"did": {}, "within": "2d"})");
  wait_for_segment(admin_, active, 1);
  EXPECT_EQ(members(active), Labels{"user_id cem"});

  http::RawClient looker(server_->port());
  looker.send("GET /api/v1/segments/live?segment=" + active + " HTTP/1.1\r\nHost: localhost\r\n" +
              admin_.headers + "\r\n");
  looker.read_until("event: hello");

  // cem was last seen on the fifth at ten: not a microsecond earlier, and whenever one looks.
  time_.set("2026-01-07T09:59:59.999999Z");
  wait_for_segment(admin_, active, 1);
  time_.set("2026-01-07T15:00:00Z");
  wait_for_segment(admin_, active, 0);
  looker.read_until("event: left");
  const auto left = of_customer("cem").at("history").at(0).as_object();
  EXPECT_EQ(left.at("at"), "2026-01-07T10:00:00+00:00");
  EXPECT_EQ(left.at("cause"), "time");
  EXPECT_EQ(left.at("entered"), false);

  const json::object event{{"userId", "ada"},
                           {"event", "Visit"},
                           {"timestamp", "2026-01-07T14:59:00Z"},
                           {"messageId", "m1"}};
  EXPECT_EQ(raw("POST", "/v1/track?writeKey=" + key(), "", json::serialize(event)).status(), 200);
  looker.read_until("event: entered");
  wait_for_segment(admin_, active, 1);
  EXPECT_EQ(members(active), Labels{"user_id ada"});
  const auto now = of_customer("ada").at("segments").at(0).as_object();
  EXPECT_EQ(now.at("since"), "2026-01-07T15:00:00+00:00");

  // All of it, the latest first, page by page.
  std::vector<std::string> moves;
  std::string cursor;
  do {
    const auto page = call("GET",
                           "/api/v1/segments/" + active + "/moves?limit=1" +
                               (cursor.empty() ? "" : "&cursor=" + cursor),
                           admin_)
                          .body;
    for (const auto& item : page.at("items").as_array())
      moves.push_back(std::string(item.at("entered").as_bool() ? "+" : "-") +
                      std::string(item.at("label").as_string()));
    const auto& next = page.at("next_cursor");
    cursor = next.is_null() ? "" : std::string(next.as_string());
  } while (!cursor.empty());
  // That cem was in at first is said by the history of cem.
  EXPECT_EQ(moves, (std::vector<std::string>{"+user_id ada", "-user_id cem"}));
  const auto of_cem = of_customer("cem").at("history").as_array();
  ASSERT_EQ(of_cem.size(), 2U);
  EXPECT_EQ(of_cem[0].at("cause"), "time");
  EXPECT_EQ(of_cem[1].at("cause"), "rule");
  EXPECT_TRUE(of_cem[1].at("entered").as_bool());
  const auto only =
      call("GET", "/api/v1/segments/" + active + "/moves?kind=left", admin_).body.at("items");
  ASSERT_EQ(only.as_array().size(), 1U);
  EXPECT_EQ(only.at(0).at("cause"), "time");
  EXPECT_EQ(now.at("cause"), "event");
  EXPECT_EQ(now.at("event").at("event"), "Visit");
  EXPECT_EQ(now.at("event").at("time"), "2026-01-07T14:59:00+00:00");

  const auto listed = call("GET", "/api/v1/segments", admin_).body;
  EXPECT_EQ(listed.at("customers"), 3);
  EXPECT_EQ(listed.at("items").at(0).at("entered_7_days"), 1);
  EXPECT_EQ(listed.at("items").at(0).at("left_7_days"), 1);
  const auto history =
      call("GET", "/api/v1/segments/" + active + "/history?days=3", admin_).body.at("items");
  // cem was in when the segment was made.
  EXPECT_EQ(history.at(0).at("day"), "2026-01-05");
  EXPECT_EQ(history.at(0).at("size"), 0);
  EXPECT_EQ(history.at(1).at("size"), 1);
  EXPECT_EQ(history.at(2).at("entered"), 1);
  EXPECT_EQ(history.at(2).at("left"), 1);
  EXPECT_EQ(history.at(2).at("size"), 1);
}

TEST_F(SegmentsTest, WhatHappenedWhileNobodyLookedIsJournalledOnce) {
  const std::string active = make("Active", R"({"did": {}, "within": "2d"})");
  const std::string buyers = make("Buyers", R"({"event": "Order"})");
  wait_for_segment(admin_, active, 1);
  wait_for_segment(admin_, buyers, 2);
  server_.reset();
  time_.set("2026-01-20T00:00:00Z");
  start();
  wait_for_segment(admin_, active, 0);
  wait_for_segment(admin_, buyers, 2);
  const auto cem = of_customer("cem");
  ASSERT_EQ(cem.at("history").as_array().size(), 2u);
  EXPECT_EQ(cem.at("history").at(0).at("cause"), "downtime");
  EXPECT_EQ(cem.at("history").at(1).at("cause"), "rule");
  EXPECT_EQ(of_customer("ada").at("history").as_array().size(), 1u);
  server_.reset();
  start();
  wait_for_segment(admin_, active, 0);
  EXPECT_EQ(of_customer("cem").at("history").as_array().size(), 2u);
}

TEST_F(SegmentsTest, AChangedRuleCountsAnew) {
  const std::string id = make("Some", R"({"event": "Order"})");
  wait_for_segment(admin_, id, 2);
  const json::object changed{{"name", "Some"}, {"rule", json::parse(R"({"event": "Cart"})")}};
  EXPECT_EQ(call("PUT", "/api/v1/segments/" + id, admin_, changed, "If-Match: \"9\"\r\n").status(),
            409);
  const auto reply = call("PUT", "/api/v1/segments/" + id, admin_, changed, "If-Match: \"1\"\r\n");
  ASSERT_EQ(reply.status(), 200) << reply.http.body;
  wait_for_segment(admin_, id, 1);
  EXPECT_EQ(members(id), Labels{"user_id ada"});
  // What the rule changed is no coming and going of customers.
  EXPECT_EQ(call("GET", "/api/v1/segments/" + id, admin_).body.at("left_7_days"), 0);
}

TEST_F(SegmentsTest, SegmentsMadeOfSegmentsHoldTogether) {
  const std::string buyers = make("Buyers", R"({"event": "Order"})");
  const std::string others = make("Others", R"({"not": {"segment": ")" + buyers + R"("}})");
  wait_for_segment(admin_, others, 1);
  EXPECT_EQ(members(others), Labels{"user_id cem"});

  const auto used = call("DELETE", "/api/v1/segments/" + buyers, admin_, {}, "If-Match: \"1\"\r\n");
  EXPECT_EQ(used.status(), 409);
  EXPECT_NE(used.http.body.find("Others"), std::string::npos);
  const auto circle =
      call("PUT", "/api/v1/segments/" + buyers, admin_,
           json::object{{"name", "Buyers"}, {"rule", json::object{{"segment", others}}}},
           "If-Match: \"1\"\r\n");
  EXPECT_EQ(circle.text("code"), "invalid_input");
  EXPECT_NE(circle.text("detail").find("made of itself"), std::string::npos);
  EXPECT_EQ(call("POST", "/api/v1/segments", admin_,
                 json::object{{"name", "X"}, {"rule", json::object{{"segment", "seg_none"}}}})
                .text("field"),
            "rule.segment");

  // The same predicate as `who` of a question.
  const auto answer =
      call("POST", "/api/v1/query", admin_,
           json::object{{"kind", "overview"}, {"who", json::object{{"segment", others}}}});
  EXPECT_EQ(answer.body.at("n").at("customers"), 1);
  EXPECT_EQ(answer.body.at("now"), "2026-01-06T00:00:00+00:00");
  EXPECT_EQ(answer.http.header("etag"), "");

  const auto overlap =
      call("GET", "/api/v1/segments/overlap?ids=" + buyers + "," + others, admin_).body;
  EXPECT_EQ(overlap.at("customers"), 3);
  EXPECT_EQ(overlap.at("none"), 0);
  EXPECT_EQ(overlap.at("items").at(0).at("only"), 2);
  EXPECT_EQ(overlap.at("items").at(1).at("count"), 1);
  EXPECT_EQ(overlap.at("items").at(2).at("count"), 0);

  EXPECT_EQ(
      call("DELETE", "/api/v1/segments/" + others, admin_, {}, "If-Match: \"1\"\r\n").status(),
      204);
  EXPECT_EQ(
      call("DELETE", "/api/v1/segments/" + buyers, admin_, {}, "If-Match: \"1\"\r\n").status(),
      204);
}

TEST_F(SegmentsTest, APreviewSaysHowItIsCounted) {
  const auto preview = [&](std::string_view rule) {
    return call("POST", "/api/v1/segments/preview", admin_,
                json::object{{"rule", json::parse(rule)}})
        .body;
  };
  const auto counted = preview(R"({"did": {"event": "Visit"}, "at_least": 2})");
  EXPECT_EQ(counted.at("size"), 1);
  EXPECT_EQ(counted.at("of"), 3);
  EXPECT_EQ(counted.at("exact"), true);
  EXPECT_EQ(preview(R"({"event": "Odrer"})").at("notes").as_array().size(), 1u);
  wait_for_segment(admin_, make("Buyers", R"({"event": "Order"})"), 2);
  const auto kept = preview(R"({"not": {"event": "Order"}})");
  EXPECT_EQ(kept.at("size"), 1);
  EXPECT_NE(kept.at("counted").as_string().find("kept"), json::string::npos);
}

TEST_F(SegmentsTest, AListTakesIdentitiesAndSaysWhoIsUnknown) {
  const auto made =
      call("POST", "/api/v1/segments", admin_, json::object{{"name", "Guests"}, {"kind", "list"}});
  const std::string id = made.text("id");
  const std::string target = "/api/v1/segments/" + id + "/identities";
  const auto first = raw("PUT", target, admin_.headers,
                         "namespace,value\r\nuser_id,ada\r\nuser_id,nobody\r\n\r\n,x\r\n");
  ASSERT_EQ(first.status(), 200) << first.http.body;
  EXPECT_EQ(first.body.at("rows"), 3);
  EXPECT_EQ(first.body.at("matched"), 1);
  EXPECT_EQ(first.body.at("not_found"), 2);
  std::set<std::int64_t> lines;
  for (const auto& row : first.body.at("not_found_rows").as_array())
    lines.insert(row.at("line").to_number<std::int64_t>());
  EXPECT_EQ(lines, (std::set<std::int64_t>{3, 5}));
  wait_for_segment(admin_, id, 1);
  EXPECT_EQ(members(id), Labels{"user_id ada"});

  EXPECT_EQ(raw("PUT", target + "?mode=add", admin_.headers, "user_id\nbob\n").status(), 200);
  wait_for_segment(admin_, id, 2);
  EXPECT_EQ(raw("PUT", target, admin_.headers, "user_id\ncem\n").status(), 200);
  wait_for_segment(admin_, id, 1);
  EXPECT_EQ(members(id), Labels{"user_id cem"});

  const auto csv = call("GET", "/api/v1/segments/" + id + "/export", admin_);
  EXPECT_NE(csv.http.body.find("customer,identity,name,since,cause\r\nc_"), std::string::npos)
      << csv.http.body;
  EXPECT_NE(csv.http.body.find("user_id cem"), std::string::npos);
  EXPECT_EQ(raw("PUT", "/api/v1/segments/" + make("R", "{}") + "/identities", admin_.headers,
                "user_id\nada\n")
                .status(),
            409);
}

}  // namespace
}  // namespace wend::server
