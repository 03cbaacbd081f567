#include <gtest/gtest.h>
#include <map>
#include <set>

#include "api/schema.h"
#include "server/server_for_test.h"

// Walks every route that the running server describes and holds its answer against that
// description.
namespace wend::server {
namespace {

struct Example {
  std::string target;  // of the request line
  std::optional<json::value> body;
  std::string headers;
  bool as_person = false;
  std::string raw_body;
};

class ContractTest : public ServerFixture {
 protected:
  void SetUp() override {
    ServerFixture::SetUp();
    admin_ = all();
    import(admin_, "orders.csv", kOrders);
    const json::object draft{{"name", "Overview"}, {"query", json::object{{"kind", "overview"}}}};
    question_ = call("POST", "/api/v1/questions", admin_, draft).text("id");
    second_question_ = call("POST", "/api/v1/questions", admin_, draft).text("id");
    customer_ = std::string(call("GET", "/api/v1/customers?search=ada", admin_)
                                .body.at("items")
                                .at(0)
                                .at("id")
                                .as_string());
    import_ = std::string(
        call("GET", "/api/v1/imports", admin_).body.at("items").at(0).at("id").as_string());
    upload_ = upload(admin_, "more.csv", kOrders);
    source_ =
        call("POST", "/api/v1/sources", admin_, json::object{{"name", "App"}, {"kind", "sdk"}})
            .text("id");
    const auto key = call("POST", "/api/v1/sources/" + source_ + "/keys", admin_);
    key_ = key.text("id");
    EXPECT_EQ(raw("POST", "/v1/track?writeKey=" + key.text("key"), "", "{}").status(), 400);
    const auto user = *space_->users().create("Eve", "eve@example.com", workspace::Role::kAdmin);
    ASSERT_TRUE(space_->users().change(user.id, {{}, {}, "a long password"}));
    link_ = *space_->sessions().create_link(user.id);
  }

  std::map<std::string, Example> examples() {
    const json::object mapping{{"customer", "customer"},
                               {"event", "event"},
                               {"time", json::object{{"column", "time"}, {"format", "iso"}}}};
    const json::object draft{{"name", "Other"}, {"query", json::object{{"kind", "overview"}}}};
    const std::string match = "If-Match: \"1\"\r\n";
    return {
        {"post /api/v1/session/link", {"/api/v1/session/link", json::object{{"token", link_}}}},
        {"post /api/v1/session",
         {"/api/v1/session",
          json::object{{"email", "eve@example.com"}, {"password", "a long password"}}}},
        {"get /api/v1/session", {"/api/v1/session", {}, "", true}},
        {"delete /api/v1/session", {"/api/v1/session", {}, "", true}},
        {"put /api/v1/me", {"/api/v1/me", json::object{{"name", "Eve"}}, "", true}},
        {"get /api/v1/status", {"/api/v1/status"}},
        {"post /api/v1/query", {"/api/v1/query", json::object{{"kind", "overview"}}}},
        {"get /api/v1/query/schema", {"/api/v1/query/schema"}},
        {"get /api/v1/values", {"/api/v1/values?property=platform&search=i"}},
        {"get /api/v1/properties", {"/api/v1/properties"}},
        {"get /api/v1/customers", {"/api/v1/customers?limit=2&sort=events"}},
        {"get /api/v1/customers/{id}", {"/api/v1/customers/" + customer_}},
        {"get /api/v1/customers/{id}/events",
         {"/api/v1/customers/" + customer_ + "/events?limit=1"}},
        {"get /api/v1/customers/{id}/shape", {"/api/v1/customers/" + customer_ + "/shape"}},
        {"get /api/v1/sources", {"/api/v1/sources"}},
        {"post /api/v1/sources",
         {"/api/v1/sources", json::object{{"name", "shop"}, {"kind", "file"}}}},
        {"get /api/v1/sources/{id}", {"/api/v1/sources/" + source_}},
        {"get /api/v1/sources/{id}/keys", {"/api/v1/sources/" + source_ + "/keys"}},
        {"post /api/v1/sources/{id}/keys", {"/api/v1/sources/" + source_ + "/keys"}},
        {"delete /api/v1/sources/{id}/keys/{key_id}",
         {"/api/v1/sources/" + source_ + "/keys/" + key_}},
        {"get /api/v1/sources/{id}/live", {"/api/v1/sources/" + source_ + "/live"}},
        {"get /api/v1/tracking-plan", {"/api/v1/tracking-plan"}},
        {"put /api/v1/tracking-plan",
         {"/api/v1/tracking-plan",
          json::object{
              {"unplanned", "warn"},
              {"events", json::array{json::object{{"name", "Order"}, {"show_as", "Ordered"}}}}},
          "If-Match: \"0\"\r\n"}},
        {"get /api/v1/refusals", {"/api/v1/refusals?limit=1&source=" + source_}},
        {"put /api/v1/uploads",
         {"/api/v1/uploads?name=a.csv", {}, "", false, std::string(kOrders)}},
        {"post /api/v1/uploads/{id}/preview", {"/api/v1/uploads/" + upload_ + "/preview", mapping}},
        {"post /api/v1/imports",
         {"/api/v1/imports", json::object{{"upload", upload_}, {"mapping", mapping}}}},
        {"get /api/v1/imports", {"/api/v1/imports?limit=1"}},
        {"get /api/v1/imports/{id}", {"/api/v1/imports/" + import_}},
        {"get /api/v1/imports/{id}/live", {"/api/v1/imports/" + import_ + "/live"}},
        {"get /api/v1/imports/{id}/rejects", {"/api/v1/imports/" + import_ + "/rejects"}},
        {"delete /api/v1/imports/{id}", {"/api/v1/imports/" + import_}},
        {"get /api/v1/questions", {"/api/v1/questions?limit=1"}},
        {"post /api/v1/questions", {"/api/v1/questions", draft}},
        {"get /api/v1/questions/{id}", {"/api/v1/questions/" + question_}},
        {"put /api/v1/questions/{id}", {"/api/v1/questions/" + question_, draft, match}},
        {"delete /api/v1/questions/{id}", {"/api/v1/questions/" + second_question_, {}, match}},
        {"get /api/v1/search", {"/api/v1/search?q=o"}},
        {"get /api/v1/catalogue/events", {"/api/v1/catalogue/events?search=o"}},
        {"get /api/v1/catalogue/event", {"/api/v1/catalogue/event?name=Order"}},
        {"get /api/v1/catalogue/changes", {"/api/v1/catalogue/changes?days=14"}},
    };
  }

  Reply make(std::string_view method, const Example& example, const Identity& as) {
    std::string upper(method);
    for (char& c : upper) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    if (example.target.starts_with("/api/v1/sources/") && example.target.ends_with("/live"))
      return make_endless(example, as);
    if (!example.raw_body.empty())
      return raw(upper, example.target, as.headers + example.headers, example.raw_body);
    return call(upper, example.target, as, example.body, example.headers);
  }

  // A stream that does not end: its head alone.
  Reply make_endless(const Example& example, const Identity& as) {
    http::RawClient client(server_->port());
    client.send("GET " + example.target + " HTTP/1.1\r\nHost: localhost\r\n" + as.headers + "\r\n");
    Reply reply;
    reply.http = client.read_answer(true);
    return reply;
  }

  Identity admin_;
  std::string question_, second_question_, customer_, import_, upload_, link_, source_, key_;
};

TEST_F(ContractTest, EveryRouteAnswersAsItIsDescribed) {
  const auto description = call("GET", "/api/v1/openapi.json").body;
  const auto& named = description.at("components").at("schemas").as_object();
  const auto examples = this->examples();
  std::set<std::string> walked;
  // What takes things away comes last.
  for (const bool deleting : {false, true})
    for (const auto& [path, operations] : description.at("paths").as_object())
      for (const auto& [method, operation] : operations.as_object()) {
        if ((method == "delete") != deleting) continue;
        const std::string name = std::string(method) + " " + std::string(path);
        SCOPED_TRACE(name);
        walked.insert(name);
        const auto example = examples.find(name);
        ASSERT_NE(example, examples.end())
            << "a route without an example is a route without a test";
        const Identity as = example->second.as_person ? person(workspace::Role::kAdmin)
                            : operation.as_object().contains("security") ? Identity{}
                                                                         : admin_;
        const Reply reply = make(method, example->second, as);
        const auto& responses = operation.at("responses").as_object();
        const auto* expected = responses.if_contains(std::to_string(reply.status()));
        ASSERT_NE(expected, nullptr) << reply.status() << " " << reply.http.body;
        const auto* content = expected->as_object().if_contains("content");
        if (content == nullptr) {
          EXPECT_EQ(reply.http.body, "");
          continue;
        }
        const auto& type = *content->as_object().begin();
        EXPECT_TRUE(reply.http.header("content-type").starts_with(std::string_view(type.key())))
            << reply.http.header("content-type");
        if (type.key() != "application/json") continue;
        const auto checked =
            api::schema::check(type.value().at("schema").as_object(), reply.body, named);
        EXPECT_TRUE(checked) << checked.error().to_sentence() << "\n" << reply.http.body;
        EXPECT_NE(reply.http.header("server-timing") + reply.http.header("content-length"), "");
      }
  EXPECT_EQ(walked.size(), examples.size()) << "an example without a route";
}

TEST_F(ContractTest, AnImportInTheWayIsDescribed) {
  const auto named =
      call("GET", "/api/v1/openapi.json").body.at("components").at("schemas").as_object();
  const json::object order{
      {"upload", upload(admin_, "orders.csv", kOrders)},
      {"mapping", json::object{{"customer", "customer"},
                               {"event", json::object{{"constant", "Visit"}}},
                               {"time", json::object{{"column", "time"}, {"format", "iso"}}}}}};
  const Reply reply = call("POST", "/api/v1/imports", admin_, order);
  ASSERT_EQ(reply.status(), 409) << reply.http.body;
  EXPECT_TRUE(reply.http.header("content-type").starts_with("application/problem+json"));
  const auto checked = api::schema::check(named.at("Problem").as_object(), reply.body, named);
  EXPECT_TRUE(checked) << checked.error().to_sentence() << "\n" << reply.http.body;
  EXPECT_TRUE(reply.body.as_object().contains("earlier"));
}

TEST_F(ContractTest, EveryRouteLetsInExactlyThoseItShould) {
  // Written by hand, not read from the routes: who may make each call.
  const std::set<std::string> anybody{"post /api/v1/session", "post /api/v1/session/link"};
  const std::set<std::string> people{"get /api/v1/session", "delete /api/v1/session",
                                     "put /api/v1/me"};
  const std::set<std::string> writers{"post /api/v1/sources",
                                      "post /api/v1/sources/{id}/keys",
                                      "delete /api/v1/sources/{id}/keys/{key_id}",
                                      "put /api/v1/tracking-plan",
                                      "put /api/v1/uploads",
                                      "post /api/v1/uploads/{id}/preview",
                                      "post /api/v1/imports",
                                      "delete /api/v1/imports/{id}",
                                      "post /api/v1/questions",
                                      "put /api/v1/questions/{id}",
                                      "delete /api/v1/questions/{id}"};
  int checks = 0;
  for (const auto& [name, example] : examples()) {
    const bool open = anybody.contains(name), personal = people.contains(name),
               writes = writers.contains(name);
    const bool reads = !open && !personal && !writes;
    const std::string method = name.substr(0, name.find(' '));
    const auto expect = [&](const Identity& as, bool allowed, int refusal, std::string_view who) {
      SCOPED_TRACE(name + " as " + std::string(who));
      Example harmless = example;
      // An If-Match and ids that fit nothing: only the permission is asked about.
      if (!harmless.headers.empty()) harmless.headers = "If-Match: \"none\"\r\n";
      if (method == "delete" && !personal) harmless.target += "x";
      const int status = make(method, harmless, as).status();
      if (allowed)
        EXPECT_TRUE(status != 401 && status != 403) << status;
      else
        EXPECT_EQ(status, refusal);
      ++checks;
    };
    if (!open) expect({}, false, 401, "nobody");
    expect({"Authorization: Bearer wend_token_guess\r\n"}, open, 401, "a guessed token");
    if (open) continue;
    expect(person(workspace::Role::kViewer), personal || reads, 403, "a viewer");
    expect(person(workspace::Role::kEditor), true, 403, "an editor");
    expect(person(workspace::Role::kAdmin), true, 403, "an administrator");
    expect(token("read"), reads, 403, "a reading token");
    expect(token("write"), writes, 403, "a writing token");
    expect(token("admin"), false, 403, "a token that only administers");
  }
  EXPECT_EQ(checks, 2 * 1 + 39 * 8);
}

TEST_F(ContractTest, EveryChangeOfASessionNeedsItsCsrfToken) {
  for (const auto& [name, example] : examples()) {
    if (name.starts_with("get ") || name.starts_with("post /api/v1/session")) continue;
    SCOPED_TRACE(name);
    Identity as = person(workspace::Role::kAdmin);
    as.headers = as.headers.substr(0, as.headers.find("X-CSRF-Token"));
    EXPECT_EQ(make(name.substr(0, name.find(' ')), example, as).status(), 403);
    as.headers += "X-CSRF-Token: 0000\r\n";
    EXPECT_EQ(make(name.substr(0, name.find(' ')), example, as).status(), 403);
  }
}

TEST_F(ContractTest, ThePageForPeopleNeedsNothingFromElsewhere) {
  const auto page = call("GET", "/api");
  EXPECT_EQ(page.status(), 200);
  EXPECT_EQ(page.http.body.find("<script"), std::string::npos);
  EXPECT_EQ(page.http.body.find("http://"), std::string::npos);
  EXPECT_NE(page.http.body.find("/api/v1/customers/{id}/shape"), std::string::npos);
}

}  // namespace
}  // namespace wend::server
