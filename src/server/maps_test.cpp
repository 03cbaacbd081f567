#include <gtest/gtest.h>
#include <set>

#include "fmt/format.h"
#include "server/server_for_test.h"

namespace wend::server {
namespace {

class MapsApi : public ServerFixture {
 protected:
  void SetUp() override {
    ServerFixture::SetUp();
    ada_ = person(workspace::Role::kEditor);
    const auto made = call("POST", "/api/v1/maps", ada_, json::object{{"title", "Buying"}});
    EXPECT_EQ(made.status(), 201) << made.http.body;
    map_ = "/api/v1/maps/" + made.text("id");
  }
  static json::object change(int base, int number, std::string_view client, json::array edit) {
    return {{"client", client},
            {"number", number},
            {"base", base},
            {"operations", json::array{json::object{{"op", "edit"},
                                                    {"in", "about"},
                                                    {"id", "about"},
                                                    {"field", "title"},
                                                    {"edit", std::move(edit)}}}}};
  }
  std::string title() {
    return std::string(
        call("GET", map_, ada_).body.at("document").at("about").at("title").as_string());
  }

  Identity ada_;
  std::string map_;
};

TEST_F(MapsApi, TwoEditorsOfOneTextLoseNothing) {
  EXPECT_EQ(call("POST", map_ + "/changes", ada_, change(1, 1, "a", {6, " shoes"})).status(), 200);
  const auto behind = call("POST", map_ + "/changes", ada_, change(1, 1, "b", {"Bo is "}));
  ASSERT_EQ(behind.status(), 409) << behind.http.body;
  EXPECT_EQ(behind.text("code"), "conflict");
  EXPECT_EQ(behind.body.at("revision"), json::value(2));
  EXPECT_EQ(behind.body.at("changes").at(0).at("client"), json::value("a"));
  const auto again = change(2, 1, "b", {"Bo is "});
  EXPECT_EQ(call("POST", map_ + "/changes", ada_, again).body.at("revision"), json::value(3));
  // The answer was lost and the client sends it once more.
  EXPECT_EQ(call("POST", map_ + "/changes", ada_, again).body.at("revision"), json::value(3));
  EXPECT_EQ(title(), "Bo is Buying shoes");
  const auto missed = call("GET", map_ + "/changes?after=1", ada_);
  EXPECT_EQ(missed.body.at("changes").as_array().size(), 2U);
}

TEST_F(MapsApi, OthersAreToldWhileTheyWatch) {
  http::RawClient client(server_->port());
  client.send("GET " + map_ + "/live HTTP/1.1\r\nHost: localhost\r\n" + ada_.headers + "\r\n");
  EXPECT_NE(client.read_until("\n\n").find("event: hello"), std::string::npos);
  EXPECT_EQ(call("POST", map_ + "/changes", ada_, change(1, 1, "a", {"x"})).status(), 200);
  const std::string told = client.read_until("\"operations\":[");
  EXPECT_NE(told.find("event: change"), std::string::npos) << told;
  EXPECT_NE(told.find("\"revision\":2"), std::string::npos) << told;
  EXPECT_EQ(call("POST", map_ + "/presence", ada_,
                 json::object{{"client", "a"}, {"at", json::object{{"cell", "one"}}}})
                .status(),
            204);
  EXPECT_NE(client.read_until("\"cell\":\"one\"").find("\"name\":\"Ada\""), std::string::npos);
}

TEST_F(MapsApi, AMapIsRemovedAndRecovered) {
  EXPECT_EQ(call("DELETE", map_, ada_).status(), 204);
  EXPECT_EQ(call("GET", map_, ada_).status(), 404);
  EXPECT_EQ(call("POST", map_ + "/changes", ada_, change(1, 1, "a", {"x"})).status(), 404);
  EXPECT_TRUE(call("GET", "/api/v1/maps", ada_).body.at("items").as_array().empty());
  EXPECT_EQ(call("GET", "/api/v1/maps?removed=true", ada_).body.at("items").as_array().size(), 1U);
  EXPECT_EQ(call("POST", map_ + "/recover", ada_).status(), 200);
  EXPECT_EQ(title(), "Buying");
}

TEST_F(MapsApi, VersionsAreNamedReadAndRestored) {
  call("POST", map_ + "/changes", ada_, change(1, 1, "a", {-6, "Selling"}));
  EXPECT_EQ(call("PUT", map_ + "/versions", ada_, json::object{{"revision", 1}, {"name", "Draft"}})
                .status(),
            204);
  const auto versions = call("GET", map_ + "/versions", ada_).body.at("items").as_array();
  ASSERT_EQ(versions.size(), 2U);
  EXPECT_EQ(versions[0].at("revision"), json::value(2));
  EXPECT_EQ(versions[1].at("name"), json::value("Draft"));
  EXPECT_EQ(call("GET", map_ + "/revisions/1", ada_).body.at("document").at("about").at("title"),
            json::value("Buying"));
  EXPECT_EQ(call("GET", map_ + "/revisions/3", ada_).status(), 404);
  EXPECT_EQ(call("GET", map_ + "/revisions/0x1", ada_).status(), 404);
  EXPECT_EQ(call("POST", map_ + "/restore", ada_,
                 json::object{{"client", "a"}, {"number", 2}, {"revision", 1}})
                .status(),
            200);
  EXPECT_EQ(title(), "Buying");
}

TEST_F(MapsApi, EverythingSurvivesARestart) {
  for (int i = 1; i <= 250; ++i)
    ASSERT_EQ(call("POST", map_ + "/changes", ada_, change(i, i, "a", {fmt::format("{} ", i % 10)}))
                  .status(),
              200);
  const std::string before = title();
  start();
  EXPECT_EQ(title(), before);
  EXPECT_EQ(call("GET", map_, ada_).body.at("revision"), json::value(251));
}

TEST_F(MapsApi, AMapCanBeCopiedAndReadFromADocument) {
  const auto document = call("GET", map_, ada_).body.at("document");
  const auto copy =
      call("POST", "/api/v1/maps", ada_,
           json::object{{"copy_of", map_.substr(map_.rfind('/') + 1)}, {"title", "Another"}});
  ASSERT_EQ(copy.status(), 201) << copy.http.body;
  EXPECT_EQ(copy.body.at("document").at("lanes"), document.at("lanes"));
  EXPECT_EQ(copy.body.at("entry").at("title"), json::value("Another"));
  const auto read = call("POST", "/api/v1/maps", ada_, json::object{{"document", document}});
  EXPECT_EQ(read.body.at("document"), document);
  json::value broken = document;
  broken.at("about").as_object()["state"] = "past";
  const auto refused = call("POST", "/api/v1/maps", ada_, json::object{{"document", broken}});
  EXPECT_EQ(refused.status(), 422) << refused.http.body;
  EXPECT_EQ(refused.text("field"), "document.about.state");
}

TEST_F(MapsApi, AMapIsMadeOfTheData) {
  const json::object draft{{"from_data", true}};
  const auto empty = call("POST", "/api/v1/maps", ada_, draft);
  EXPECT_EQ(empty.status(), 422);
  EXPECT_EQ(empty.text("field"), "from_data");
  import(all(), "orders.csv", kOrders);
  const auto made = call("POST", "/api/v1/maps", ada_, draft);
  ASSERT_EQ(made.status(), 201) << made.http.body;
  std::set<std::string> steps;
  for (const auto& step : made.body.at("document").at("steps").as_object())
    steps.emplace(step.value().at("touchpoint").as_string());
  EXPECT_EQ(steps, (std::set<std::string>{"Visit", "Cart", "Order"}));
}

TEST_F(MapsApi, AMapOfTheDataIsAboutASegmentAndAPeriod) {
  import(all(), "orders.csv", kOrders);
  const auto made = [&](const json::object& asked) {
    return call("POST", "/api/v1/maps", ada_, json::object{{"from_data", asked}});
  };
  const auto steps_in = [](const Reply& map) {
    return map.body.at("document").at("steps").as_object().size();
  };
  EXPECT_EQ(steps_in(made({{"steps", 1}, {"period", "all"}})),
            made({}).body.at("document").at("stages").as_object().size());
  // From the last event on, 5 January, a day back: nobody but Cem, who only looked.
  const auto late = made({{"period", "1d"}});
  ASSERT_EQ(late.status(), 201) << late.http.body;
  EXPECT_EQ(steps_in(late), 1U);
  EXPECT_EQ(late.body.at("document").at("about").at("period"), json::value("1d"));
  const auto wrong = made({{"period", "long"}});
  EXPECT_EQ(wrong.status(), 422) << wrong.http.body;
  EXPECT_EQ(wrong.text("field"), "from_data.period");
  EXPECT_EQ(made({{"steps", 0}}).status(), 422);
  EXPECT_GE(made({{"segment", "seg_none"}}).status(), 400);
}

TEST_F(MapsApi, ASchemaThatFitsEveryTemplateIsPublished) {
  const auto schema = call("GET", "/api/v1/maps/schema", ada_).body;
  EXPECT_TRUE(schema.at("properties").as_object().contains("pains"));
  const auto templates = call("GET", "/api/v1/maps/templates", ada_).body.at("items").as_array();
  ASSERT_FALSE(templates.empty());
  for (const auto& one : templates) {
    const auto made = call("POST", "/api/v1/maps", ada_,
                           json::object{{"template", one.at("name")}, {"example", true}});
    ASSERT_EQ(made.status(), 201) << made.http.body;
    EXPECT_EQ(made.body.at("document").at("about").at("template"), one.at("name"));
  }
}

}  // namespace
}  // namespace wend::server
