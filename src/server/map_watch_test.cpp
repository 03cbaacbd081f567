// Drift of journey maps, reviews, the portfolio and notices, as the screens call them.
#include <gtest/gtest.h>

#include "fmt/format.h"
#include "server/server_for_test.h"

namespace wend::server {
namespace {

// 2026-03-02T12:00Z, a Monday.
constexpr env::TimeUs kNow = 1'772'452'800LL * env::kSecondUs;

class MapWatchApi : public ServerFixture {
 protected:
  void SetUp() override {
    server_clock_ = &server_time_;
    ServerFixture::SetUp();
    ada_ = person(workspace::Role::kEditor);
  }

  static json::object step(std::string_view id, std::string_view order, std::string_view title,
                           std::string_view event) {
    return {{"op", "add"},
            {"in", "steps"},
            {"id", id},
            {"value",
             {{"order", order},
              {"stage", "stg_aaaaaaaaaaaa"},
              {"title", title},
              {"binding", {{"event", event}}}}}};
  }
  // Cart, Shipping, Payment, and the three steps of a blank map.
  std::string make_map() {
    const auto made = call("POST", "/api/v1/maps", ada_, json::object{{"title", "Buying"}});
    EXPECT_EQ(made.status(), 201) << made.http.body;
    const std::string map = "/api/v1/maps/" + made.text("id");
    const json::array operations{json::object{{"op", "add"},
                                              {"in", "stages"},
                                              {"id", "stg_aaaaaaaaaaaa"},
                                              {"value", {{"order", "a"}, {"title", "Purchase"}}}},
                                 step("stp_cartcartcart", "a", "Cart", "Cart"),
                                 step("stp_shipshipship", "b", "Shipping", "Shipping"),
                                 step("stp_paypaypaypay", "c", "Payment", "Paid"),
                                 json::object{{"op", "set"},
                                              {"in", "about"},
                                              {"id", "about"},
                                              {"field", "status"},
                                              {"value", "published"}}};
    const auto changed = call("POST", map + "/changes", ada_,
                              json::object{{"client", "test"},
                                           {"number", 1},
                                           {"base", made.body.at("revision")},
                                           {"operations", operations}});
    EXPECT_EQ(changed.status(), 200) << changed.http.body;
    return map;
  }
  // Forty people a week for eight weeks that end on 1 March; of them so many go back to the cart.
  void import_journeys(int usual, int in_the_last_week) {
    std::string csv = "customer,event,time\n";
    for (int week = 0; week < 8; ++week) {
      for (int person = 0; person < 40; ++person) {
        auto add = [&, minute = 0](std::string_view event) mutable {
          const int day = week * 7;  // from 5 January
          const auto date =
              std::chrono::sys_days(std::chrono::year(2026) / 1 / 5) + std::chrono::days(day + 1);
          const std::chrono::year_month_day ymd(date);
          csv += fmt::format("p{}-{},{},{:04}-{:02}-{:02}T10:{:02}:00Z\n", week, person, event,
                             static_cast<int>(ymd.year()), static_cast<unsigned>(ymd.month()),
                             static_cast<unsigned>(ymd.day()), minute++);
        };
        const bool leaves = person < (week == 7 ? in_the_last_week : usual);
        add("Cart");
        add("Shipping");
        if (leaves) add("Cart");
        add("Paid");
      }
    }
    csv += "late,Paid,2026-03-01T23:00:00Z\n";
    import(all(), "journeys.csv", csv);
  }

  env::FixedClock server_time_{kNow};
  Identity ada_;
};

TEST_F(MapWatchApi, PlantedDriftIsFoundShownAndToldOnce) {
  import_journeys(4, 20);
  const std::string map = make_map();
  const auto drift = call("GET", map + "/drift?period=8w&trend=week", ada_);
  ASSERT_EQ(drift.status(), 200) << drift.http.body;
  const auto& result = drift.body.at("answer").at("result");
  // 7 · 4 + 20 of 320 and the one who came late.
  EXPECT_EQ(result.at("drift").at("count"), json::value(48));
  EXPECT_EQ(result.at("drift").at("of"), json::value(321));
  EXPECT_EQ(result.at("deviations").at(0).at("sentence"),
            json::value("At “Shipping”, 1 in 7 goes back to “Cart”."));
  // The people behind it, by the question that came with it.
  json::object question = drift.body.at("question").as_object();
  question["people"] = json::object{{"of", "deviation:0"}};
  EXPECT_EQ(call("POST", "/api/v1/query", ada_, question).body.at("count"), json::value(48));

  const auto look = call("POST", map + "/looks", ada_);
  ASSERT_EQ(look.status(), 201) << look.http.body;
  const auto notices = call("GET", "/api/v1/notices", ada_);
  ASSERT_EQ(notices.body.at("unread"), json::value(1)) << notices.http.body;
  const auto& notice = notices.body.at("items").at(0);
  EXPECT_EQ(notice.at("kind"), json::value("drift"));
  EXPECT_EQ(notice.at("map").at("title"), json::value("Buying"));
  EXPECT_EQ(notice.at("place").at("step"), json::value("stp_shipshipship"));
  EXPECT_EQ(notice.at("text"),
            json::value("At “Shipping” of “Buying”, 1 in 2 left the mapped path in the last 7 "
                        "days; in the four weeks before, 10 % did."));
  call("POST", map + "/looks", ada_);
  EXPECT_EQ(call("GET", "/api/v1/notices", ada_).body.at("items").as_array().size(), 1U);
  EXPECT_GE(call("GET", map + "/looks", ada_).body.at("items").as_array().size(), 1U);

  const std::string id(notice.at("id").as_string());
  EXPECT_EQ(call("PUT", "/api/v1/notices/" + id, ada_, json::object{{"read", true}}).status(), 200);
  EXPECT_EQ(call("GET", "/api/v1/notices?unread=true", ada_).body.at("unread"), json::value(0));
  const auto bo = person(workspace::Role::kViewer);
  EXPECT_EQ(call("PUT", "/api/v1/notices/" + id, bo, json::object{{"read", false}}).status(), 404);

  const auto portfolio = call("GET", "/api/v1/portfolio", bo);
  const auto& entry = portfolio.body.at("items").at(0);
  EXPECT_EQ(entry.at("bound"), json::value(3));
  EXPECT_EQ(entry.at("look").at("reached"), json::value(3));
  EXPECT_EQ(entry.at("keeper").at("name"), json::value("Ada"));
  // Three of six steps have data: (30 · 0.5 + 30 · (1 − 48/321) + 20 · 1) / 80 = 0.756; nothing
  // states its evidence.
  EXPECT_EQ(entry.at("health").at("score"), json::value(76)) << json::serialize(entry);
  EXPECT_EQ(portfolio.body.at("may_write"), json::value(false));
  EXPECT_EQ(call("POST", map + "/looks", bo).status(), 403);
}

TEST_F(MapWatchApi, AMapWithoutDataOrBindingsSaysSo) {
  const auto made = call("POST", "/api/v1/maps", ada_, json::object{{"title", "Empty"}});
  const std::string map = "/api/v1/maps/" + made.text("id");
  const auto drift = call("GET", map + "/drift", ada_);
  ASSERT_EQ(drift.status(), 200) << drift.http.body;
  EXPECT_TRUE(drift.body.at("answer").at("result").at("sentence").is_null());
  EXPECT_EQ(call("GET", map + "/drift?period=never", ada_).text("field"), "period");
  EXPECT_EQ(call("GET", map + "/drift?segment=seg_none", ada_).text("field"), "segment");
  EXPECT_EQ(call("GET", "/api/v1/maps/map_none/drift", ada_).status(), 404);
}

TEST_F(MapWatchApi, AReviewSetsTheNextDayAndIsKept) {
  const std::string map = make_map();
  const auto done =
      call("POST", map + "/reviews", ada_, json::object{{"note", "<b>Looked</b> through"}},
           "Idempotency-Key: once\r\n");
  ASSERT_EQ(done.status(), 201) << done.http.body;
  EXPECT_EQ(done.text("next_on"), "2026-06-02");
  const auto shown = call("GET", map, ada_);
  EXPECT_EQ(shown.body.at("document").at("about").at("review_on"), json::value("2026-06-02"));
  EXPECT_EQ(shown.body.at("revision"), done.body.at("revision"));
  // Sent again because the answer was lost.
  EXPECT_EQ(call("POST", map + "/reviews", ada_, json::object{{"note", "<b>Looked</b> through"}},
                 "Idempotency-Key: once\r\n")
                .status(),
            201);
  const auto reviews = call("GET", map + "/reviews", ada_);
  ASSERT_EQ(reviews.body.at("items").as_array().size(), 1U) << reviews.http.body;
  EXPECT_EQ(reviews.body.at("items").at(0).at("by").at("name"), json::value("Ada"));
  EXPECT_EQ(
      call("POST", map + "/reviews", ada_, json::object{{"next_on", "2026-03-02"}}).text("field"),
      "next_on");
  EXPECT_EQ(call("POST", map + "/reviews", ada_, json::object{{"next_on", "2026-13-40"}}).status(),
            422);
  EXPECT_EQ(
      call("POST", map + "/reviews", ada_, json::object{{"next_on", "2026-03-03"}}).text("next_on"),
      "2026-03-03");
  const auto entry = call("GET", "/api/v1/portfolio", ada_).body.at("items").at(0);
  EXPECT_EQ(entry.at("review_in_days"), json::value(1));
  EXPECT_EQ(entry.at("last_review").at("by").at("name"), json::value("Ada"));
  EXPECT_EQ(
      call("POST", map + "/reviews", person(workspace::Role::kViewer), json::object()).status(),
      403);
}

TEST_F(MapWatchApi, AMentionIsANoticeThatGoesWithItsComment) {
  const std::string map = make_map();
  const auto bo = person(workspace::Role::kViewer);
  const std::string bo_id(call("GET", "/api/v1/session", bo).body.at("user").at("id").as_string());
  http::RawClient client(server_->port());
  client.send("GET /api/v1/notices/live HTTP/1.1\r\nHost: localhost\r\n" + bo.headers + "\r\n");
  EXPECT_NE(client.read_until("\n\n").find("event: hello"), std::string::npos);
  const auto made = call("POST", map + "/comments", ada_,
                         json::object{{"text", "Bo?"}, {"mentions", json::array{bo_id}}});
  const std::string told = client.read_until("\n\n");
  EXPECT_NE(told.find("\"unread\":1"), std::string::npos) << told;
  const auto notices = call("GET", "/api/v1/notices", bo);
  ASSERT_EQ(notices.body.at("items").as_array().size(), 1U);
  EXPECT_EQ(notices.body.at("items").at(0).at("place").at("comment"), json::value(made.text("id")));
  EXPECT_EQ(call("GET", "/api/v1/notices", ada_).body.at("unread"), json::value(0));
  EXPECT_EQ(call("DELETE", map + "/comments/" + made.text("id"), ada_).status(), 204);
  EXPECT_EQ(call("GET", "/api/v1/notices", bo).body.at("unread"), json::value(0));
}

}  // namespace
}  // namespace wend::server
