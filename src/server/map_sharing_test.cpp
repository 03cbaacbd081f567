#include <gtest/gtest.h>

#include "env/clock.h"
#include "fmt/format.h"
#include "server/server_for_test.h"
#include "workspace/login_throttle.h"

namespace wend::server {
namespace {

// A clock that stands still unless it is told to go on.
class HandClock final : public env::Clock {
 public:
  env::TimeUs now_us() const override { return now; }
  env::TimeUs now = 1'800'000'000'000'000;
};

class MapSharingApi : public ServerFixture {
 protected:
  void SetUp() override {
    ServerFixture::SetUp();
    ada_ = person(workspace::Role::kEditor);
    map_ =
        "/api/v1/maps/" +
        call("POST", "/api/v1/maps", ada_,
             json::object{{"template", "service_blueprint"}, {"example", true}, {"title", "Line"}})
            .text("id");
  }
  json::value share(json::object draft) {
    if (!draft.contains("rights")) draft["rights"] = "read";
    const auto made = call("POST", map_ + "/shares", ada_, draft);
    EXPECT_EQ(made.status(), 201) << made.http.body;
    return made.body;
  }
  static std::string path_of(const json::value& made) {
    return "/api/v1/shared/" + std::string(made.at("token").as_string());
  }
  Reply put_in(std::string_view path, const std::string& bytes) {
    return raw("POST", "/api/v1/maps/import" + std::string(path), ada_.headers, bytes);
  }

  // Sessions go by the system's clock; a token lasts.
  void go_by_hand() {
    server_clock_ = &hand_;
    start();
    ada_ = token("read,write");
  }

  HandClock hand_;
  Identity ada_;
  std::string map_;
};

TEST_F(MapSharingApi, AMapGoesOutAndComesInAgain) {
  for (const std::string_view format : {"json", "csv", "mermaid", "cjml"}) {
    SCOPED_TRACE(format);
    const auto out = call("GET", fmt::format("{}/export?format={}", map_, format), ada_);
    ASSERT_EQ(out.status(), 200) << out.http.body;
    EXPECT_TRUE(out.http.header("content-disposition").starts_with("attachment; filename=\"line."));
    const auto seen = put_in("/preview", out.http.body);
    ASSERT_EQ(seen.status(), 200) << seen.http.body;
    EXPECT_EQ(seen.text("format"), format);
    EXPECT_EQ(seen.text("title"), "Line");
    EXPECT_EQ(seen.body.at("stages").as_array().size(), 4U);
    const auto made = put_in("?title=Again", out.http.body);
    ASSERT_EQ(made.status(), 201) << made.http.body;
    const auto map = call("GET", "/api/v1/maps/" + made.text("id"), ada_);
    EXPECT_EQ(map.body.at("entry").at("title"), json::value("Again"));
    EXPECT_EQ(map.body.at("entry").at("steps"), json::value(9));
  }
  // Previews made none.
  EXPECT_EQ(call("GET", "/api/v1/maps", ada_).body.at("items").as_array().size(), 5U);
}

TEST_F(MapSharingApi, WhatIsBrokenMakesNoMapAndSaysWhere) {
  const auto refused = put_in("", "<CJML version='2.0'>\n<!DOCTYPE x></CJML>");
  EXPECT_EQ(refused.status(), 422);
  EXPECT_EQ(refused.text("field"), "line 2");
  EXPECT_EQ(put_in("", "what is this").text("field"), "format");
  EXPECT_EQ(call("GET", "/api/v1/maps", ada_).body.at("items").as_array().size(), 1U);
  const auto gone = call("GET", "/api/v1/maps/map_0000000000000000/export?format=csv", ada_);
  EXPECT_EQ(gone.status(), 404);
  EXPECT_EQ(call("GET", map_ + "/export?format=docx", ada_).status(), 422);
  EXPECT_EQ(call("GET", map_ + "/export?format=csv&revision=99", ada_).status(), 404);
}

TEST_F(MapSharingApi, PicturesAreWhatTheySay) {
  const auto begins = [&](std::string_view format, std::string_view with, std::string_view type) {
    const auto out = call("GET", fmt::format("{}/export?format={}&inline=yes", map_, format), ada_);
    EXPECT_EQ(out.status(), 200);
    EXPECT_TRUE(out.http.body.starts_with(with)) << format;
    EXPECT_EQ(out.http.header("content-type"), type);
    EXPECT_NE(out.http.header("content-security-policy").find("frame-ancestors 'none'"),
              std::string::npos);
  };
  begins("svg", "<?xml", "image/svg+xml");
  begins("png", "\x89PNG", "image/png");
  begins("pdf", "%PDF-", "application/pdf");
}

TEST_F(MapSharingApi, ALinkShowsItsMapAndNothingElse) {
  const auto made = share({{"label", "The agency"}});
  const std::string path = path_of(made);
  const auto shown = call("GET", path);
  ASSERT_EQ(shown.status(), 200) << shown.http.body;
  EXPECT_EQ(shown.body.at("locked"), json::value(false));
  const json::object& document = shown.body.at("document").as_object();
  EXPECT_EQ(document.at("about").at("title"), json::value("Line"));
  EXPECT_EQ(document.at("steps").as_object().size(), 9U);
  for (const std::string_view hidden :
       {"owner", "segment", "outcome", "feedback", "template", "goals"})
    EXPECT_FALSE(document.at("about").as_object().contains(hidden)) << hidden;
  EXPECT_EQ(shown.http.body.find("binding"), std::string::npos);
  // The same again costs nothing.
  EXPECT_EQ(
      call("GET", path, {}, {}, "If-None-Match: " + shown.http.header("etag") + "\r\n").status(),
      304);
  // It opens nothing but this.
  const std::string token(made.at("token").as_string());
  for (const std::string_view as : {"Authorization: Bearer ", "Cookie: wend_session="})
    for (const std::string& target : {map_, std::string("/api/v1/maps"), map_ + "/changes?after=0",
                                      map_ + "/comments", map_ + "/export?format=csv"})
      EXPECT_EQ(call("GET", target, {std::string(as) + token + "\r\n"}).status(), 401) << target;
  const auto image = raw("POST", "/api/v1/images", ada_.headers, "\x89PNG").status();
  EXPECT_EQ(image, 422);
  EXPECT_EQ(call("GET", path + "/images/img_0000000000000000").status(), 404);
  EXPECT_EQ(call("POST", path + "/comments", {}, json::object{{"name", "Kim"}, {"text", "May I?"}})
                .status(),
            422);
  EXPECT_TRUE(call("GET", path + "/comments").body.at("items").as_array().empty());
  // The list tells everything but the token.
  const auto list = call("GET", map_ + "/shares", ada_);
  EXPECT_EQ(list.body.at("items").at(0).at("label"), json::value("The agency"));
  EXPECT_FALSE(list.body.at("items").at(0).at("used_at").is_null());
  EXPECT_EQ(list.http.body.find(token), std::string::npos);
  EXPECT_EQ(call("GET", map_ + "/shares", person(workspace::Role::kViewer)).status(), 403);
}

TEST_F(MapSharingApi, ARevokedOrExpiredLinkSaysSo) {
  go_by_hand();
  const std::string for_ever = path_of(share({}));
  const auto made = share({{"expires_at", "2027-01-16T00:00:00Z"}});
  const std::string path = path_of(made);
  EXPECT_EQ(call("GET", path).status(), 200);
  hand_.now += 30 * env::kDayUs;
  const auto expired = call("GET", path);
  EXPECT_EQ(expired.status(), 404);
  EXPECT_NE(expired.http.body.find("This link has expired."), std::string::npos);
  EXPECT_EQ(call("GET", for_ever).status(), 200);
  const auto shares = call("GET", map_ + "/shares", ada_).body.at("items").as_array();
  for (const auto& one : shares)
    EXPECT_EQ(
        call("DELETE", map_ + "/shares/" + std::string(one.at("id").as_string()), ada_).status(),
        204);
  EXPECT_NE(call("GET", for_ever).http.body.find("This link was revoked."), std::string::npos);
  EXPECT_NE(call("GET", for_ever + "x").http.body.find("There is no such link."),
            std::string::npos);
  const auto past = call("POST", map_ + "/shares", ada_,
                         json::object{{"rights", "read"}, {"expires_at", "2020-01-01T00:00:00Z"}});
  EXPECT_EQ(past.text("field"), "expires_at");
}

TEST_F(MapSharingApi, APasswordIsAskedForAndNotGuessed) {
  go_by_hand();
  EXPECT_EQ(
      call("POST", map_ + "/shares", ada_, json::object{{"rights", "read"}, {"password", "short"}})
          .text("field"),
      "password");
  const std::string path = path_of(share({{"password", "correct horse"}}));
  const auto locked = call("GET", path);
  EXPECT_EQ(locked.body.at("locked"), json::value(true));
  EXPECT_TRUE(locked.body.at("document").is_null());
  const auto give = [&](std::string_view password) {
    return call("POST", path + "/pass", {}, json::object{{"password", password}});
  };
  const std::string pass = give("correct horse").text("pass");
  const std::string header = "X-Share-Pass: " + pass + "\r\n";
  EXPECT_EQ(call("GET", path, {}, {}, header).body.at("locked"), json::value(false));
  // Of no use for another link, and not for ever.
  const std::string other = path_of(share({{"password", "correct horse"}}));
  EXPECT_EQ(call("GET", other, {}, {}, header).body.at("locked"), json::value(true));
  std::string forged = pass;
  forged[0] = '9';
  EXPECT_EQ(call("GET", path, {}, {}, "X-Share-Pass: " + forged + "\r\n").body.at("locked"),
            json::value(true));
  EXPECT_EQ(call("GET", path + "/comments").status(), 404);
  hand_.now += 13 * env::kHourUs;
  EXPECT_EQ(call("GET", path, {}, {}, header).body.at("locked"), json::value(true));
  int refused = 0;
  for (int i = 0; i < 20 && refused == 0; ++i) {
    const auto tried = give(fmt::format("wrong horse {}", i));
    EXPECT_TRUE(tried.status() == 422 || tried.status() == 429) << tried.http.body;
    refused = tried.status() == 429 ? i : 0;
  }
  EXPECT_EQ(refused, workspace::LoginThrottle::kFreeFailures);
  EXPECT_EQ(give("correct horse").status(), 429);
}

TEST_F(MapSharingApi, WhoHasALinkToCommentIsHeardUnderANameOfTheirOwn) {
  const std::string path = path_of(share({{"rights", "comment"}}));
  call("POST", map_ + "/comments", ada_, json::object{{"text", "Between us"}});
  const auto said = call("POST", path + "/comments", {},
                         json::object{{"name", "Kim"}, {"text", "Is <b>this</b> true?"}});
  ASSERT_EQ(said.status(), 201) << said.http.body;
  EXPECT_EQ(said.text("by"), "Kim (by link)");
  call("POST", map_ + "/comments", ada_,
       json::object{{"text", "It is."}, {"parent", said.body.at("id")}});
  const auto heard = call("GET", path + "/comments").body.at("items").as_array();
  ASSERT_EQ(heard.size(), 2U);
  EXPECT_EQ(heard[1].at("text"), json::value("It is."));
  EXPECT_EQ(call("GET", map_ + "/comments", ada_).body.at("items").as_array().size(), 3U);
  for (const json::object& wrong :
       {json::object{{"name", " "}, {"text", "x"}}, json::object{{"name", "Kim"}, {"text", "\n"}},
        json::object{{"name", "Kim"}, {"text", "x"}, {"in", "cells"}, {"thing", "cel_none"}},
        json::object{{"name", "Kim\u0007"}, {"text", "x"}}})
    EXPECT_EQ(call("POST", path + "/comments", {}, wrong).status(), 422) << json::serialize(wrong);
}

TEST_F(MapSharingApi, OnlyLinksThatAllowItStandInFrames) {
  const auto policy = [&](const std::string& target) {
    return raw("GET", target, "Accept: text/html\r\n", "").http;
  };
  const auto plain = share({});
  const auto framed = share({{"embed", true}});
  EXPECT_TRUE(plain.at("embed_path").is_null());
  const std::string embed(framed.at("embed_path").as_string());
  EXPECT_NE(policy(embed).header("content-security-policy").find("frame-ancestors *"),
            std::string::npos);
  EXPECT_EQ(policy(embed).header("x-frame-options"), "");
  for (const std::string& target :
       {"/embed/" + std::string(plain.at("token").as_string()), embed + "x",
        "/share/" + std::string(framed.at("token").as_string()), std::string("/journeys")}) {
    EXPECT_NE(policy(target).header("content-security-policy").find("frame-ancestors 'none'"),
              std::string::npos)
        << target;
    EXPECT_EQ(policy(target).header("x-frame-options"), "DENY");
  }
  EXPECT_EQ(
      call("DELETE", map_ + "/shares/" + std::string(framed.at("share").at("id").as_string()), ada_)
          .status(),
      204);
  EXPECT_NE(policy(embed).header("content-security-policy").find("'none'"), std::string::npos);
}

}  // namespace
}  // namespace wend::server
