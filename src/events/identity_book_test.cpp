#include "events/identity_book.h"

#include <filesystem>
#include <gtest/gtest.h>
#include <map>
#include <random>

#include "events/event_store.h"
#include "events/identity_reads.h"

namespace wend::events {
namespace {

class IdentityBookTest : public testing::Test {
 protected:
  static constexpr TimeUs kStart = 1'700'000'000'000'000;
  void SetUp() override {
    folder_ = std::filesystem::temp_directory_path() /
              ("wend_book_" + std::to_string(::getpid()) + "_" +
               testing::UnitTest::GetInstance()->current_test_info()->name());
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_);
    open();
  }
  void TearDown() override {
    store_.reset();
    std::filesystem::remove_all(folder_);
  }
  void open() {
    store_.reset();
    auto opened = EventStore::open(folder_ / "events.duckdb", {.clock = &clock_});
    ASSERT_TRUE(opened) << opened.error().to_sentence();
    store_ = std::move(*opened);
    const auto shop = store_->create_source("Shop", "sdk");
    ASSERT_TRUE(shop) << shop.error().to_sentence();
    shop_ = shop->id;
  }
  struct Sent {
    std::string user, visitor;
    TimeUs time = 0;
    int number = 0;
  };
  void append(const std::vector<Sent>& all) {
    std::vector<model::NamedIdentity> also(all.size());
    std::vector<LiveRow> rows;
    for (std::size_t i = 0; i < all.size(); ++i) {
      const Sent& sent = all[i];
      const bool known = !sent.user.empty();
      rows.push_back({.row = {.message_id = model::message_id_of(std::to_string(sent.number)),
                              .time_us = kStart + sent.time,
                              .name = "Seen",
                              .channel = "web",
                              .identity_namespace = known ? "user_id" : "anonymous_id",
                              .identity_value = known ? sent.user : sent.visitor,
                              .properties = "{}"},
                      .source_id = shop_,
                      .received_at = kStart});
      if (known && !sent.visitor.empty()) {
        also[i] = {"anonymous_id", sent.visitor};
        rows.back().row.also = {&also[i], 1};
      }
    }
    const auto counts = store_->append(rows, ++position_);
    ASSERT_TRUE(counts) << counts.error().to_sentence();
  }
  // "user_id ann" to the profile.
  std::map<std::string, std::int64_t> profiles() const {
    std::map<std::string, std::int64_t> all;
    const auto identities = store_->all_identities().value();
    for (const Identity& one : identities)
      all[one.identity_namespace + " " + one.value] = one.profile_id;
    return all;
  }
  std::int64_t count(const char* sql) const { return store_->reader()->number(sql).value(); }
  void expect_sound() { EXPECT_EQ(store_->check().value(), std::vector<std::string>{}); }
  static std::int64_t user(std::string_view name) { return model::identity_id_of("user_id", name); }

  env::FixedClock clock_{kStart};
  std::filesystem::path folder_;
  std::unique_ptr<EventStore> store_;
  std::int64_t position_ = 0;
  std::int64_t shop_ = 0;
};

TEST_F(IdentityBookTest, WhoSignsInBringsThePastAlong) {
  append({{"", "v1", 1, 1}, {"", "v1", 2, 2}});
  const std::int64_t before = profiles().at("anonymous_id v1");
  EXPECT_EQ(store_->counts()->customers, 1);
  const auto version = store_->data_version();
  append({{"ann", "v1", 3, 3}});
  EXPECT_EQ(profiles().at("anonymous_id v1"), user("ann"));
  EXPECT_EQ(store_->events_page(user("ann"), {}, 10, Order::kAscending)->size(), 3);
  EXPECT_EQ(store_->counts()->customers, 1);
  const auto changed = store_->profiles_changed_since(version);
  ASSERT_TRUE(changed);
  std::vector<std::int64_t> expected = {before, user("ann")};
  std::ranges::sort(expected);
  EXPECT_EQ(*changed, expected);
  expect_sound();
}

TEST_F(IdentityBookTest, KnowsTheLinksWhenItIsOpenedAgain) {
  append({{"ann", "v1", 10, 1}});
  open();
  append({{"bob", "v1", 20, 2}});
  EXPECT_EQ(profiles().at("anonymous_id v1"), user("ann"));
  // What came before both arrives late: now the visitor is Bob's.
  open();
  append({{"bob", "v1", 5, 3}});
  EXPECT_EQ(profiles().at("anonymous_id v1"), user("bob"));
  EXPECT_EQ(profiles().at("user_id ann"), user("ann"));
  expect_sound();
}

TEST_F(IdentityBookTest, EveryLinkIsInTheJournalWithItsEvidence) {
  append({{"ann", "v1", 10, 1}, {"bob", "v1", 20, 2}, {"null", "v1", 30, 3}});
  EXPECT_EQ(count("SELECT count(*) FROM links"), 3);
  const auto turns = [&](model::LinkState to) {
    return store_->reader()
        ->number(
            "SELECT count(*) FROM identity_journal WHERE kind = 'link' AND to_state = ? AND "
            "source_id = ? AND seen_us > 0",
            {static_cast<std::int32_t>(to), shop_})
        .value();
  };
  EXPECT_EQ(turns(model::LinkState::kHolds), 1);
  EXPECT_EQ(turns(model::LinkState::kBreaksLimit), 1);
  EXPECT_EQ(turns(model::LinkState::kBlocked), 1);
  // A visitor who comes with his name has been nobody else before.
  EXPECT_EQ(count("SELECT count(*) FROM identity_journal WHERE kind = 'move'"), 0);
  append({{"", "v2", 40, 4}});
  append({{"ann", "v2", 50, 5}});
  EXPECT_EQ(count("SELECT count(*) FROM identity_journal WHERE kind = 'move'"), 1);
}

TEST_F(IdentityBookTest, OtherRulesGiveOtherProfiles) {
  append({{"ann", "v1", 10, 1}, {"bob", "v1", 20, 2}});
  EXPECT_EQ(store_->counts()->customers, 2);
  model::IdentityRules rules;
  rules.namespaces = {{"user_id", 2}, {"anonymous_id", 0}};
  const auto before = store_->data_version();
  EXPECT_EQ(store_->identity_rules().version, 0);
  const auto changed = store_->change_identity_rules(rules, 0);
  ASSERT_TRUE(changed) << changed.error().to_sentence();
  EXPECT_EQ(changed->version, 1);
  EXPECT_EQ(store_->change_identity_rules(rules, 0).error().code, base::ErrorCode::kConflict);
  EXPECT_EQ(profiles().at("user_id ann"), profiles().at("user_id bob"));
  EXPECT_EQ(store_->profiles_changed_since(before)->size(), 2);
  // They hold from then on.
  open();
  EXPECT_EQ(store_->identity_rules().rules, rules);
  append({{"cay", "", 30, 3}});
  EXPECT_EQ(profiles().at("user_id ann"), profiles().at("user_id bob"));
  EXPECT_EQ(store_->counts()->customers, 2);
  expect_sound();
}

TEST_F(IdentityBookTest, TraitsOfBeforeAreFoundByNewRules) {
  const auto row = [&](int number, std::string_view user, std::string_view traits) {
    return LiveRow{.row = {.message_id = model::message_id_of(std::to_string(number)),
                           .time_us = kStart + number,
                           .type = model::EventType::kIdentify,
                           .name = "Identify",
                           .channel = "web",
                           .identity_namespace = "anonymous_id",
                           .identity_value = user,
                           .properties = traits},
                   .source_id = shop_,
                   .received_at = kStart};
  };
  const std::vector<LiveRow> rows = {row(1, "v1", R"({"crm":"c9"})"),
                                     row(2, "v2", R"({"crm":"c9"})"),
                                     row(3, "v3", R"({"email":"Ann@example.com"})"),
                                     row(4, "v4", R"({"email":"ann@Example.com "})")};
  ASSERT_TRUE(store_->append(rows, ++position_));
  EXPECT_EQ(profiles().at("anonymous_id v3"), profiles().at("anonymous_id v4"));
  EXPECT_NE(profiles().at("anonymous_id v1"), profiles().at("anonymous_id v2"));
  model::IdentityRules rules;
  rules.findings.push_back({"crm", "", "crm_id"});
  ASSERT_TRUE(store_->change_identity_rules(rules, 0));
  EXPECT_EQ(profiles().at("anonymous_id v1"), profiles().at("anonymous_id v2"));
  EXPECT_EQ(store_->counts()->customers, 2);
  expect_sound();
}

TEST_F(IdentityBookTest, AnImportThatIsTakenOutTakesItsLinksAlong) {
  append({{"", "v1", 10, 1}, {"", "v2", 20, 2}});
  const auto import = [&](const char* file, TimeUs time) {
    static constexpr std::string_view kTraits = R"({"email":"ann@example.com"})";
    std::vector<model::EventRow> rows;
    for (const auto* visitor : {"v1", "v2"}) {
      rows.push_back({.message_id = model::message_id_of(std::string(file) + visitor),
                      .time_us = kStart + time,
                      .type = model::EventType::kIdentify,
                      .name = "Identify",
                      .channel = "web",
                      .identity_namespace = "anonymous_id",
                      .identity_value = visitor,
                      .properties = kTraits});
    }
    const auto done = store_->import({.source = file, .file = file}, std::move(rows));
    EXPECT_TRUE(done) << done.error().to_sentence();
    return done->id;
  };
  const auto first = import("a.csv", 5), second = import("b.csv", 6);
  EXPECT_EQ(profiles().at("anonymous_id v1"), profiles().at("anonymous_id v2"));
  EXPECT_EQ(store_->counts()->customers, 1);
  expect_sound();
  ASSERT_TRUE(store_->remove_import(first));
  EXPECT_EQ(profiles().at("anonymous_id v1"), profiles().at("anonymous_id v2"));
  ASSERT_TRUE(store_->remove_import(second));
  EXPECT_NE(profiles().at("anonymous_id v1"), profiles().at("anonymous_id v2"));
  EXPECT_EQ(store_->counts()->customers, 2);
  EXPECT_FALSE(profiles().contains("email ann@example.com"));
  expect_sound();
  append({{"ann", "v1", 30, 3}});
  EXPECT_EQ(profiles().at("anonymous_id v1"), user("ann"));
  expect_sound();
}

TEST_F(IdentityBookTest, WhatAPersonDecidesHolds) {
  append({{"ann", "v1", 10, 1}, {"bob", "", 20, 2}});
  const auto visitor = model::identity_id_of("anonymous_id", "v1");
  const auto decide = [&](std::int64_t a, std::int64_t b, model::Decision decision) {
    const EventStore::IdentityDecision one[] = {{a, b, decision}};
    return store_->decide(one, "lea@shop.de");
  };
  const auto apart = decide(user("ann"), visitor, model::Decision::kApart);
  ASSERT_TRUE(apart) << apart.error().to_sentence();
  EXPECT_EQ(*apart, 1);
  EXPECT_EQ(*decide(visitor, user("ann"), model::Decision::kApart), 0);
  EXPECT_NE(profiles().at("anonymous_id v1"), user("ann"));
  EXPECT_EQ(store_->counts()->customers, 2);  // no event is v1's own
  append({{"ann", "v1", 30, 3}});
  open();
  append({{"ann", "v1", 40, 4}});
  EXPECT_NE(profiles().at("anonymous_id v1"), user("ann"));
  expect_sound();
  ASSERT_TRUE(decide(user("ann"), visitor, model::Decision::kNone));
  EXPECT_EQ(profiles().at("anonymous_id v1"), user("ann"));
  ASSERT_TRUE(decide(user("ann"), user("bob"), model::Decision::kTogether));
  EXPECT_EQ(profiles().at("user_id ann"), profiles().at("user_id bob"));
  EXPECT_EQ(store_->counts()->customers, 1);
  EXPECT_EQ(decide(user("ann"), 12345, model::Decision::kApart).error().code,
            base::ErrorCode::kNotFound);
  EXPECT_EQ(count("SELECT count(*) FROM identity_journal WHERE actor = 'lea@shop.de' AND kind = "
                  "'link'"),
            3);
  expect_sound();
}

TEST_F(IdentityBookTest, SaysWhyAProfileIsOne) {
  append({{"", "v1", 5, 1}});
  append({{"ann", "v1", 10, 2}, {"bob", "v1", 20, 3}});
  const auto why = identity_of_profile(*store_, user("ann"), 100);
  ASSERT_TRUE(why) << why.error().to_sentence();
  EXPECT_EQ(why->identities_total, 2);
  ASSERT_EQ(why->identities.size(), 2);
  ASSERT_EQ(why->links.size(), 2);
  EXPECT_EQ(why->links[0].state, model::LinkState::kHolds);
  EXPECT_EQ(why->links[0].first_seen, kStart + 10);
  EXPECT_EQ(why->links[0].source, "Shop");
  EXPECT_EQ(why->links[1].state, model::LinkState::kBreaksLimit);
  ASSERT_EQ(why->others.size(), 1);
  EXPECT_EQ(why->others[0].value, "bob");
  EXPECT_EQ(why->changes.size(), 3);  // two links, and v1 came to Ann
  EXPECT_EQ(profile_of_identity(*store_, model::identity_id_of("anonymous_id", "v1")).value(),
            user("ann"));
  EXPECT_EQ(profile_of_identity(*store_, 12345).value(), std::nullopt);
  const auto suspicious = suspicious_identities(*store_, 1, 0, 10);
  ASSERT_TRUE(suspicious) << suspicious.error().to_sentence();
  ASSERT_EQ(suspicious->profiles.size(), 1);
  EXPECT_EQ(suspicious->profiles[0].identities, 2);
  ASSERT_EQ(suspicious->shared.size(), 2);  // v1 and Bob, one refused link each
  EXPECT_EQ(suspicious->shared[0].refused, 1);
}

// The store in pieces, opened again at random, in any order, ends like the store in one piece.
TEST_F(IdentityBookTest, AnyOrderAndAnyPiecesEndTheSame) {
  const unsigned seed = std::random_device{}();
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937 random(seed);
  std::vector<Sent> all;
  for (int i = 0; i < 120; ++i) {
    const auto user = random() % 4 == 0 ? "" : "u" + std::to_string(random() % 12);
    const auto visitor =
        user.empty() || random() % 2 == 0 ? "v" + std::to_string(random() % 20) : "";
    all.push_back({user, visitor, static_cast<TimeUs>(random() % 1000), i});
  }
  append(all);
  const auto whole = profiles();
  TearDown();
  SetUp();
  std::ranges::shuffle(all, random);
  for (std::size_t from = 0; from < all.size();) {
    const auto to = std::min(all.size(), from + 1 + random() % 25);
    append({all.begin() + static_cast<std::ptrdiff_t>(from),
            all.begin() + static_cast<std::ptrdiff_t>(to)});
    if (random() % 3 == 0) open();
    from = to;
  }
  EXPECT_EQ(profiles(), whole);
  expect_sound();
}

}  // namespace
}  // namespace wend::events
