#include <gtest/gtest.h>

#include "server/server_for_test.h"

namespace wend::server {
namespace {

class DashboardsApi : public ServerFixture {
 protected:
  static json::object tile(std::string_view id) {
    return {{"id", id},   {"title", "All"}, {"query", json::object{{"kind", "overview"}}},
            {"x", 0},     {"y", 0},         {"width", 6},
            {"height", 4}};
  }
  static json::object draft(json::array tiles) {
    return {{"name", "Morning"}, {"tiles", std::move(tiles)}};
  }
};

TEST_F(DashboardsApi, KeepsADashboardWithItsTiles) {
  const Identity ada = all();
  const auto made = call("POST", "/api/v1/dashboards", ada, draft({tile("a"), tile("b")}));
  ASSERT_EQ(made.status(), 201) << made.http.body;
  const std::string path = "/api/v1/dashboards/" + made.text("id");
  EXPECT_EQ(made.http.header("etag"), "\"1\"");
  json::object other = draft({tile("a")});
  other["name"] = "Evening";
  other["description"] = "What closed";
  EXPECT_EQ(call("PUT", path, ada, other).status(), 428);
  const auto changed = call("PUT", path, ada, other, "If-Match: \"1\"\r\n");
  ASSERT_EQ(changed.status(), 200) << changed.http.body;
  start();  // it is on the disk
  const auto kept = call("GET", path, ada);
  EXPECT_EQ(kept.text("name"), "Evening");
  EXPECT_EQ(kept.text("description"), "What closed");
  EXPECT_EQ(kept.body.at("version"), 2);
  EXPECT_EQ(json::serialize(kept.body.at("tiles")), json::serialize(json::array{tile("a")}));

  const auto clash = call("PUT", path, ada, draft({}), "If-Match: \"1\"\r\n");
  EXPECT_EQ(clash.status(), 409);
  EXPECT_EQ(clash.body.at("theirs").at("name"), "Evening");
  EXPECT_EQ(clash.body.at("mine").at("name"), "Morning");
  EXPECT_EQ(call("DELETE", path, ada, {}, "If-Match: \"1\"\r\n").status(), 409);
  EXPECT_EQ(call("DELETE", path, ada, {}, "If-Match: \"2\"\r\n").status(), 204);
  EXPECT_EQ(call("GET", path, ada).status(), 404);
  EXPECT_EQ(space_->audit().newest(1)->front().action, "dashboard.remove");
}

TEST_F(DashboardsApi, PagesTheNewestFirst) {
  const Identity ada = all();
  std::vector<std::string> ids;
  for (int i = 0; i < 3; ++i)
    ids.insert(ids.begin(), call("POST", "/api/v1/dashboards", ada, draft({})).text("id"));
  std::vector<std::string> seen;
  std::string target = "/api/v1/dashboards?limit=2";
  for (;;) {
    const auto page = call("GET", target, ada);
    for (const auto& item : page.body.at("items").as_array())
      seen.emplace_back(item.at("id").as_string());
    if (page.body.at("next_cursor").is_null()) break;
    target = "/api/v1/dashboards?limit=2&cursor=" + page.text("next_cursor");
  }
  EXPECT_EQ(seen, ids);
}

TEST_F(DashboardsApi, ACreatingCallSentTwiceMakesOne) {
  const Identity ada = all();
  const auto first = call("POST", "/api/v1/dashboards", ada, draft({}), "Idempotency-Key: k\r\n");
  const auto second = call("POST", "/api/v1/dashboards", ada, draft({}), "Idempotency-Key: k\r\n");
  EXPECT_EQ(first.text("id"), second.text("id"));
  EXPECT_EQ(call("GET", "/api/v1/dashboards", ada).body.at("items").as_array().size(), 1U);
}

TEST_F(DashboardsApi, SaysWhichTileIsWrong) {
  const Identity ada = all();
  const auto field = [&](json::object wrong) {
    const auto reply =
        call("POST", "/api/v1/dashboards", ada, draft({tile("a"), std::move(wrong)}));
    EXPECT_EQ(reply.status(), 422) << reply.http.body;
    return reply.text("field");
  };
  EXPECT_EQ(field(tile("a")), "tiles[1].id");
  auto wide = tile("b");
  wide["x"] = 7;
  EXPECT_EQ(field(wide), "tiles[1].width");
  auto both = tile("b");
  both["question"] = "qst_1";
  EXPECT_EQ(field(both), "tiles[1]");
  auto none = tile("b");
  none.erase("query");
  EXPECT_EQ(field(none), "tiles[1]");
  auto unknown = tile("b");
  unknown["query"] = json::object{{"kind", "nonsense"}};
  EXPECT_EQ(field(unknown), "tiles[1].query.kind");
  auto low = tile("b");
  low["height"] = 0;
  EXPECT_EQ(field(low), "tiles[1].height");
  EXPECT_EQ(call("POST", "/api/v1/dashboards", ada, json::object{{"name", ""}}).text("field"),
            "name");
}

TEST_F(DashboardsApi, ViewersLookAndDoNotChange) {
  const auto made = call("POST", "/api/v1/dashboards", all(), draft({}));
  const Identity viewer = person(workspace::Role::kViewer);
  const std::string path = "/api/v1/dashboards/" + made.text("id");
  EXPECT_EQ(call("GET", path, viewer).status(), 200);
  EXPECT_EQ(call("PUT", path, viewer, draft({}), "If-Match: \"1\"\r\n").status(), 403);
  EXPECT_EQ(call("POST", "/api/v1/dashboards", viewer, draft({})).status(), 403);
  EXPECT_EQ(call("DELETE", path, viewer, {}, "If-Match: \"1\"\r\n").status(), 403);
}

}  // namespace
}  // namespace wend::server
