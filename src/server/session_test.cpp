#include <gtest/gtest.h>

#include "server/server_for_test.h"

namespace wend::server {
namespace {

using workspace::Role;
class SessionTest : public ServerFixture {};

std::string cookie_of(const http::RawClient::Answer& answer) {
  const std::string line = answer.header("set-cookie");
  return line.substr(0, line.find(';'));
}

TEST_F(SessionTest, BeginsWithTheFirstLinkAndGoesOnWithAPassword) {
  const std::string address = *server_->first_address();
  ASSERT_NE(address.find("/link#"), std::string::npos);
  const std::string secret = address.substr(address.find('#') + 1);

  const auto in = call("POST", "/api/v1/session/link", {}, json::object{{"token", secret}});
  ASSERT_EQ(in.status(), 200) << in.http.body;
  EXPECT_EQ(in.body.at("user").at("role").as_string(), "admin");
  EXPECT_EQ(in.body.at("user").at("has_password").as_bool(), false);
  const std::string line = in.http.header("set-cookie");
  EXPECT_NE(line.find("HttpOnly"), std::string::npos);
  EXPECT_NE(line.find("SameSite=Lax"), std::string::npos);
  EXPECT_EQ(line.find("Secure"), std::string::npos) << "plain http on this machine";
  EXPECT_EQ(call("POST", "/api/v1/session/link", {}, json::object{{"token", secret}}).status(),
            401);

  const Identity me{"Cookie: " + cookie_of(in.http) + "\r\nX-CSRF-Token: " + in.text("csrf_token") +
                    "\r\n"};
  EXPECT_EQ(call("GET", "/api/v1/session", me).status(), 200);
  const auto short_one =
      call("PUT", "/api/v1/me", me, json::object{{"email", "a@b.c"}, {"password", "short"}});
  EXPECT_EQ(short_one.status(), 422);
  EXPECT_EQ(short_one.text("field"), "password");
  const auto set =
      call("PUT", "/api/v1/me", me,
           json::object{{"name", "Ada"}, {"email", "a@b.c"}, {"password", "correct horse"}});
  ASSERT_EQ(set.status(), 200) << set.http.body;
  EXPECT_EQ(set.body.at("user").at("email").as_string(), "a@b.c");
  EXPECT_EQ(*server_->first_address(), server_->address())
      << "no more links once somebody can sign in";

  EXPECT_EQ(call("DELETE", "/api/v1/session", me).status(), 204);
  EXPECT_EQ(call("GET", "/api/v1/session", me).status(), 401);
  const auto again = call("POST", "/api/v1/session", {},
                          json::object{{"email", "A@B.C"}, {"password", "correct horse"}});
  EXPECT_EQ(again.status(), 200);
}

TEST_F(SessionTest, NeedsTheCurrentPasswordForANewOneAndEndsOtherSessions) {
  const auto user = *space_->users().create("Ada", "a@b.c", Role::kEditor);
  ASSERT_TRUE(space_->users().change(user.id, {{}, {}, "correct horse"}));
  const json::object credentials{{"email", "a@b.c"}, {"password", "correct horse"}};
  const auto here = call("POST", "/api/v1/session", {}, credentials);
  const auto there = call("POST", "/api/v1/session", {}, credentials);
  const Identity me{"Cookie: " + cookie_of(here.http) +
                    "\r\nX-CSRF-Token: " + here.text("csrf_token") + "\r\n"};
  const Identity other{"Cookie: " + cookie_of(there.http) + "\r\n"};
  EXPECT_EQ(
      call("PUT", "/api/v1/me", me, json::object{{"password", "battery staple"}}).text("field"),
      "current_password");
  EXPECT_EQ(call("PUT", "/api/v1/me", me, json::object{{"email", "x@y.z"}}).status(), 422);
  EXPECT_EQ(call("PUT", "/api/v1/me", me, json::object{{"name", "Ada L."}}).status(), 200);
  EXPECT_EQ(call("GET", "/api/v1/session", other).status(), 200);
  EXPECT_EQ(
      call("PUT", "/api/v1/me", me,
           json::object{{"password", "battery staple"}, {"current_password", "correct horse"}})
          .status(),
      200);
  EXPECT_EQ(call("GET", "/api/v1/session", other).status(), 401);
  EXPECT_EQ(call("GET", "/api/v1/session", me).status(), 200);
}

TEST_F(SessionTest, MakesGuessersWait) {
  const json::object guess{{"email", "a@b.c"}, {"password", "wrong password"}};
  for (int i = 0; i < 5; ++i) EXPECT_EQ(call("POST", "/api/v1/session", {}, guess).status(), 401);
  const auto blocked = call("POST", "/api/v1/session", {}, guess);
  EXPECT_EQ(blocked.status(), 429);
  EXPECT_EQ(blocked.text("code"), "too_many");
  EXPECT_GT(std::stoi(blocked.http.header("retry-after")), 0);
}

TEST_F(SessionTest, SlowsDownStrangersWhoAskTooOften) {
  int status = 0;
  for (int i = 0; i < 2000 && status != 429; ++i) status = call("GET", "/api/v1/status").status();
  EXPECT_EQ(status, 429);
  EXPECT_GT(std::stoi(call("GET", "/api/v1/status").http.header("retry-after")), 0);
  EXPECT_EQ(call("GET", "/api/v1/status", all()).status(), 200)
      << "who is known is not slowed by strangers";
}

TEST_F(SessionTest, RefusesWhatOtherSitesSend) {
  const json::object guess{{"email", "a@b.c"}, {"password", "wrong password"}};
  EXPECT_EQ(call("POST", "/api/v1/session", {}, guess, "Sec-Fetch-Site: cross-site\r\n").status(),
            403);
  EXPECT_EQ(raw("POST", "/api/v1/session", "Content-Type: text/plain\r\n", json::serialize(guess))
                .status(),
            415);
  EXPECT_EQ(raw("POST", "/api/v1/session", "Host: evil.example\r\n", "{}").status(), 400)
      << "two hosts";
}

TEST_F(SessionTest, WritesWhoDidWhat) {
  const Identity ada = person(Role::kEditor);
  const auto made =
      call("POST", "/api/v1/questions", ada,
           json::object{{"name", "Q"}, {"query", json::object{{"kind", "overview"}}}});
  ASSERT_EQ(made.status(), 201) << made.http.body;
  const auto entry = space_->audit().newest(1)->front();
  EXPECT_EQ(entry.action, "question.create");
  EXPECT_EQ(entry.object, made.text("id"));
  EXPECT_TRUE(entry.actor.starts_with("usr_"));
  EXPECT_EQ(entry.address, "127.0.0.1");
  EXPECT_EQ(call("POST", "/api/v1/questions", ada, json::object{{"name", 5}}).status(), 422);
  EXPECT_EQ(space_->audit().newest(10)->size(), 1u) << "what failed changed nothing";
}

TEST_F(SessionTest, KeepsDocumentsFromBeingOverwrittenUnseen) {
  const Identity ada = person(Role::kEditor);
  json::object draft{{"name", "Mine"}, {"query", json::object{{"kind", "overview"}}}};
  const auto made = call("POST", "/api/v1/questions", ada, draft);
  const std::string path = "/api/v1/questions/" + made.text("id");
  EXPECT_EQ(made.http.header("etag"), "\"1\"");
  EXPECT_EQ(call("PUT", path, ada, draft).status(), 428);
  EXPECT_EQ(call("DELETE", path, ada).status(), 428);
  draft["name"] = "Theirs";
  EXPECT_EQ(call("PUT", path, ada, draft, "If-Match: \"1\"\r\n").http.header("etag"), "\"2\"");
  draft["name"] = "Mine";
  const auto clash = call("PUT", path, ada, draft, "If-Match: \"1\"\r\n");
  EXPECT_EQ(clash.status(), 409);
  EXPECT_EQ(clash.text("code"), "conflict");
  EXPECT_EQ(clash.body.at("mine").at("name").as_string(), "Mine");
  EXPECT_EQ(clash.body.at("theirs").at("name").as_string(), "Theirs");
  EXPECT_EQ(call("DELETE", path, ada, {}, "If-Match: \"1\"\r\n").status(), 409);
  EXPECT_EQ(call("DELETE", path, ada, {}, "If-Match: \"2\"\r\n").status(), 204);
  EXPECT_EQ(call("GET", path, ada).status(), 404);
}

TEST_F(SessionTest, CreatesOnceForOneIdempotencyKey) {
  const Identity ada = person(Role::kEditor);
  const json::object draft{{"name", "Once"}, {"query", json::object{{"kind", "overview"}}}};
  const auto first = call("POST", "/api/v1/questions", ada, draft, "Idempotency-Key: k1\r\n");
  const auto second = call("POST", "/api/v1/questions", ada, draft, "Idempotency-Key: k1\r\n");
  EXPECT_EQ(first.status(), 201);
  EXPECT_EQ(second.status(), 201);
  EXPECT_EQ(first.body, second.body);
  EXPECT_EQ(second.http.header("etag"), "\"1\"");
  EXPECT_EQ(call("GET", "/api/v1/questions", ada).body.at("items").as_array().size(), 1u);
  json::object other = draft;
  other["name"] = "Other";
  EXPECT_EQ(call("POST", "/api/v1/questions", ada, other, "Idempotency-Key: k1\r\n").status(), 422);
  EXPECT_EQ(
      call("POST", "/api/v1/questions", ada, json::object{{"name", 1}}, "Idempotency-Key: k2\r\n")
          .status(),
      422);
  EXPECT_EQ(call("POST", "/api/v1/questions", ada, draft, "Idempotency-Key: k2\r\n").status(), 201)
      << "a failure keeps no key";
}

TEST_F(SessionTest, NamesWhatIsWrongWithARequest) {
  const Identity ada = person(Role::kEditor);
  const auto broken = raw("POST", "/api/v1/questions",
                          ada.headers + "Content-Type: application/json\r\n", "{\"name\": ");
  EXPECT_EQ(broken.status(), 400);
  EXPECT_EQ(broken.text("code"), "invalid_input");
  EXPECT_EQ(raw("POST", "/api/v1/questions", ada.headers + "Content-Type: application/json\r\n",
                std::string(500, '['))
                .status(),
            400);
  const json::object unknown{{"name", "Q"}, {"query", json::object{{"kind", "overvue"}}}};
  EXPECT_EQ(call("POST", "/api/v1/questions", ada, unknown).text("field"), "query.kind");
  EXPECT_EQ(call("GET", "/api/v1/customers?limit=0", ada).text("field"), "limit");
  EXPECT_EQ(call("GET", "/api/v1/customers?limit=x", ada).text("field"), "limit");
  EXPECT_EQ(call("GET", "/api/v1/customers?sort=age", ada).text("field"), "sort");
  EXPECT_EQ(call("GET", "/api/v1/customers?serach=x", ada).text("field"), "serach");
  EXPECT_EQ(call("GET", "/api/v1/customers?cursor=x", ada).text("field"), "cursor");
  EXPECT_EQ(call("GET", "/api/v1/values", ada).text("field"), "property");
  EXPECT_EQ(call("GET", "/api/v1/customers/c_nobody", ada).status(), 404);
  EXPECT_EQ(call("GET", "/api/v1/nothing", ada).status(), 404);
  EXPECT_EQ(call("DELETE", "/api/v1/status", ada).status(), 405);
}

TEST_F(SessionTest, AnswersOperatorsWithoutASignIn) {
  EXPECT_EQ(call("GET", "/healthz").http.body, "ok\n");
  EXPECT_EQ(call("GET", "/readyz").status(), 200);
  call("GET", "/api/v1/nothing");
  const auto metrics = call("GET", "/metrics");
  EXPECT_NE(metrics.http.body.find("wend_events 0"), std::string::npos);
  EXPECT_NE(metrics.http.body.find("wend_http_requests_total{"), std::string::npos);
}

TEST_F(SessionTest, KeepsSecretsOutOfItsLogAndAddress) {
  EXPECT_EQ(server_->address().find('#'), std::string::npos);
  const std::string address = *server_->first_address();
  EXPECT_EQ(address.find('?'), std::string::npos)
      << "the secret stands after #, which is never sent";
}

TEST_F(SessionTest, GoesOnAfterARestart) {
  const Identity ada = person(Role::kViewer);
  start();
  EXPECT_EQ(call("GET", "/api/v1/session", ada).status(), 200);
}

}  // namespace
}  // namespace wend::server
