#include <gtest/gtest.h>

#include "server/server_for_test.h"

namespace wend::server {
namespace {

class TouchpointsApi : public ServerFixture {
 protected:
  void SetUp() override {
    ServerFixture::SetUp();
    ada_ = all();
    import(ada_, "orders.csv", kOrders);
  }
  static json::object draft(std::string_view name, json::array events) {
    return {{"name", name}, {"events", std::move(events)}};
  }
  // The touchpoints of the journey, as "name: events", those that people named with a star.
  std::vector<std::string> journey() {
    const auto answer = call("POST", "/api/v1/query", ada_, json::object{{"kind", "journey"}});
    std::vector<std::string> all;
    for (const auto& stage : answer.body.at("result").at("stages").as_array())
      for (const auto& one : stage.at("touchpoints").as_array()) {
        std::string text = one.at("named").as_bool() ? "*" : "";
        text += std::string(one.at("name").as_string()) + ":";
        for (const auto& event : one.at("events").as_array())
          text += " " + std::string(event.as_string());
        all.push_back(text);
      }
    std::ranges::sort(all);
    return all;
  }
  using Texts = std::vector<std::string>;

  Identity ada_;
};

TEST_F(TouchpointsApi, EverythingFollowsAtOnce) {
  EXPECT_EQ(journey(), (Texts{"Cart: Cart", "Order: Order", "Visit: Visit"}));
  const json::object rule{{"touchpoint", "Buying"}};
  const auto segment =
      call("POST", "/api/v1/segments", ada_, json::object{{"name", "Buyers"}, {"rule", rule}})
          .text("id");
  wait_for_segment(ada_, segment, 0);
  const auto made = call("POST", "/api/v1/touchpoints", ada_, draft("Buying", {"Cart", "Order"}));
  ASSERT_EQ(made.status(), 201) << made.http.body;
  EXPECT_EQ(made.http.header("etag"), "\"1\"");
  EXPECT_EQ(made.body.at("notes").as_array().size(), 0U);
  const std::string path = "/api/v1/touchpoints/" + made.text("id");

  EXPECT_EQ(journey(), (Texts{"*Buying: Cart Order", "Visit: Visit"}));
  const auto values = call("GET", "/api/v1/values?property=touchpoint", ada_);
  EXPECT_EQ(json::serialize(values.body.at("items")),
            R"([{"value":"Visit","count":4},{"value":"Buying","count":3}])");
  const auto found = call("GET", "/api/v1/search?q=Buyi", ada_);
  EXPECT_NE(found.http.body.find("touchpoint"), std::string::npos) << found.http.body;
  const auto customer = std::string(call("GET", "/api/v1/customers?search=bob", ada_)
                                        .body.at("items")
                                        .at(0)
                                        .at("id")
                                        .as_string());
  const auto events = call("GET", "/api/v1/customers/" + customer + "/events", ada_);
  EXPECT_EQ(events.body.at("items").at(0).at("touchpoint"), "Buying");
  wait_for_segment(ada_, segment, 2);

  start();  // it is on the disk
  EXPECT_EQ(journey(), (Texts{"*Buying: Cart Order", "Visit: Visit"}));

  const auto changed = call("PUT", path, ada_, draft("Paying", {"Order"}), "If-Match: \"1\"\r\n");
  ASSERT_EQ(changed.status(), 200) << changed.http.body;
  EXPECT_EQ(journey(), (Texts{"*Paying: Order", "Cart: Cart", "Visit: Visit"}));
  EXPECT_EQ(call("DELETE", path, ada_, {}, "If-Match: \"2\"\r\n").status(), 204);
  EXPECT_EQ(journey(), (Texts{"Cart: Cart", "Order: Order", "Visit: Visit"}));
}

TEST_F(TouchpointsApi, AQuestionIsAskedAgainWhenOneWasNamed) {
  const json::object asked{{"kind", "process"}, {"by", "touchpoint"}};
  const auto before = call("POST", "/api/v1/query", ada_, asked);
  const std::string tag = "If-None-Match: " + before.http.header("etag") + "\r\n";
  EXPECT_EQ(call("POST", "/api/v1/query", ada_, asked, tag).status(), 304);
  call("POST", "/api/v1/touchpoints", ada_, draft("Buying", {"Cart", "Order"}));
  const auto after = call("POST", "/api/v1/query", ada_, asked, tag);
  EXPECT_EQ(after.status(), 200);
  EXPECT_NE(after.http.body.find("Buying"), std::string::npos);
}

TEST_F(TouchpointsApi, AnEventBelongsToOne) {
  call("POST", "/api/v1/touchpoints", ada_, draft("Buying", {"Cart", "Order"}));
  const auto second =
      call("POST", "/api/v1/touchpoints", ada_, draft("Paying", {"Payment", "Order"}));
  EXPECT_EQ(second.status(), 422);
  EXPECT_EQ(second.text("field"), "events[1]");
  EXPECT_EQ(second.text("detail"),
            "The event \"Order\" belongs to the touchpoint \"Buying\" already.");
  EXPECT_EQ(call("POST", "/api/v1/touchpoints", ada_, draft("buying", {"Visit"})).text("field"),
            "name");
  EXPECT_EQ(call("POST", "/api/v1/touchpoints", ada_, draft("None", {})).text("field"), "events");
  EXPECT_EQ(call("POST", "/api/v1/touchpoints", ada_, draft("", {"Visit"})).text("field"), "name");
  auto odd = draft("Odd", {"Visit"});
  odd["role"] = "boss";
  EXPECT_EQ(call("POST", "/api/v1/touchpoints", ada_, odd).text("field"), "role");
  EXPECT_EQ(call("GET", "/api/v1/touchpoints", ada_).body.at("items").as_array().size(), 1U);
}

TEST_F(TouchpointsApi, WhatIsNotThereIsNoted) {
  auto later = draft("Later", {"Refund"});
  later["stage"] = nullptr;
  const auto made = call("POST", "/api/v1/touchpoints", ada_, later);
  ASSERT_EQ(made.status(), 201) << made.http.body;
  EXPECT_EQ(json::serialize(made.body.at("notes")),
            R"(["The touchpoint \"Later\" has no events: nobody sends \"Refund\"."])");
  import(ada_, "refunds.csv", "customer,event,time\nada,Refund,2026-01-09T10:00:00Z\n");
  const auto now = call("GET", "/api/v1/touchpoints/" + made.text("id"), ada_);
  EXPECT_EQ(now.body.at("notes").as_array().size(), 0U);
}

TEST_F(TouchpointsApi, PeopleChangeThemSideBySide) {
  const auto first = call("POST", "/api/v1/touchpoints", ada_, draft("Buying", {"Order"}),
                          "Idempotency-Key: k\r\n");
  const auto again = call("POST", "/api/v1/touchpoints", ada_, draft("Buying", {"Order"}),
                          "Idempotency-Key: k\r\n");
  EXPECT_EQ(first.text("id"), again.text("id"));
  const std::string path = "/api/v1/touchpoints/" + first.text("id");
  EXPECT_EQ(call("PUT", path, ada_, draft("B", {"Order"})).status(), 428);
  call("PUT", path, ada_, draft("Theirs", {"Order"}), "If-Match: \"1\"\r\n");
  const auto clash = call("PUT", path, ada_, draft("Mine", {"Order"}), "If-Match: \"1\"\r\n");
  EXPECT_EQ(clash.status(), 409);
  EXPECT_EQ(clash.body.at("theirs").at("name"), "Theirs");
  EXPECT_EQ(clash.body.at("mine").at("name"), "Mine");
  EXPECT_EQ(call("DELETE", path, ada_, {}, "If-Match: \"1\"\r\n").status(), 409);
  EXPECT_EQ(space_->audit().newest(1)->front().action, "touchpoint.change");
  const Identity reader = token("read");
  EXPECT_EQ(call("GET", path, reader).status(), 200);
  EXPECT_EQ(call("POST", "/api/v1/touchpoints", reader, draft("No", {"Visit"})).status(), 403);
  EXPECT_EQ(call("GET", "/api/v1/touchpoints/tpt_no", ada_).status(), 404);
}

}  // namespace
}  // namespace wend::server
