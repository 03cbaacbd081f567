#include "unify/accounts.h"

#include <filesystem>
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include "env/clock.h"
#include "unify/testing/random_segments.h"
#include "workspace/workspace.h"

namespace wend::unify {
namespace {

using testing::Chance;
using testing::kBase;
using testing::kHour;

// A store that is written as the log's reader does.
class AccountsTest : public ::testing::Test {
 protected:
  AccountsTest()
      : folder_(std::filesystem::temp_directory_path() /
                fmt::format("wend_accounts_{}", ::getpid())) {
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_);
    store_ = *events::EventStore::open(folder_ / "events.duckdb", {.clock = &clock_});
    source_ = store_->create_source("test", "sdk")->id;
    space_ = *workspace::Workspace::open(folder_ / "workspace.db", clock_, {1, 8192});
    accounts_ = fresh();
  }
  ~AccountsTest() override {
    accounts_.reset();
    store_.reset();
    std::filesystem::remove_all(folder_);
  }

  std::unique_ptr<Accounts> fresh() {
    return std::make_unique<Accounts>(*store_, space_->documents(), space_->account_decisions());
  }
  struct Sent {
    std::string user, visitor;
    std::string properties = "{}";
    model::EventType type = model::EventType::kTrack;
    TimeUs time_us = kBase;
  };
  void append(const std::vector<Sent>& all) {
    std::vector<model::NamedIdentity> also(all.size());
    std::vector<events::LiveRow> rows;
    for (std::size_t i = 0; i < all.size(); ++i) {
      const Sent& sent = all[i];
      const bool known = !sent.user.empty();
      rows.push_back({.row = {.message_id = model::message_id_of(std::to_string(++sent_)),
                              .time_us = sent.time_us,
                              .type = sent.type,
                              .name = "Event",
                              .channel = "web",
                              .identity_namespace = known ? "user_id" : "anonymous_id",
                              .identity_value = known ? sent.user : sent.visitor,
                              .properties = sent.properties},
                      .source_id = source_,
                      .received_at = clock_.now_us()});
      if (known && !sent.visitor.empty()) {
        also[i] = {"anonymous_id", sent.visitor};
        rows.back().row.also = {&also[i], 1};
      }
    }
    const auto counts = store_->append(rows, ++position_);
    ASSERT_TRUE(counts) << counts.error().to_sentence();
  }
  void use_domains(bool on) {
    const auto before = *accounts_->rules();
    auto rules = before.rules;
    rules.domain_rule = on;
    ASSERT_TRUE(accounts_->change_rules(rules, before.version));
  }

  // "company/acme: u1 u2" for each account; profiles by what their strongest identity is called.
  std::string told(Accounts& accounts) {
    const auto table = accounts.current();
    if (!table) return table.error().to_sentence();
    // "user_id" is the last of our namespaces.
    std::map<std::int64_t, std::string> called;
    const auto identities = *store_->all_identities();
    for (const auto& one : identities) called[one.profile_id] = one.value;
    std::string text;
    for (std::size_t i = 0; i < (*table)->size(); ++i) {
      const Account& account = (*table)->account(i);
      text += account.type + "/" + account.key + ":";
      std::set<std::string> names;
      for (const auto& one : (*table)->members(i)) {
        names.insert(fmt::format("{}{}", called.at(one.profile_id), one.events == 0 ? "?" : ""));
      }
      for (const auto& name : names) text += " " + name;
      for (const auto& [name, values] : account.traits) {
        text += fmt::format(" {}={}", name, model::to_text(values.back().value));
        if (values.size() > 1) text += fmt::format("({})", values.size());
      }
      text += "\n";
    }
    return text;
  }
  std::string told() { return told(*accounts_); }

  env::FixedClock clock_{kBase};
  std::filesystem::path folder_;
  std::unique_ptr<events::EventStore> store_;
  std::unique_ptr<workspace::Workspace> space_;
  std::unique_ptr<Accounts> accounts_;
  std::int64_t source_ = 0, position_ = 0, sent_ = 0;
};

TEST_F(AccountsTest, AVisitorBringsThePastAlong) {
  append({{"", "v1", R"({"group_id":"acme"})"}});
  EXPECT_EQ(told(), "company/acme: v1\n");
  append({{"u1", "v1"}});
  EXPECT_EQ(told(), "company/acme: u1\n");
  const auto apart = model::identity_id_of("anonymous_id", "v1");
  const events::EventStore::IdentityDecision decision[] = {
      {model::identity_id_of("user_id", "u1"), apart, model::Decision::kApart}};
  ASSERT_TRUE(store_->decide(decision, "somebody"));
  EXPECT_EQ(told(), "company/acme: v1\n");
}

TEST_F(AccountsTest, TheRuleOfDomainsFollowsAddresses) {
  append({{"u1", "", R"({"email":"Ann@Acme.com"})", model::EventType::kIdentify},
          {"u2", "", R"({"email":"bob@gmail.com"})", model::EventType::kIdentify}});
  EXPECT_EQ(told(), "");
  use_domains(true);
  EXPECT_EQ(told(), "company/acme.com: u1?\n");
  append({{"u3", "", R"({"email":"cid@acme.com"})", model::EventType::kIdentify}});
  EXPECT_EQ(told(), "company/acme.com: u1? u3?\n");
  // The account that says the domain is its own has them now.
  append({{"u9", "", R"({"group_id":"a","domain":"acme.com"})", model::EventType::kGroup}});
  EXPECT_EQ(told(), "company/a: u1? u3? u9 domain=acme.com\n");
  use_domains(false);
  EXPECT_EQ(told(), "company/a: u9 domain=acme.com\n");
}

TEST_F(AccountsTest, WhatAPersonDecidesIsKeptAndCanBeTakenBack) {
  append({{"u1", "", R"({"group_id":"acme"})"}, {"u2", "v2"}});
  auto& decisions = accounts_->decisions();
  using Kind = workspace::AccountDecisionKind;
  const auto decide = [&](const char* user, Kind kind) {
    return *decisions.decide({.identity = model::identity_id_of("user_id", user),
                              .account_type = "company",
                              .account_key = "acme",
                              .kind = kind,
                              .actor = "ann"});
  };
  EXPECT_TRUE(decide("u1", Kind::kOut));
  EXPECT_TRUE(decide("u2", Kind::kIn));
  EXPECT_FALSE(decide("u2", Kind::kIn));
  EXPECT_EQ(told(), "company/acme: u2?\n");
  EXPECT_EQ(told(*fresh()), told());
  EXPECT_TRUE(decide("u1", Kind::kNone));
  EXPECT_TRUE(decide("u2", Kind::kNone));
  EXPECT_EQ(told(), "company/acme: u1\n");
  const auto journal = *decisions.all();
  ASSERT_EQ(journal.size(), 4u);
  EXPECT_EQ(journal[0].actor, "ann");
  ASSERT_TRUE(decisions.forget({model::identity_id_of("user_id", "u1")}));
  EXPECT_EQ(decisions.all()->size(), 2u);
}

TEST_F(AccountsTest, WhatAnImportSaidGoesWithIt) {
  const std::string properties = R"({"group_id":"acme","plan":"pro"})";
  model::EventRow row{.message_id = model::message_id_of("row"),
                      .time_us = kBase,
                      .type = model::EventType::kGroup,
                      .name = "Group",
                      .channel = "",
                      .identity_namespace = "user_id",
                      .identity_value = "u1",
                      .properties = properties};
  const auto import = store_->import({.source = "file", .file = "a.csv"}, {row});
  ASSERT_TRUE(import) << import.error().to_sentence();
  EXPECT_EQ(told(), "company/acme: u1 plan=pro\n");
  EXPECT_TRUE((*accounts_->current())->members(0)[0].has(MemberSource::kImport));
  ASSERT_TRUE(store_->remove_import(import->id));
  EXPECT_EQ(told(), "");
}

TEST_F(AccountsTest, TheSameTableAsLongAsNothingMatters) {
  append({{"u1", "", R"({"group_id":"acme"})"}});
  const auto first = *accounts_->current();
  append({{"u1", "", R"({"price":1})"}});
  EXPECT_EQ(*accounts_->current(), first);
  append({{"u1", "", R"({"group_id":"acme"})"}});
  EXPECT_NE(*accounts_->current(), first);
}

TEST_F(AccountsTest, WhoIsDecidedAboutBeforeTheyComeIsDecidedAboutWhenTheyCome) {
  use_domains(true);
  append({{"u1", "", R"({"group_id":"acme"})"}});
  EXPECT_EQ(told(), "company/acme: u1\n");
  for (const auto& [user, kind] : {std::pair("u2", workspace::AccountDecisionKind::kIn),
                                   std::pair("u3", workspace::AccountDecisionKind::kOut)})
    ASSERT_TRUE(accounts_->decisions().decide({.identity = model::identity_id_of("user_id", user),
                                               .account_type = "company",
                                               .account_key = "acme",
                                               .kind = kind}));
  EXPECT_EQ(told(), "company/acme: u1\n");
  append({{"u2", ""}, {"u3", ""}});
  EXPECT_EQ(told(), "company/acme: u1 u2?\n");
  append({{"u3", "", R"({"group_id":"acme"})"}});
  EXPECT_EQ(told(), "company/acme: u1 u2?\n");
}

TEST_F(AccountsTest, FollowingEndsWhereReadingAllEnds) {
  const char* given = std::getenv("WEND_SEED");
  const std::uint64_t seed =
      given != nullptr ? std::strtoull(given, nullptr, 10) : static_cast<std::uint64_t>(::getpid());
  Chance chance(seed);
  use_domains(true);
  for (int round = 0; round < 30; ++round) {
    std::vector<Sent> batch;
    for (int i = 0; i <= chance.below(4); ++i) {
      Sent sent;
      if (chance.one_in(2)) sent.user = fmt::format("u{}", chance.below(6));
      if (sent.user.empty() || chance.one_in(2)) sent.visitor = fmt::format("v{}", chance.below(8));
      sent.time_us = kBase + chance.below(20) * kHour;
      switch (chance.below(4)) {
        case 0:
          sent.properties = fmt::format(R"({{"group_id":"g{}"}})", chance.below(4));
          break;
        case 1:
          sent.type = model::EventType::kGroup;
          sent.properties = fmt::format(R"({{"group_id":"g{}","plan":"p{}","website":"d{}.com"}})",
                                        chance.below(4), chance.below(2), chance.below(5));
          break;
        case 2:
          sent.type = model::EventType::kIdentify;
          sent.properties =
              fmt::format(R"({{"email":"{}@d{}.com"}})", chance.below(9), chance.below(5));
          break;
        default:
          break;
      }
      batch.push_back(std::move(sent));
    }
    append(batch);
    if (chance.one_in(6)) {
      const events::EventStore::IdentityDecision decision[] = {
          {model::identity_id_of("user_id", fmt::format("u{}", chance.below(6))),
           model::identity_id_of("anonymous_id", fmt::format("v{}", chance.below(8))),
           chance.one_in(2) ? model::Decision::kApart : model::Decision::kTogether}};
      (void)store_->decide(decision, "somebody");  // not all are known
    }
    if (chance.one_in(6)) {
      (void)accounts_->decisions().decide(
          {.identity = model::identity_id_of("user_id", fmt::format("u{}", chance.below(6))),
           .account_type = "company",
           .account_key = fmt::format("g{}", chance.below(4)),
           .kind = chance.one_in(2) ? workspace::AccountDecisionKind::kIn
                                    : workspace::AccountDecisionKind::kOut});
    }
    if (chance.one_in(3)) continue;
    ASSERT_EQ(told(), told(*fresh())) << "seed " << seed << ", round " << round;
  }
}

TEST_F(AccountsTest, FilesSayWhatIsKnownOfAccountsWithoutAMember) {
  append({{.user = "u1",
           .properties = R"({"group_id":"acme","seats":1})",
           .type = model::EventType::kGroup,
           .time_us = kBase + kHour}});
  EXPECT_EQ(told(*accounts_), "company/acme: u1 seats=1\n");
  const auto row = [](std::string_view properties, TimeUs time_us) {
    return model::EventRow{.time_us = time_us, .name = "Group", .properties = properties};
  };
  const auto record =
      store_->import({.source = "companies.csv", .file = "companies.csv", .of_accounts = true},
                     {row(R"({"seats":7,"group_id":"beta"})", kBase),
                      row(R"({"seats":9,"group_id":"acme"})", kBase + 2 * kHour),
                      row(R"({"seats":3,"group_id":"acme"})", kBase)});
  ASSERT_TRUE(record) << record.error().to_sentence();
  EXPECT_EQ(record->added, 3U);
  const auto seats = [&](Accounts& accounts, std::string_view key) {
    const auto table = *accounts.current();
    for (std::size_t i = 0; i < table->size(); ++i)
      if (table->account(i).key == key) return table->account(i).trait("seats");
    return model::Value();
  };
  const auto again = fresh();
  for (Accounts* accounts : {accounts_.get(), again.get()}) {
    EXPECT_EQ(told(*accounts), "company/acme: u1 seats=9(3)\ncompany/beta: seats=7\n");
    EXPECT_EQ(seats(*accounts, "acme"), model::Value(9.0)) << "what was said last holds";
    EXPECT_EQ(seats(*accounts, "beta"), model::Value(7.0));
  }
  ASSERT_TRUE(store_->remove_import(record->id));
  EXPECT_EQ(told(*accounts_), "company/acme: u1 seats=1\n");
  EXPECT_EQ(seats(*accounts_, "acme"), model::Value(1.0));
  EXPECT_EQ(*store_->check(), std::vector<std::string>{});
}

}  // namespace
}  // namespace wend::unify
