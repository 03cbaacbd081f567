// Workshops, as the facilitator's screen and the phones of guests call them.
#include <gtest/gtest.h>

#include "server/server_for_test.h"

namespace wend::server {
namespace {

class WorkshopsApi : public ServerFixture {
 protected:
  void SetUp() override {
    config_.behind_proxy = true;  // guests come from addresses of their own
    ServerFixture::SetUp();
    lead_ = person(workspace::Role::kEditor);
    const auto made = call("POST", "/api/v1/workshops", lead_, draft());
    EXPECT_EQ(made.status(), 201) << made.http.body;
    id_ = made.text("id");
    path_ = "/api/v1/workshops/" + id_;
    plays_ = made.body.at("workshop").at("agenda").as_array();
  }
  static json::object draft() {
    return {{"title", "Buying on the phone"},
            {"agenda",
             json::array{json::object{{"kind", "pain_points"}, {"hidden", true}, {"votes", 2}},
                         json::object{{"kind", "next_steps"}}}}};
  }
  std::string play(std::size_t n) const { return std::string(plays_.at(n).at("id").as_string()); }

  Reply lead(json::object command) {
    command["client"] = "tab";
    command["number"] = ++number_;
    return call("POST", path_ + "/commands", lead_, command);
  }
  json::object invitation() {
    const auto reply = call("POST", path_ + "/invitation", lead_, json::object());
    EXPECT_EQ(reply.status(), 201) << reply.http.body;
    return reply.body.as_object();
  }
  static std::string from(std::string_view address) {
    return "X-Forwarded-For: " + std::string(address) + "\r\n";
  }
  Reply join(json::object by, std::string_view headers = "") {
    return call("POST", "/api/v1/workshops/join", {}, by, headers);
  }
  // The headers of somebody who joined.
  Identity guest(std::string_view token) {
    const auto reply = join(json::object{{"token", token}});
    EXPECT_EQ(reply.status(), 200) << reply.http.body;
    const std::string cookie = reply.http.header("set-cookie");
    EXPECT_NE(cookie.find("HttpOnly"), std::string::npos) << cookie;
    EXPECT_NE(cookie.find("Path=/api/v1/workshops/join;"), std::string::npos) << cookie;
    return {"Cookie: " + cookie.substr(0, cookie.find(';')) +
            "\r\nX-CSRF-Token: " + reply.text("csrf_token") + "\r\n"};
  }
  Reply act(const Identity& as, json::object command, int number = 0) {
    command["client"] = "phone";
    command["number"] = number == 0 ? ++number_ : number;
    return call("POST", "/api/v1/workshops/join/commands", as, command);
  }
  json::object note(std::string_view id, std::string_view text) const {
    return {{"do", "put_note"}, {"id", id},     {"play", play(0)},
            {"area", "pain"},   {"column", ""}, {"text", text}};
  }

  Identity lead_;
  std::string id_, path_;
  json::array plays_;
  int number_ = 0;
};

TEST_F(WorkshopsApi, GuestsWriteVoteAndSeeOnlyWhatIsRevealedAndTheMapGetsWhatTheyFound) {
  const auto token = std::string(invitation().at("token").as_string());
  const Identity ann = guest(token), bob = guest(token);
  EXPECT_EQ(act(ann, note("not_aaaaaaaaaaaa", "Too early")).status(), 409);
  ASSERT_EQ(lead({{"do", "start"}}).status(), 200);
  ASSERT_EQ(act(ann, note("not_aaaaaaaaaaaa", "<img src=x onerror=alert(1)>")).status(), 200);
  ASSERT_EQ(act(bob, note("not_bbbbbbbbbbbb", "Card refused")).status(), 200);
  const auto state = [&](const Identity& as) {
    return call("GET", "/api/v1/workshops/join/state", as).body.as_object();
  };
  EXPECT_EQ(state(ann).at("notes").as_array().size(), 1U);
  EXPECT_EQ(state(ann).at("hidden").at(play(0)), json::value(1));
  EXPECT_EQ(act(ann, note("not_bbbbbbbbbbbb", "Mine now")).status(), 403);
  EXPECT_EQ(act(ann, {{"do", "reveal"}, {"play", play(0)}}).status(), 403);
  ASSERT_EQ(lead({{"do", "open_voting"}}).status(), 200);
  EXPECT_EQ(state(ann).at("notes").as_array().size(), 2U);
  const auto vote = [&](int count) {
    return json::object{
        {"do", "vote"}, {"play", play(0)}, {"target", "not_bbbbbbbbbbbb"}, {"count", count}};
  };
  EXPECT_EQ(act(ann, vote(3)).text("field"), "count");
  EXPECT_EQ(act(ann, vote(2)).status(), 200);
  ASSERT_EQ(lead({{"do", "end"}}).status(), 200);
  EXPECT_EQ(act(ann, note("not_cccccccccccc", "Too late")).text("code"), "conflict");

  const auto drawn = call("POST", path_ + "/draw", lead_);
  ASSERT_EQ(drawn.status(), 200) << drawn.http.body;
  const auto document =
      call("GET", "/api/v1/maps/" + drawn.text("map"), lead_).body.at("document").as_object();
  const auto& pains = document.at("pains").as_object();
  EXPECT_EQ(pains.at("pai_bbbbbbbbbbbb").at("severity"), json::value(5));
  EXPECT_EQ(pains.at("pai_aaaaaaaaaaaa").at("text"), json::value("<img src=x onerror=alert(1)>"));
  const auto summary = call("GET", path_ + "/summary", lead_).body.as_object();
  EXPECT_EQ(summary.at("people"), json::value(2));
  EXPECT_EQ(summary.at("plays").at(0).at("areas").at(0).at("lines").at(0).at("votes"),
            json::value(2));
}

TEST_F(WorkshopsApi, AGuestMayDoNothingElseAndAnAccountIsNoGuest) {
  const Identity ann = guest(invitation().at("token").as_string());
  for (const std::string target : {"/api/v1/workshops", "/api/v1/maps", "/api/v1/customers",
                                   "/api/v1/session", "/api/v1/users"})
    EXPECT_EQ(call("GET", target, ann).status(), 401) << target;
  EXPECT_EQ(call("GET", path_, ann).status(), 401);
  EXPECT_EQ(call("POST", path_ + "/commands", ann,
                 json::object{{"client", "a"}, {"number", 1}, {"do", "start"}})
                .status(),
            401);
  EXPECT_EQ(call("GET", "/api/v1/workshops/join/state", lead_).status(), 401);
  EXPECT_EQ(call("GET", "/api/v1/workshops/join/state", all()).status(), 401);
  EXPECT_EQ(
      call("GET", "/api/v1/workshops/join/state", {"Cookie: wend_guest=wend_guest_made_up\r\n"})
          .status(),
      401);
  Identity forged = ann;
  forged.headers = forged.headers.substr(0, forged.headers.find("X-CSRF-Token"));
  EXPECT_EQ(act(forged, note("not_aaaaaaaaaaaa", "x")).status(), 403);
  EXPECT_EQ(
      raw("POST", "/api/v1/workshops/join/commands",
          ann.headers + "Sec-Fetch-Site: cross-site\r\nContent-Type: application/json\r\n", "{}")
          .status(),
      403);
  const Identity viewer = person(workspace::Role::kViewer);
  EXPECT_TRUE(call("GET", path_, viewer).body.at("invitation").is_null());
  EXPECT_EQ(call("DELETE", path_, viewer).status(), 403);
}

TEST_F(WorkshopsApi, ALinkThatIsRenewedOrClosedLetsNobodyElseIn) {
  const auto first = invitation();
  const auto token = std::string(first.at("token").as_string());
  const Identity ann = guest(token);
  const auto second = invitation();
  const auto late = join(json::object{{"token", token}});
  EXPECT_EQ(late.status(), 404);
  EXPECT_EQ(late.text("detail"), "This link opens no workshop any more.");
  EXPECT_EQ(join(json::object{{"code", second.at("code")}}).status(), 200);
  EXPECT_EQ(call("DELETE", path_ + "/invitation", lead_).status(), 204);
  EXPECT_EQ(join(json::object{{"code", second.at("code")}}).status(), 404);
  EXPECT_EQ(call("GET", "/api/v1/workshops/join/state", ann).status(), 200) << "who is in stays";
  // Who opens the link again with their cookie is the same guest.
  const auto third = invitation();
  const auto again = call("POST", "/api/v1/workshops/join", ann,
                          json::object{{"token", third.at("token")}, {"name", "Ann"}});
  EXPECT_EQ(again.status(), 200);
  EXPECT_EQ(again.http.header("set-cookie"), "");
}

TEST_F(WorkshopsApi, CodesCannotBeGuessedAtAnyRate) {
  int refused = 0;
  for (int i = 0; i < 8; ++i)
    refused +=
        join(json::object{{"code", "22222" + std::to_string(i)}}, from("10.1.1.1")).status() == 429
            ? 1
            : 0;
  EXPECT_EQ(refused, 3) << "five attempts are free";
  EXPECT_EQ(join(json::object{{"code", invitation().at("code")}}, from("10.1.1.2")).status(), 200)
      << "others go on joining";
}

TEST_F(WorkshopsApi, WhatHappensComesByTheStreamAndWithoutAnybodysName) {
  const auto token = std::string(invitation().at("token").as_string());
  const Identity ann = guest(token), bob = guest(token);
  http::RawClient client(server_->port());
  client.send("GET /api/v1/workshops/join/live HTTP/1.1\r\nHost: localhost\r\n" + ann.headers +
              "\r\n");
  client.read_until("event: hello\ndata: ");
  ASSERT_EQ(lead({{"do", "start"}}).status(), 200);
  ASSERT_EQ(lead({{"do", "reveal"}, {"play", play(0)}}).status(), 200);
  const auto sent = note("not_bbbbbbbbbbbb", "From Bob");
  ASSERT_EQ(act(bob, sent, 1).status(), 200);
  ASSERT_EQ(act(bob, sent, 1).status(), 200) << "sent twice, as the answer was lost";
  std::string text = client.read_until("From Bob");
  text += client.read_until("\n\n");
  EXPECT_NE(text.find("\"mine\":false"), std::string::npos) << text;
  EXPECT_EQ(text.find("author"), std::string::npos) << text;
  EXPECT_EQ(call("GET", path_, lead_).body.at("notes").as_array().size(), 1U);
}

TEST_F(WorkshopsApi, TwoPeopleWhoPlanLearnOfEachOther) {
  json::object changed = draft();
  changed["title"] = "Buying again";
  EXPECT_EQ(call("PUT", path_, lead_, changed, "If-Match: \"1\"\r\n").status(), 200);
  const auto clash = call("PUT", path_, lead_, draft(), "If-Match: \"1\"\r\n");
  EXPECT_EQ(clash.status(), 409);
  EXPECT_TRUE(clash.body.as_object().contains("theirs"));
  json::object wrong = draft();
  wrong["persona"] = "per_none";
  EXPECT_EQ(call("POST", "/api/v1/workshops", lead_, wrong).text("field"), "persona");
  wrong = draft();
  wrong["map"] = "map_none";
  EXPECT_EQ(call("POST", "/api/v1/workshops", lead_, wrong).text("field"), "map");
  EXPECT_EQ(call("DELETE", path_, lead_).status(), 204);
  EXPECT_EQ(call("GET", path_, lead_).status(), 404);
}

}  // namespace
}  // namespace wend::server
