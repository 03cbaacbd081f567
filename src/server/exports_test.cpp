// Pseudonymised exports over HTTP: made, looked at, downloaded once, and hostile texts in them.

#include <fstream>

#include "server/privacy_for_test.h"

namespace wend::server {
namespace {

class ExportsTest : public PrivacyTest {
 protected:
  static json::object asked(json::array columns, std::string_view format = "jsonl") {
    return {{"what", "events"}, {"columns", std::move(columns)}, {"format", format}};
  }
  static json::object column(std::string_view name, std::string_view choice = "keep") {
    return {{"name", name}, {"choice", choice}};
  }
  json::object wait_for_export(const std::string& id, std::string_view state = "ready") {
    json::object one;
    for (int i = 0; i < 600; ++i) {
      one = call("GET", "/api/v1/privacy/exports/" + id, admin_).body.as_object();
      if (std::string_view(one.at("state").as_string()) == state) return one;
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
    ADD_FAILURE() << "the export is not " << state << ": " << json::serialize(one);
    return one;
  }
  std::string create(const json::object& request) {
    const auto reply = call("POST", "/api/v1/privacy/exports", admin_, request);
    EXPECT_EQ(reply.status(), 202) << reply.http.body;
    return reply.status() == 202 ? reply.text("id") : "";
  }
  Reply download(const std::string& id) {
    return call("GET", "/api/v1/privacy/exports/" + id + "/file", admin_);
  }
  std::vector<std::string> audited() {
    std::vector<std::string> actions;
    const auto entries = *space_->audit().newest(100);
    for (const auto& entry : entries) actions.push_back(entry.action);
    return actions;
  }
  std::size_t files() {
    std::error_code error;
    std::size_t count = 0;
    for (const auto& entry : fs::directory_iterator(folder_ / "exports", error))
      count += entry.is_regular_file() ? 1 : 0;
    return count;
  }
};

TEST_F(ExportsTest, IsWrittenDownloadedOnceAndGone) {
  fill(true);
  const auto id = create(asked({column("event"), column("properties.kept")}));
  const auto ready = wait_for_export(id);
  EXPECT_EQ(ready.at("outcome").at("rows").as_int64(), events());
  EXPECT_EQ(files(), 1U);
  const auto file = download(id);
  EXPECT_EQ(file.status(), 200);
  EXPECT_EQ(static_cast<std::int64_t>(file.http.body.size()), ready.at("bytes").as_int64());
  EXPECT_NE(file.http.header("content-disposition").find(".jsonl\""), std::string::npos);
  EXPECT_EQ(file.http.header("cache-control"), "no-store");
  EXPECT_EQ(std::ranges::count(file.http.body, '\n'), events());
  EXPECT_TRUE(file.http.body.contains("swans")) << "what is kept is there";
  EXPECT_EQ(wait_for_export(id, "downloaded").at("state"), "downloaded");
  EXPECT_EQ(files(), 0U);
  EXPECT_EQ(download(id).status(), 409);
  const auto actions = audited();
  for (const char* action : {"privacy.pseudonymised_export", "privacy.pseudonymised_download"})
    EXPECT_EQ(std::ranges::count(actions, action), 1) << action;
  EXPECT_EQ(call("DELETE", "/api/v1/privacy/exports/" + id, admin_).status(), 204);
  EXPECT_EQ(call("GET", "/api/v1/privacy/exports/" + id, admin_).status(), 404);
  EXPECT_EQ(download(id).status(), 404);
}

// Identities inside texts, in nested JSON, in other people's events, in any case and script.
TEST_F(ExportsTest, HostileTextsNameNobody) {
  fill(true);
  ASSERT_EQ(send(R"({"type": "track", "event": "Call", "userId": "bob-7", "messageId": "h1",
               "timestamp": "2026-01-05T10:00:00Z", "properties": {
                 "free": "ANN.LEE@EXAMPLE.COM aka ａｎｎ－４８１０２, Ann-48102, ÁNNABELLA LEEWARD",
                 "html": "<a href='/?m=ann.lee%2540example.com'>ann&#64;other.example</a>",
                 "deep": {"a": [{"ann-48102": {"to": "tel:+49 (30) 123-456 789"}}, "Rosengasse 17"]},
                 "json": "{\"to\":\"ann.lee\\u0040example.com\"}",
                 "ref": 4930123456789, "kept": "swans stay",
                 "visitor": "xxVISITOR-5F3A-77E1yy"}})"),
            200);
  ASSERT_EQ(send(R"({"type": "track", "event": "Mail to ann-48102", "userId": "cem-9",
                     "messageId": "h2", "timestamp": "2026-01-05T10:00:00Z",
                     "properties": {"free": "Cem Kaya is CEM@example.com"}})"),
            200);
  const std::int64_t all = 12;
  ASSERT_TRUE(eventually([&] { return events() == all; })) << events();
  json::array columns{column("event"), column("channel"), column("source"), column("identity")};
  for (const char* name :
       {"free", "html", "deep", "json", "ref", "kept", "visitor", "about", "text", "note"})
    columns.push_back(column(fmt::format("properties.{}", name)));
  for (const char* format : {"jsonl", "csv", "parquet"}) {
    const auto id = create(asked(columns, format));
    const auto ready = wait_for_export(id);
    EXPECT_EQ(ready.at("outcome").at("rows").as_int64(), all);
    EXPECT_GE(ready.at("outcome").at("replaced").to_number<int>(), 12);
    const auto reply = download(id);
    ASSERT_EQ(reply.status(), 200);
    // As a person would find it: in small letters, with what percent and entities hide.
    std::string text = reply.http.body;
    std::ranges::transform(text, text.begin(), [](unsigned char c) { return std::tolower(c); });
    for (const char* value :
         {"ann-48102", "ann.lee", "visitor-5f3a", "annabella", "123456789", "123-456", "rosengasse",
          "other.example", "cem@", "cem kaya", "cem-9", "bob-7", "bob@", "４８１０２", "nnabella"})
      EXPECT_FALSE(text.contains(value)) << value << " in " << format;
    if (std::string_view(format) != "parquet") {
      EXPECT_TRUE(text.contains("swans stay"));
      // A text that Ann wrote about no one is hers to have kept or left out, not to be changed.
      EXPECT_TRUE(text.contains("i like zebrafinches"));
    }
  }
}

TEST_F(ExportsTest, TheKeptKeyJoinsExportsUntilItIsRenewed) {
  fill(true);
  const auto people = [&](std::string_view key) {
    auto request = asked({column("event")});
    request["key"] = key;
    const auto id = create(request);
    wait_for_export(id);
    std::set<std::string> all;
    std::istringstream lines(download(id).http.body);
    for (std::string line; std::getline(lines, line);)
      all.insert(std::string(json::parse(line).at("customer").as_string()));
    EXPECT_EQ(all.size(), 3U);
    return all;
  };
  EXPECT_TRUE(call("GET", "/api/v1/privacy/exports", admin_).body.at("key").is_null());
  const auto thrown_away = people("of_this_export");
  const auto first = people("of_the_workspace"), second = people("of_the_workspace");
  EXPECT_EQ(first, second);
  EXPECT_NE(first, thrown_away);
  EXPECT_FALSE(call("GET", "/api/v1/privacy/exports", admin_).body.at("key").is_null());
  const auto before = space_->exports().key()->value().text;
  EXPECT_EQ(call("POST", "/api/v1/privacy/exports/key", admin_).status(), 200);
  const auto third = people("of_the_workspace");
  for (const std::string& one : third) EXPECT_FALSE(first.contains(one));
  EXPECT_EQ(std::ranges::count(audited(), "privacy.pseudonym_key"), 1);
  // The old key is nowhere any more.
  EXPECT_NE(space_->exports().key()->value().text, before);
  space_.reset();
  server_.reset();
  const Folder folder(folder_);
  EXPECT_TRUE(folder.places_of(before).empty());
  start();
}

TEST_F(ExportsTest, AnErasureTakesFilesAwayThatMayHoldThePerson) {
  fill(true);
  const auto id = create(asked({column("event")}));
  wait_for_export(id);
  erase(customer("ann-48102"));
  wait_for_export(id, "withdrawn");
  EXPECT_EQ(files(), 0U);
  EXPECT_EQ(download(id).status(), 409);
  const auto after = create(asked({column("event"), column("properties.text")}));
  EXPECT_EQ(wait_for_export(after).at("outcome").at("customers").as_int64(), 2);
  EXPECT_FALSE(download(after).http.body.contains("zebrafinches"));
}

TEST_F(ExportsTest, AFileThatNobodyFetchesIsGoneAfterADay) {
  space_.reset();
  server_.reset();
  static env::FixedClock clock(0);
  clock.set(clock_.now_us());
  server_clock_ = &clock;
  start();
  fill(true);
  const auto id = create(asked({column("event")}));
  wait_for_export(id);
  clock.advance(env::kDayUs - env::kMinuteUs);
  wait_for_export(id);
  clock.advance(2 * env::kMinuteUs);
  wait_for_export(id, "expired");
  EXPECT_EQ(files(), 0U);
  space_.reset();
  server_.reset();
  server_clock_ = nullptr;
  start();
}

TEST_F(ExportsTest, WhatACrashInterruptedIsMadeAgainAndItsFileIsNotLeft) {
  fill(true);
  space_.reset();
  server_.reset();
  {
    auto space =
        *workspace::Workspace::open((folder_ / "workspace.db").string(), clock_, {1, 8192});
    workspace::Export one;
    one.request = json::serialize(asked({column("event")}));
    one = *space->exports().create(one);
    one.state = workspace::ExportState::kRunning;
    ASSERT_TRUE(space->exports().save(one));
    fs::create_directories(folder_ / "exports");
    std::ofstream(folder_ / "exports" / one.id) << "half";
    std::ofstream(folder_ / "exports" / "exp_0123456789abcdef") << "of nobody";
  }
  start();
  const auto list = call("GET", "/api/v1/privacy/exports", admin_).body;
  const auto id = std::string(list.at("items").at(0).at("id").as_string());
  wait_for_export(id);
  EXPECT_TRUE(download(id).http.body.starts_with("{"));
  EXPECT_EQ(files(), 0U);
}

TEST_F(ExportsTest, ThePreviewShowsWhatWouldBeLeftOut) {
  fill(true);
  auto request = asked({column("event"), column("properties.about")});
  request["columns"].as_array()[0].as_object()["quasi_identifier"] = true;
  request["k"] = 2;
  const auto preview = call("POST", "/api/v1/privacy/exports/preview", admin_, request);
  ASSERT_EQ(preview.status(), 200) << preview.http.body;
  const auto& outcome = preview.body.at("outcome");
  EXPECT_GT(outcome.at("left_out").at("small_group_rows").to_number<int>(), 0);
  EXPECT_EQ(outcome.at("rows").to_number<std::int64_t>() +
                outcome.at("left_out").at("small_group_rows").to_number<std::int64_t>(),
            events());
  EXPECT_FALSE(preview.http.body.contains("EXAMPLE.COM"));
  EXPECT_EQ(call("GET", "/api/v1/privacy/exports", admin_).body.at("items").as_array().size(), 0U);
  request["only_with"] = "no-such-purpose";
  EXPECT_EQ(call("POST", "/api/v1/privacy/exports/preview", admin_, request).status(), 404);
  EXPECT_EQ(call("POST", "/api/v1/privacy/exports", admin_, request).status(), 404);
}

TEST_F(ExportsTest, ThePurposeIsAsked) {
  fill(true);
  ASSERT_EQ(call("PUT", "/api/v1/consent/purposes", admin_,
                 json::object{{"purposes", json::array{json::object{{"id", "research"},
                                                                    {"name", "Research"},
                                                                    {"lawful_basis", "consent"}}}}},
                 "If-Match: \"0\"\r\n")
                .status(),
            200);
  ASSERT_EQ(call("POST", "/api/v1/customers/" + customer("bob-7") + "/consent", admin_,
                 json::object{{"purpose", "research"}, {"state", "given"}, {"reason", "asked"}})
                .status(),
            201);
  auto request = asked({column("event")});
  request["only_with"] = "research";
  const auto ready = wait_for_export(create(request));
  EXPECT_EQ(ready.at("outcome").at("customers").as_int64(), 1);
  EXPECT_EQ(ready.at("outcome").at("left_out").at("without_consent").as_int64(), 2);
}

TEST_F(ExportsTest, TheProposalLeavesOutWhatNamesPeople) {
  fill(true);
  const auto reply = call("GET", "/api/v1/privacy/exports/columns?what=customers", admin_);
  ASSERT_EQ(reply.status(), 200) << reply.http.body;
  std::map<std::string, std::string> choices;
  for (const auto& one : reply.body.at("items").as_array())
    choices[std::string(one.at("name").as_string())] = std::string(one.at("choice").as_string());
  for (const char* name : {"traits.email", "traits.name", "traits.phone", "traits.street"})
    EXPECT_EQ(choices[name], "leave_out") << name;
}

}  // namespace
}  // namespace wend::server
