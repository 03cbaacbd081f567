#include <gtest/gtest.h>

#include "fmt/format.h"
#include "server/server_for_test.h"

namespace wend::server {
namespace {

class MapNumbersApi : public ServerFixture {
 protected:
  void SetUp() override {
    ServerFixture::SetUp();
    ada_ = person(workspace::Role::kEditor);
  }
  // A map of one stage with a step bound to this, and what is said about it.
  std::string map_of(json::object step, json::object about = {}) {
    step["order"] = "a0";
    step["stage"] = "stg_aaaaaaaaaaaa";
    const json::object document{
        {"format", 1},
        {"about", std::move(about)},
        {"stages", {{"stg_aaaaaaaaaaaa", {{"order", "a0"}, {"title", "Buy"}}}}},
        {"steps", {{"stp_aaaaaaaaaaaa", std::move(step)}}},
        {"lanes", {{"lan_aaaaaaaaaaaa", {{"order", "a0"}, {"kind", "touchpoint"}}}}},
        {"cells",
         {{"cel_aaaaaaaaaaaa",
           {{"lane", "lan_aaaaaaaaaaaa"},
            {"step", "stp_aaaaaaaaaaaa"},
            {"order", "a0"},
            {"binding", {{"event", "Cart"}}}}}}},
        {"links", json::object()},
        {"personas", json::object()},
        {"pains", json::object()}};
    const auto made = call("POST", "/api/v1/maps", ada_, json::object{{"document", document}});
    EXPECT_EQ(made.status(), 201) << made.http.body;
    return "/api/v1/maps/" + made.text("id");
  }
  static std::string codes(const Reply& reply) {
    std::string text;
    for (const auto& one : reply.body.at("unbound").as_array())
      text += fmt::format("{} {}; ", std::string_view(one.at("in").as_string()),
                          std::string_view(one.at("code").as_string()));
    return text;
  }

  Identity ada_;
};

TEST_F(MapNumbersApi, AMapIsAskedAndItsPeopleCanBeOpened) {
  const std::string map = map_of({{"title", "Fills the cart"}});
  const auto numbers = call("GET", map + "/numbers?period=8w&trend=week", ada_);
  ASSERT_EQ(numbers.status(), 200) << numbers.http.body;
  EXPECT_EQ(numbers.text("period"), "8w");
  EXPECT_EQ(numbers.body.at("bound").at(0).at("by"), json::value("cards"));
  const auto& result = numbers.body.at("answer").at("result");
  EXPECT_EQ(result.at("steps").at(0).at("label"), json::value("Fills the cart"));
  EXPECT_EQ(result.at("cards").at(0).at("ref"), json::value("card:cel_aaaaaaaaaaaa"));
  EXPECT_TRUE(result.at("steps").at(0).as_object().contains("trend"));
  json::object question = numbers.body.at("question").as_object();
  question["people"] = json::object{{"of", "card:cel_aaaaaaaaaaaa"}};
  const auto people = call("POST", "/api/v1/query", ada_, question);
  ASSERT_EQ(people.status(), 200) << people.http.body;
  EXPECT_EQ(people.body.at("count"), result.at("cards").at(0).at("people"));
}

TEST_F(MapNumbersApi, WhatIsGoneIsSaidAndTheRestIsAnswered) {
  const std::string map =
      map_of({{"touchpoint", "Was removed"}},
             {{"segment", "seg_gone"}, {"period", "soon"}, {"outcome", {{"segment", "x"}}}});
  const auto numbers = call("GET", map + "/numbers", ada_);
  ASSERT_EQ(numbers.status(), 200) << numbers.http.body;
  EXPECT_EQ(
      codes(numbers),
      "about refused; about unknown_segment; about unknown_segment; steps unknown_touchpoint; ");
  EXPECT_EQ(numbers.body.at("segment"), json::value(nullptr));
  EXPECT_EQ(numbers.body.at("answer").at("result").at("steps").at(0).at("bound"),
            json::value(false));
}

TEST_F(MapNumbersApi, WhatIsAskedForMustHold) {
  const std::string map = map_of({});
  for (const auto& [query, field] : {std::pair("period=soon", "period"),
                                     {"segment=seg_gone", "segment"},
                                     {"trend=hour", "trend"},
                                     {"revision=x", "revision"}}) {
    const auto refused = call("GET", map + "/numbers?" + query, ada_);
    EXPECT_EQ(refused.status() / 100, 4) << query;
    EXPECT_EQ(refused.text("field"), field) << refused.http.body;
  }
  EXPECT_EQ(call("GET", map + "/numbers?revision=99", ada_).status(), 404);
  EXPECT_EQ(call("GET", "/api/v1/maps/map_none/numbers", ada_).status(), 404);
  EXPECT_EQ(call("GET", map + "/numbers", {}).status(), 401);
  EXPECT_EQ(call("GET", map + "/numbers", person(workspace::Role::kViewer)).status(), 200);
}

TEST_F(MapNumbersApi, AnAnswerHasAVersionUntilTheMapChanges) {
  const std::string map = map_of({});
  const auto first = call("GET", map + "/numbers", ada_);
  const std::string etag = first.http.header("etag");
  ASSERT_FALSE(etag.empty());
  Identity again = ada_;
  again.headers += "If-None-Match: " + etag + "\r\n";
  EXPECT_EQ(call("GET", map + "/numbers", again).status(), 304);
  EXPECT_EQ(call("GET", map + "/numbers?period=4w", again).status(), 200);
  EXPECT_EQ(
      call("POST", map + "/changes", ada_,
           json::object{{"client", "a"},
                        {"number", 1},
                        {"base", 1},
                        {"operations", json::array{json::object{{"op", "set"},
                                                                {"in", "steps"},
                                                                {"id", "stp_aaaaaaaaaaaa"},
                                                                {"field", "binding"},
                                                                {"value", {{"event", "Paid"}}}}}}})
          .status(),
      200);
  const auto after = call("GET", map + "/numbers", again);
  EXPECT_EQ(after.status(), 200);
  EXPECT_EQ(after.body.at("bound").at(0).at("by"), json::value("binding"));
  EXPECT_EQ(call("GET", map + "/numbers?revision=1", ada_).body.at("bound").at(0).at("by"),
            json::value("cards"));
}

}  // namespace
}  // namespace wend::server
