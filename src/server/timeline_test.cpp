#include <chrono>
#include <functional>
#include <gtest/gtest.h>
#include <thread>

#include "server/server_for_test.h"

namespace wend::server {
namespace {

// One customer's page, seen from outside.
class TimelineTest : public ServerFixture {
 protected:
  void SetUp() override {
    ServerFixture::SetUp();
    as_ = all();
  }
  json::value get(const std::string& path) {
    const auto reply = call("GET", "/api/v1/" + path, as_);
    EXPECT_EQ(reply.status(), 200) << path << " " << reply.http.body;
    return reply.body;
  }
  std::string customer(std::string_view search) {
    const auto found = get("customers?search=" + std::string(search));
    return std::string(found.at("items").at(0).at("id").as_string());
  }
  std::vector<std::string> names(const json::value& page) {
    std::vector<std::string> names;
    for (const auto& item : page.at("items").as_array())
      names.emplace_back(item.at("event").as_string());
    return names;
  }
  using Names = std::vector<std::string>;

  void make_source() {
    const auto source =
        call("POST", "/api/v1/sources", as_, json::object{{"name", "Shop"}, {"kind", "browser"}});
    key_ = call("POST", "/api/v1/sources/" + source.text("id") + "/keys", as_).text("key");
  }
  void track(const std::string& who, const std::string& event) {
    const auto reply =
        raw("POST", "/v1/track?writeKey=" + key_, "", "{" + who + R"(,"event":")" + event + "\"}");
    ASSERT_EQ(reply.status(), 200) << reply.http.body;
  }
  static bool eventually(const std::function<bool()>& answer) {
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(10);
    while (!answer()) {
      if (std::chrono::steady_clock::now() > end) return false;
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    return true;
  }
  std::unique_ptr<http::RawClient> watch(const std::string& id) {
    auto client = std::make_unique<http::RawClient>(server_->port());
    client->send("GET /api/v1/customers/" + id + "/live HTTP/1.1\r\nHost: localhost\r\n" +
                 as_.headers + "\r\n");
    client->read_until("event: hello\ndata: ");
    client->read_until("\n\n");
    return client;
  }

  Identity as_;
  std::string key_;
};

constexpr std::string_view kVisits =
    "customer,event,time,channel,path,revenue,note\n"
    "ada,Home page,2026-01-01T10:00:00Z,web,/,,\n"
    "ada,Product page,2026-01-01T10:01:00Z,web,/k5,,\n"
    "ada,Payment failed,2026-01-01T10:02:00Z,web,,,declined\n"
    "ada,Order placed,2026-01-01T10:03:00Z,web,,349,\n"
    "ada,Home page,2026-01-09T10:00:00Z,app,/,,\n"
    "ada,Support chat,2026-01-09T10:05:00Z,chat,,,where is it\n"
    "bob,Home page,2026-01-02T10:00:00Z,web,/,,\n";

TEST_F(TimelineTest, FiltersAndSearchesOnTheServer) {
  import(as_, "visits.csv", kVisits);
  const std::string path = "customers/" + customer("ada") + "/events?";
  EXPECT_EQ(get(path).at("total").as_int64(), 6);
  EXPECT_EQ(names(get(path + "channel=app")), (Names{"Home page"}));
  EXPECT_EQ(names(get(path + "kind=error")), (Names{"Payment failed"}));
  EXPECT_EQ(names(get(path + "kind=purchase")), (Names{"Order placed"}));
  EXPECT_EQ(names(get(path + "event=Home%20page&order=asc")), (Names{"Home page", "Home page"}));
  EXPECT_EQ(names(get(path + "search=DECLINED")), (Names{"Payment failed"}));
  EXPECT_EQ(names(get(path + "search=note")), (Names{}));
  EXPECT_EQ(names(get(path + "from=2026-01-09")), (Names{"Support chat", "Home page"}));
  EXPECT_EQ(names(get(path + "to=2026-01-01T10:01:00Z")), (Names{"Home page"}));
  EXPECT_EQ(get(path + "source=nowhere").at("total").as_int64(), 0);
  EXPECT_EQ(call("GET", "/api/v1/" + path + "from=soon", as_).status(), 422);
  EXPECT_EQ(call("GET", "/api/v1/" + path + "kind=thing", as_).status(), 422);
}

TEST_F(TimelineTest, PagesWhatIsLeftBothWaysAndAroundATime) {
  import(as_, "visits.csv", kVisits);
  const std::string path = "customers/" + customer("ada") + "/events?limit=2&channel=web";
  const auto first = get(path);
  EXPECT_EQ(names(first), (Names{"Order placed", "Payment failed"}));
  EXPECT_TRUE(first.at("previous_cursor").is_null());
  const auto next = get(path + "&cursor=" + std::string(first.at("next_cursor").as_string()));
  EXPECT_EQ(names(next), (Names{"Product page", "Home page"}));
  EXPECT_TRUE(next.at("next_cursor").is_null());
  const auto back = get(path + "&cursor=" + std::string(next.at("previous_cursor").as_string()));
  EXPECT_EQ(names(back), names(first));
  const auto around = get(path + "&around=2026-01-01T10:02:00Z&order=asc");
  EXPECT_EQ(names(around), (Names{"Product page", "Payment failed"}));
  EXPECT_FALSE(around.at("previous_cursor").is_null());
  EXPECT_FALSE(around.at("next_cursor").is_null());
}

TEST_F(TimelineTest, SaysAllOfAnEventAndFindsItById) {
  import(as_, "visits.csv", kVisits);
  const std::string path = "customers/" + customer("ada") + "/events?";
  const auto order = get(path + "kind=purchase").at("items").at(0);
  EXPECT_EQ(order.at("summary").at("amount").to_number<double>(), 349);
  EXPECT_EQ(order.at("identity").at("value").as_string(), "ada");
  EXPECT_EQ(order.at("import").as_string(), "1");
  EXPECT_EQ(order.at("session").as_int64(), 1);
  const std::string id(order.at("id").as_string());
  const auto again = get(path + "ids=" + id + ",999");
  ASSERT_EQ(again.at("items").as_array().size(), 1u);
  EXPECT_EQ(again.at("items").at(0), order);
  EXPECT_EQ(call("GET", "/api/v1/" + path + "ids=x", as_).status(), 422);
  const auto bob = get("customers/" + customer("bob") + "/events?ids=" + id);
  EXPECT_TRUE(bob.at("items").as_array().empty()) << "somebody else's event";
}

TEST_F(TimelineTest, AnswersTheWholeTimelineAsColumns) {
  import(as_, "visits.csv", kVisits);
  const std::string path = "customers/" + customer("ada") + "/timeline?";
  const auto all = get(path);
  EXPECT_EQ(all.at("total").as_int64(), 6);
  ASSERT_EQ(all.at("sessions").as_array().size(), 2u);
  const auto& first = all.at("sessions").at(0);
  EXPECT_EQ(first.at("events").as_int64(), 4);
  EXPECT_EQ(first.at("entry"), all.at("events").at("id").at(0));
  EXPECT_EQ(all.at("events").at("time_ms").at(0).as_int64(), 1'767'261'600'000);
  EXPECT_EQ(all.at("events").at("time_ms").at(1).as_int64(), 60'000);
  const auto web = get(path + "channel=web&kind=page");
  EXPECT_EQ(web.at("matching").as_int64(), 2);
  EXPECT_EQ(web.at("sessions").as_array().size(), 1u);
  EXPECT_EQ(web.at("sessions").at(0).at("shown").as_int64(), 2);
  json::object channels, kinds;
  for (const auto& count : web.at("counts").at("channels").as_array())
    channels[count.at("value").as_string()] = count.at("events");
  for (const auto& count : web.at("counts").at("kinds").as_array())
    kinds[count.at("value").as_string()] = count.at("events");
  EXPECT_EQ(channels, (json::object{{"web", 2}, {"app", 1}}));
  EXPECT_EQ(kinds, (json::object{{"page", 2}, {"error", 1}, {"purchase", 1}}));
}

TEST_F(TimelineTest, TellsWhoLooksOnWhenEventsArrive) {
  make_source();
  track(R"("userId":"ann")", "Cart");
  track(R"("userId":"bob")", "Cart");
  ASSERT_TRUE(eventually([&] { return get("customers").at("total").as_int64() == 2; }));
  const std::string ann = customer("ann");
  const auto looks = watch(ann);
  track(R"("userId":"ann")", "Order placed");
  looks->read_until("event: changed\ndata: ");
  looks->read_until("\n\n");
  EXPECT_EQ(names(get("customers/" + ann + "/events?limit=1")), (Names{"Order placed"}));
}

TEST_F(TimelineTest, FollowsACustomerThatIsJoinedToAnother) {
  make_source();
  track(R"("anonymousId":"v1")", "Page viewed");
  ASSERT_TRUE(eventually([&] { return get("customers").at("total").as_int64() == 1; }));
  const std::string visitor = customer("v1");
  const auto looks = watch(visitor);
  track(R"("userId":"ann","anonymousId":"v1")", "Signed in");
  looks->read_until("event: changed\ndata: ");
  looks->read_until("\n\n");
  const auto timeline = get("customers/" + visitor + "/timeline");
  EXPECT_EQ(timeline.at("total").as_int64(), 2);
  EXPECT_EQ(std::string(timeline.at("customer").as_string()), customer("ann"));
  EXPECT_EQ(get("customers/" + visitor).at("id"), timeline.at("customer"));
}

}  // namespace
}  // namespace wend::server
