#include <chrono>
#include <fmt/format.h>
#include <thread>

#include "server/server_for_test.h"

// The catalogue of events over HTTP: files and live events, from the first event to what changed.
namespace wend::server {
namespace {

class CatalogueApiTest : public ServerFixture {
 protected:
  json::object get(const std::string& target, int status = 200) {
    const Reply reply = call("GET", target, admin_);
    EXPECT_EQ(reply.status(), status) << reply.http.body;
    return reply.body.is_object() ? reply.body.as_object() : json::object{};
  }
  static std::string text(const json::value& value) { return std::string(value.as_string()); }
  Identity admin_;
};

TEST_F(CatalogueApiTest, TellsWhatCame) {
  admin_ = all();
  auto list = get("/api/v1/catalogue/events");
  EXPECT_TRUE(list.at("items").as_array().empty());
  EXPECT_TRUE(list.at("as_of").is_null());
  EXPECT_EQ(list.at("behind").to_number<int>(), 0);

  import(admin_, "orders.csv", kOrders);
  list = get("/api/v1/catalogue/events");
  const auto& items = list.at("items").as_array();
  ASSERT_EQ(items.size(), 3U);
  EXPECT_EQ(text(items[0].at("name")), "Visit");
  EXPECT_EQ(text(items[0].at("shown_as")), "Visit");
  EXPECT_EQ(text(items[0].at("type")), "track");
  EXPECT_EQ(text(items[0].at("sources").at(0).at("name")), "orders.csv");
  EXPECT_EQ(items[0].at("count").to_number<int>(), 4);
  EXPECT_EQ(text(items[0].at("first_seen")), "2026-01-01T10:00:00+00:00");
  EXPECT_EQ(text(items[0].at("last_seen")), "2026-01-05T10:00:00+00:00");
  EXPECT_EQ(items[0].at("last_7_days").to_number<int>(), 4);
  EXPECT_EQ(items[0].at("previous_7_days").to_number<int>(), 0);
  const auto& days = items[0].at("days").as_array();
  ASSERT_EQ(days.size(), 30U);
  EXPECT_EQ(text(days[0].at("day")), "2025-12-07");
  EXPECT_EQ(text(days[29].at("day")), "2026-01-05");
  EXPECT_EQ(days[29].at("count").to_number<int>(), 1);
  EXPECT_EQ(days[27].at("count").to_number<int>(), 0);
  EXPECT_EQ(text(items[1].at("name")), "Order");
  EXPECT_EQ(text(items[2].at("name")), "Cart");
  EXPECT_EQ(text(list.at("as_of")), "2026-01-05T10:00:00+00:00");

  EXPECT_EQ(get("/api/v1/catalogue/events?search=ART").at("items").as_array().size(), 1U);
  EXPECT_EQ(get("/api/v1/catalogue/events?search=nothing").at("items").as_array().size(), 0U);
  get("/api/v1/catalogue/events?source=99", 404);
}

TEST_F(CatalogueApiTest, TellsTheProperties) {
  admin_ = all();
  import(admin_, "orders.csv", kOrders);
  const auto order = get("/api/v1/catalogue/event?name=Order");
  EXPECT_EQ(order.at("count").to_number<int>(), 2);
  ASSERT_EQ(order.at("properties").as_array().size(), 2U);
  for (const auto& property : order.at("properties").as_array()) {
    EXPECT_EQ(property.at("fill").to_number<double>(), 1.0);
    EXPECT_EQ(property.at("n").to_number<int>(), 2);
    EXPECT_EQ(property.at("distinct").to_number<int>(), 2);
    EXPECT_EQ(property.at("types").as_array().size(), 1U);
    EXPECT_EQ(property.at("types").at(0).at("share").to_number<double>(), 1.0);
  }
  const auto visit = get("/api/v1/catalogue/event?name=Visit");
  const auto& platform = visit.at("properties").at(0);
  EXPECT_EQ(text(platform.at("name")), "platform");
  EXPECT_EQ(platform.at("fill").to_number<double>(), 0.5);
  EXPECT_EQ(platform.at("n").to_number<int>(), 4);
  EXPECT_EQ(text(platform.at("types").at(0).at("type")), "text");
  EXPECT_EQ(json::serialize(platform.at("examples")), R"(["android","ios"])");
  EXPECT_EQ(text(visit.at("by_source").at(0).at("source").at("name")), "orders.csv");
  EXPECT_EQ(visit.at("by_source").at(0).at("count").to_number<int>(), 4);
  get("/api/v1/catalogue/event?name=visit", 404);
  get("/api/v1/catalogue/event", 422);
}

// Fifty days of a file; then the price becomes a text, an event is new, and one day is three times
// as busy.
TEST_F(CatalogueApiTest, TellsWhatChanged) {
  admin_ = all();
  std::string csv = "customer,event,time,price\n";
  for (int d = 0; d < 50; ++d) {
    const std::string day = fmt::format("2026-{:02}-{:02}", 3 + d / 30, 1 + d % 30);
    for (int i = 0; i < (d == 45 ? 90 : 30); ++i)
      csv += fmt::format("c{},Order,{}T{:02}:00:{:02}Z,{}\n", i, day, i % 24, i % 60,
                         d < 48 ? "12" : "twelve");
    if (d >= 47) csv += fmt::format("c1,Refund,{}T10:00:00Z,1\n", day);
  }
  import(admin_, "shop.csv", csv);
  const auto changes = get("/api/v1/catalogue/changes");
  const auto& items = changes.at("items").as_array();
  ASSERT_EQ(items.size(), 3U) << json::serialize(changes);
  EXPECT_EQ(text(items[0].at("kind")), "new_type");
  EXPECT_EQ(text(items[0].at("property")), "price");
  EXPECT_EQ(text(items[0].at("type")), "text");
  EXPECT_EQ(text(items[0].at("day")), "2026-04-19");
  EXPECT_EQ(text(items[1].at("kind")), "new_event");
  EXPECT_EQ(text(items[1].at("event")), "Refund");
  EXPECT_TRUE(items[1].at("property").is_null());
  EXPECT_EQ(text(items[2].at("kind")), "volume");
  EXPECT_EQ(text(items[2].at("day")), "2026-04-16");
  EXPECT_EQ(items[2].at("count").to_number<int>(), 90);
  EXPECT_EQ(get("/api/v1/catalogue/changes?days=2").at("items").as_array().size(), 1U);
  get("/api/v1/catalogue/changes?days=0", 422);
  get("/api/v1/catalogue/changes?days=x", 422);

  const auto order = get("/api/v1/catalogue/event?name=Order");
  EXPECT_EQ(order.at("changes").as_array().size(), 1U);
  EXPECT_EQ(order.at("anomalies").as_array().size(), 1U);
  // What is usual is told of every day with history enough, and as the anomaly has it.
  const auto& usual = order.at("usual").as_array();
  ASSERT_GT(usual.size(), 1U);
  const json::value& anomaly = order.at("anomalies").at(0);
  std::size_t same = 0;
  for (const auto& one : usual) {
    EXPECT_LE(one.at("low").to_number<double>(), one.at("expected").to_number<double>());
    EXPECT_LE(one.at("expected").to_number<double>(), one.at("high").to_number<double>());
    if (one.at("day") != anomaly.at("day")) continue;
    ++same;
    EXPECT_EQ(one.at("low"), anomaly.at("low"));
    EXPECT_EQ(one.at("high"), anomaly.at("high"));
  }
  EXPECT_EQ(same, 1U);
  EXPECT_EQ(order.at("issues").to_number<int>(), 2);
  EXPECT_EQ(get("/api/v1/catalogue/events").at("items").at(0).at("issues").to_number<int>(), 2);

  // Taken out again, it is as if it had never been.
  const auto import_id =
      text(call("GET", "/api/v1/imports", admin_).body.at("items").at(0).at("id"));
  EXPECT_EQ(call("DELETE", "/api/v1/imports/" + import_id, admin_).status(), 204);
  EXPECT_TRUE(get("/api/v1/catalogue/events").at("items").as_array().empty());
}

TEST_F(CatalogueApiTest, ShowsTheNamesOfThePlanEverywhereAndForgetsThemAgain) {
  admin_ = all();
  import(admin_, "orders.csv", kOrders);
  const json::object funnel{
      {"kind", "funnel"},
      {"steps", json::array{{{"match", {{"event", "Visit"}}}}, {{"match", {{"event", "Order"}}}}}}};
  const auto ask = [&] {
    return json::serialize(call("POST", "/api/v1/query", admin_, funnel).body);
  };
  const auto names = [&] {
    std::string listed;
    const auto values = get("/api/v1/values?property=event");
    for (const auto& item : values.at("items").as_array())
      listed += text(item.at("value")) + "=" + json::serialize(item.at("count")) + " ";
    return listed;
  };
  const auto put = [&](const json::value& show_as) {
    const auto now = call("GET", "/api/v1/tracking-plan", admin_);
    const json::object plan{
        {"unplanned", "allow"},
        {"events", json::array{{{"name", "Visit"}, {"planned", true}, {"show_as", show_as}},
                               {{"name", "Cart"}, {"planned", false}, {"show_as", show_as}}}}};
    const auto reply = call("PUT", "/api/v1/tracking-plan", admin_, plan,
                            fmt::format("If-Match: {}\r\n", std::string(now.http.header("etag"))));
    EXPECT_EQ(reply.status(), 200) << reply.http.body;
  };
  const std::string before = ask();
  const auto version = get("/api/v1/status").at("data_version");
  EXPECT_EQ(names(), "Visit=4 Order=2 Cart=1 ");

  put("Looked around");
  for (const bool restarted : {false, true}) {
    SCOPED_TRACE(restarted);
    if (restarted) {
      server_.reset();
      start();
    }
    EXPECT_EQ(names(), "Looked around=5 Order=2 ");
    EXPECT_NE(get("/api/v1/status").at("data_version"), version);
    const auto list = get("/api/v1/catalogue/events?search=looked");
    ASSERT_EQ(list.at("items").as_array().size(), 2U);
    EXPECT_EQ(text(list.at("items").at(0).at("name")), "Visit");
    EXPECT_EQ(text(list.at("items").at(0).at("shown_as")), "Looked around");
    EXPECT_TRUE(list.at("items").at(0).at("planned").as_bool());
    EXPECT_FALSE(list.at("items").at(1).at("planned").as_bool());
    const auto ada = text(get("/api/v1/customers?search=ada").at("items").at(0).at("id"));
    const auto timeline = get("/api/v1/customers/" + ada + "/events?order=asc");
    EXPECT_EQ(text(timeline.at("items").at(0).at("event")), "Looked around");
    EXPECT_EQ(text(timeline.at("items").at(1).at("event")), "Looked around");
  }
  put(nullptr);
  EXPECT_EQ(ask(), before);
  EXPECT_EQ(get("/api/v1/status").at("data_version"), version);
  EXPECT_EQ(names(), "Visit=4 Order=2 Cart=1 ");
}

TEST_F(CatalogueApiTest, SeesLiveEventsAndOutlivesARestart) {
  admin_ = all();
  import(admin_, "orders.csv", kOrders);
  const auto source =
      call("POST", "/api/v1/sources", admin_, json::object{{"name", "shop"}, {"kind", "file"}});
  const std::int64_t id = std::stoll(source.text("id"));
  const std::string key = *space_->keys().create_write_key("shop");
  const std::string headers =
      "Content-Type: application/json\r\nAuthorization: Bearer " + key + "\r\n";
  const auto sent = raw("POST", "/v1/track", headers,
                        R"({"event":"Call","userId":"ada","messageId":"m1",)"
                        R"("timestamp":"2026-01-06T10:00:00Z","properties":{"minutes":5}})");
  ASSERT_EQ(sent.status(), 200) << sent.http.body;
  // The reader brings it to the store by itself; until then the list does not have it.
  const auto give_up = std::chrono::steady_clock::now() + std::chrono::seconds(60);
  json::object list;
  do {
    std::this_thread::sleep_for(std::chrono::milliseconds(30));  // the caller's rate has a limit
    list = get("/api/v1/catalogue/events?source=" + std::to_string(id));
  } while (list.at("items").as_array().empty() && std::chrono::steady_clock::now() < give_up);
  ASSERT_FALSE(list.at("items").as_array().empty());
  EXPECT_EQ(text(list.at("items").at(0).at("name")), "Call");
  EXPECT_EQ(list.at("items").as_array().size(), 1U);
  const std::string before = json::serialize(get("/api/v1/catalogue/events"));
  server_.reset();
  EXPECT_TRUE(std::filesystem::exists(folder_ / "index" / "catalogue"));
  start();
  EXPECT_EQ(json::serialize(get("/api/v1/catalogue/events")), before);
}

}  // namespace
}  // namespace wend::server
