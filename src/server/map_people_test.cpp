// Comments on maps, personas and pictures, as the screens call them.
#include <gtest/gtest.h>

#include "server/server_for_test.h"

namespace wend::server {
namespace {

using namespace std::string_view_literals;

class MapPeopleApi : public ServerFixture {
 protected:
  void SetUp() override {
    ServerFixture::SetUp();
    ada_ = person(workspace::Role::kEditor);
    map_ = "/api/v1/maps/" + call("POST", "/api/v1/maps", ada_, json::object()).text("id");
  }
  Identity ada_;
  std::string map_;
};

TEST_F(MapPeopleApi, WhoIsMentionedIsToldAndOnlyTheAuthorChangesTheWords) {
  const auto bo = person(workspace::Role::kViewer);
  const auto users = call("GET", "/api/v1/users", bo).body.at("items").as_array();
  std::string bo_id;
  for (const auto& user : users)
    if (user.at("role") == json::value("viewer")) bo_id = user.at("id").as_string();
  const auto made = call("POST", map_ + "/comments", ada_,
                         json::object{{"text", "Bo, is it so?"}, {"mentions", json::array{bo_id}}});
  ASSERT_EQ(made.status(), 201) << made.http.body;
  const auto mentions = call("GET", "/api/v1/me/mentions", bo);
  ASSERT_EQ(mentions.body.at("items").as_array().size(), 1U) << mentions.http.body;
  EXPECT_EQ(mentions.body.at("items").at(0).at("by").at("name"), json::value("Ada"));
  const std::string comment = map_ + "/comments/" + made.text("id");
  EXPECT_EQ(call("PUT", comment, bo, json::object{{"text", "No"}}).status(), 403);
  EXPECT_EQ(call("DELETE", comment, bo).status(), 403);
  EXPECT_EQ(call("PUT", comment, bo, json::object{{"resolved", true}}).status(), 200);
  EXPECT_TRUE(call("GET", "/api/v1/me/mentions", bo).body.at("items").as_array().empty());
  EXPECT_EQ(call("PUT", comment, ada_, json::object{{"text", " \n"}}).status(), 422);
  EXPECT_EQ(call("DELETE", comment, ada_).status(), 204);
  const auto nobody = call("POST", map_ + "/comments", ada_,
                           json::object{{"text", "x"}, {"mentions", json::array{"usr_x"}}});
  EXPECT_EQ(nobody.text("field"), "mentions[0]");
  EXPECT_EQ(call("POST", map_ + "/comments", ada_,
                 json::object{{"text", "x"}, {"in", "cells"}, {"thing", "<script>"}})
                .text("field"),
            "thing");
}

TEST_F(MapPeopleApi, APersonaSaysOnWhichMapsItIs) {
  const auto made = call("POST", "/api/v1/personas", ada_,
                         json::object{{"name", "Maren"}, {"goals", json::array{"Be home by six"}}});
  ASSERT_EQ(made.status(), 201) << made.http.body;
  EXPECT_TRUE(made.body.at("empathy").at("says").as_array().empty());
  const json::object add{{"op", "add"},
                         {"in", "personas"},
                         {"id", "mpe_aaaaaaaaaaaa"},
                         {"value", json::object{{"order", "a0"}, {"persona", made.text("id")}}}};
  EXPECT_EQ(call("POST", map_ + "/changes", ada_,
                 json::object{
                     {"client", "a"}, {"number", 1}, {"base", 1}, {"operations", json::array{add}}})
                .status(),
            200);
  const std::string path = "/api/v1/personas/" + made.text("id");
  EXPECT_EQ(call("GET", path, ada_).body.at("maps").as_array().size(), 1U);
  const json::object draft{{"name", "Maren Holt"}};
  EXPECT_EQ(call("PUT", path, ada_, draft, "If-Match: \"1\"\r\n").status(), 200);
  EXPECT_EQ(call("PUT", path, ada_, draft, "If-Match: \"1\"\r\n").status(), 409);
  EXPECT_EQ(
      call("POST", "/api/v1/personas", ada_, json::object{{"name", "x"}, {"portrait", "img_none"}})
          .text("field"),
      "portrait");
}

TEST_F(MapPeopleApi, PicturesAreServedAsWhatTheyAreAndNothingElseIsTaken) {
  const std::string gif("GIF89a\x03\x00\x02\x00\x00\x00\x00;"sv);
  const auto kept =
      raw("POST", "/api/v1/images", ada_.headers + "Content-Type: text/html\r\n", gif);
  ASSERT_EQ(kept.status(), 201) << kept.http.body;
  EXPECT_EQ(kept.body.at("width"), json::value(3));
  const auto shown = raw("GET", kept.text("url"), ada_.headers, "");
  EXPECT_EQ(shown.http.header("content-type"), "image/gif");
  EXPECT_EQ(shown.http.header("x-content-type-options"), "nosniff");
  EXPECT_EQ(shown.http.body, gif);
  EXPECT_EQ(raw("POST", "/api/v1/images", ada_.headers, "<svg onload='alert(1)'/>").status(), 422);
  EXPECT_EQ(raw("GET", kept.text("url"), "", "").status(), 401);
}

}  // namespace
}  // namespace wend::server
