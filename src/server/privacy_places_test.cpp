#include "server/privacy_for_test.h"

// Places that name a person without being theirs: accounts, sources, and what people wrote.
namespace wend::server {
namespace {

constexpr std::string_view kAddress = "ann.lee@example.com";

class PrivacyPlacesTest : public PrivacyTest {
 protected:
  std::string account(std::string_view search) {
    const auto items = call("GET", fmt::format("/api/v1/accounts?search={}", search), admin_)
                           .body.at("items")
                           .as_array();
    EXPECT_EQ(items.size(), 1U) << search;
    return items.empty() ? "" : std::string(items[0].at("id").as_string());
  }
  void decide(const std::string& account, const std::string& customer) {
    const auto said = call("POST", "/api/v1/accounts/" + account + "/members", admin_,
                           json::object{{"customer", customer}, {"decision", "in"}});
    EXPECT_LT(said.status(), 300) << said.http.body;
  }
};

TEST_F(PrivacyPlacesTest, AccountsAndSourcesLoseTheNameAndWhatPeopleWroteIsReported) {
  ASSERT_EQ(send(R"({"type": "identify", "userId": "ann-48102", "messageId": "1",
                     "timestamp": "2026-01-02T10:00:00Z",
                     "traits": {"email": "ann.lee@example.com"}},
                    {"type": "group", "userId": "ann-48102", "groupId": "acme", "messageId": "2",
                     "timestamp": "2026-01-02T10:01:00Z", "traits": {"name": "Acme"}},
                    {"type": "group", "userId": "cem-9", "groupId": "acme", "messageId": "3",
                     "timestamp": "2026-01-02T10:02:00Z", "traits": {"name": "Acme"}},
                    {"type": "group", "userId": "cem-9", "groupId": "ann.lee@example.com",
                     "messageId": "4", "timestamp": "2026-01-02T10:03:00Z",
                     "traits": {"name": "A household"}},
                    {"type": "track", "event": "Visit", "userId": "bob-7", "messageId": "5",
                     "timestamp": "2026-01-02T10:04:00Z"})"),
            200);
  ASSERT_TRUE(eventually([&] { return events() == 5; })) << events();
  const std::string ann = customer("ann-48102"), bob = customer("bob-7");
  decide(account("acme"), ann);
  decide(account("acme"), bob);
  decide(account("household"), bob);
  const auto facts =
      call("POST", "/api/v1/imports", admin_,
           json::object{{"upload", upload(admin_, "ann.lee@example.com.csv",
                                          "company,contact\nacme,Ann.Lee@example.com\n")},
                        {"mapping", json::object{{"rows", "accounts"}, {"account", "company"}}}});
  ASSERT_EQ(facts.status(), 202) << facts.http.body;
  EXPECT_EQ(wait_for_import(admin_, facts.text("id")).at("added").to_number<int>(), 1);
  const auto question = call("POST", "/api/v1/questions", admin_,
                             json::object{{"name", "What ann.lee@example.com did"},
                                          {"query", json::object{{"kind", "overview"}}}});
  ASSERT_EQ(question.status(), 201) << question.http.body;

  const auto exported = call("GET", "/api/v1/customers/" + ann + "/export", admin_);
  ASSERT_EQ(exported.status(), 200) << exported.http.body;
  const auto accounts = exported.body.at("accounts").as_array();
  ASSERT_EQ(accounts.size(), 1U) << exported.http.body;
  EXPECT_EQ(accounts[0].at("key").as_string(), "acme");
  EXPECT_EQ(accounts[0].at("name").as_string(), "Acme");
  EXPECT_EQ(json::serialize(accounts[0].at("because")), R"(["group","hand"])");
  const auto decisions = exported.body.at("account_decisions").as_array();
  ASSERT_EQ(decisions.size(), 1U);
  EXPECT_EQ(decisions[0].at("decision").as_string(), "in");

  const auto preview = call("GET", "/api/v1/customers/" + ann + "/erasure", admin_).body;
  EXPECT_EQ(preview.at("account_decisions").as_int64(), 2)
      << "hers, and the one about the account that is named as she is";
  EXPECT_EQ(preview.at("named_by_questions").as_array().size(), 1U);

  const auto erased = erase(ann);
  const auto& removed = erased.at("removed").as_object();
  EXPECT_EQ(removed.at("workspace").at("account_decisions").as_int64(), 2);
  EXPECT_EQ(removed.at("events").at("sources").as_int64(), 1);
  EXPECT_EQ(json::serialize(removed.at("named_by_questions")),
            fmt::format(R"(["{}"])", question.text("id")));
  const Folder folder(folder_);
  for (const std::string& place : folder.places_of(kAddress))
    EXPECT_TRUE(place.starts_with("workspace.db")) << place;
  EXPECT_FALSE(folder.text("workspace.db:questions").empty());
  for (const char* table : {"account_decisions", "refusals", "audit", "idempotency_keys"})
    EXPECT_EQ(folder.text(std::string("workspace.db:") + table).find(kAddress), std::string::npos)
        << table;

  // The others' accounts are as they were, without the one that she gave her name to.
  const auto left = call("GET", "/api/v1/accounts", admin_).body.at("items").as_array();
  ASSERT_EQ(left.size(), 1U) << json::serialize(left);
  EXPECT_EQ(left[0].at("name").as_string(), "Acme");
  EXPECT_EQ(call("GET", "/api/v1/accounts/" + account("acme") + "/members", admin_)
                .body.at("items")
                .as_array()
                .size(),
            2U);
  const auto page = call("GET",
                         fmt::format("/api/v1/privacy/erasures/{}/certificate",
                                     std::string(erased.at("id").as_string())),
                         admin_);
  EXPECT_NE(page.http.body.find(question.text("id")), std::string::npos);
}

}  // namespace
}  // namespace wend::server
