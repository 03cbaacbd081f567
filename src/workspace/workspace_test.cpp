#include "workspace/workspace.h"

#include <filesystem>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <thread>

#include "workspace/login_throttle.h"
#include "workspace/refusals.h"
#include "workspace/schema.h"

namespace wend::workspace {
namespace {

using base::ErrorCode;

constexpr PasswordCost kCheap{1, 8192};
constexpr env::TimeUs kNow = 1'800'000'000 * env::kSecondUs;

class WorkspaceTest : public ::testing::Test {
 protected:
  void SetUp() override {
    folder_ =
        std::filesystem::temp_directory_path() / ("wend-workspace-" + std::to_string(::getpid()));
    std::filesystem::create_directories(folder_);
    path_ = folder_ / "workspace.db";
    auto opened = Workspace::open(path_, clock_, kCheap);
    ASSERT_TRUE(opened) << opened.error().to_sentence();
    space_ = std::move(*opened);
  }
  void TearDown() override {
    space_.reset();
    std::filesystem::remove_all(folder_);
  }

  env::FixedClock clock_{kNow};
  std::filesystem::path folder_;
  std::string path_;
  std::unique_ptr<Workspace> space_;
};

TEST_F(WorkspaceTest, IsReadableByItsOwnerAlone) {
  struct stat status{};
  ASSERT_EQ(::stat(path_.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777, 0600u);
}

TEST_F(WorkspaceTest, IsOpenedByTwoAtOnceAndKeepsItsContent) {
  auto other = Workspace::open(path_, clock_, kCheap);
  ASSERT_TRUE(other);
  const auto user = (*other)->users().create("Ada", "ada@example.com", Role::kEditor);
  ASSERT_TRUE(user);
  const auto seen = space_->users().find(user->id);
  ASSERT_TRUE(seen && *seen);
  EXPECT_EQ((*seen)->role, Role::kEditor);
}

TEST_F(WorkspaceTest, RefusesAFileOfANewerVersionAndOneThatIsNoWorkspace) {
  space_.reset();
  {
    auto database = Sqlite::open(path_);
    ASSERT_TRUE(database->run("PRAGMA user_version=999"));
  }
  EXPECT_EQ(Workspace::open(path_, clock_).error().code, ErrorCode::kConflict);
  const std::string other = folder_ / "other.db";
  {
    auto database = Sqlite::open(other);
    ASSERT_TRUE(database->run("CREATE TABLE t (x)"));
  }
  EXPECT_EQ(Workspace::open(other, clock_).error().message, "The file is not a Wend workspace.");
}

TEST_F(WorkspaceTest, KeepsEmailAddressesUniqueWhateverTheirCase) {
  ASSERT_TRUE(space_->users().create("Ada", "ada@example.com", Role::kEditor));
  const auto again = space_->users().create("Eve", "ADA@Example.com", Role::kViewer);
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().code, ErrorCode::kConflict);
  EXPECT_EQ(again.error().place, "email");
  for (const char* bad : {"", "ada", "@x", "a@", "a@b@c", "a b@c"})
    EXPECT_EQ(space_->users().create("X", bad, Role::kViewer).error().code,
              ErrorCode::kInvalidInput)
        << bad;
  ASSERT_TRUE(space_->users().create("One", std::nullopt, Role::kViewer));
  ASSERT_TRUE(space_->users().create("Two", std::nullopt, Role::kViewer))
      << "no address is no clash";
}

TEST_F(WorkspaceTest, ChecksPasswordsByArgon2id) {
  const auto admin = space_->users().first_administrator();
  ASSERT_TRUE(admin);
  EXPECT_EQ(admin->role, Role::kAdmin);
  EXPECT_FALSE(*space_->users().any_administrator_has_password());
  EXPECT_EQ(space_->users().change(admin->id, {{}, {}, "correct horse"}).error().place, "email");
  EXPECT_EQ(space_->users().change(admin->id, {{}, "a@b.c", "short"}).error().place, "password");
  const auto changed = space_->users().change(admin->id, {"Ada", "a@b.c", "correct horse"});
  ASSERT_TRUE(changed);
  EXPECT_TRUE(changed->has_password);
  EXPECT_TRUE(*space_->users().any_administrator_has_password());
  EXPECT_EQ((*space_->users().check_password("A@B.C", "correct horse"))->id, admin->id);
  EXPECT_FALSE(*space_->users().check_password("a@b.c", "correct horsf"));
  EXPECT_FALSE(*space_->users().check_password("nobody@b.c", "correct horse"));
  EXPECT_EQ(space_->users().first_administrator()->id, admin->id);
}

TEST(Password, IsHashedWithTheCostThatIsAskedFor) {
  const auto hash = hash_password("correct horse", PasswordCost{});
  ASSERT_TRUE(hash);
  EXPECT_TRUE(hash->starts_with("$argon2id$v=19$m=65536,t=2,p=1$")) << *hash;
  EXPECT_TRUE(password_matches("correct horse", *hash));
  EXPECT_FALSE(password_matches("correct horse ", *hash));
  EXPECT_NE(*hash, *hash_password("correct horse", PasswordCost{})) << "the salt differs";
  EXPECT_FALSE(hash_password(std::string(1025, 'x'), kCheap));
}

TEST(Secret, IsLongRandomAndStoredAsAHash) {
  const std::string secret = new_secret("wend_token_");
  EXPECT_EQ(secret.size(), 11u + 43u);
  EXPECT_NE(secret, new_secret("wend_token_"));
  EXPECT_EQ(hash_of_secret(secret).size(), 64u);
  EXPECT_NE(csrf_token_of(secret), hash_of_secret(secret))
      << "the stored hash must not be the CSRF token";
  EXPECT_TRUE(equal_in_constant_time("abc", "abc"));
  EXPECT_FALSE(equal_in_constant_time("abc", "abd"));
  EXPECT_FALSE(equal_in_constant_time("abc", "ab"));
}

TEST_F(WorkspaceTest, EndsSessionsThatAreIdleOrOld) {
  const auto user = space_->users().first_administrator();
  const auto secret = *space_->sessions().start(user->id);
  EXPECT_EQ(**space_->sessions().user_of(secret), user->id);
  EXPECT_FALSE(*space_->sessions().user_of("guess"));
  EXPECT_FALSE(*space_->sessions().user_of(""));
  EXPECT_FALSE(*space_->sessions().user_of(hash_of_secret(secret)))
      << "a stolen hash is no session";
  clock_.advance(kSessionIdleUs - 1);
  EXPECT_TRUE(*space_->sessions().user_of(secret));
  clock_.advance(kSessionIdleUs - 1);
  EXPECT_TRUE(*space_->sessions().user_of(secret)) << "use begins the idle time anew";
  clock_.advance(kSessionIdleUs);
  EXPECT_FALSE(*space_->sessions().user_of(secret));

  const auto second = *space_->sessions().start(user->id);
  for (env::TimeUs t = 0; t < kSessionAbsoluteUs; t += 10 * env::kDayUs) {
    EXPECT_TRUE(*space_->sessions().user_of(second));
    clock_.advance(10 * env::kDayUs);
  }
  EXPECT_FALSE(*space_->sessions().user_of(second)) << "use does not lengthen it for ever";
}

TEST_F(WorkspaceTest, EndsSessionsOneByOneAndAllOthers) {
  const auto user = space_->users().first_administrator();
  const auto a = *space_->sessions().start(user->id), b = *space_->sessions().start(user->id);
  const auto c = *space_->sessions().start(user->id);
  ASSERT_TRUE(space_->sessions().end(a));
  EXPECT_FALSE(*space_->sessions().user_of(a));
  ASSERT_TRUE(space_->sessions().end_others(user->id, b));
  EXPECT_TRUE(*space_->sessions().user_of(b));
  EXPECT_FALSE(*space_->sessions().user_of(c));
}

TEST_F(WorkspaceTest, LetsALinkInOnce) {
  const auto user = space_->users().first_administrator();
  const auto link = *space_->sessions().create_link(user->id);
  EXPECT_EQ(*space_->sessions().redeem_link(link), user->id);
  EXPECT_EQ(space_->sessions().redeem_link(link).error().code, ErrorCode::kNotSignedIn);
  EXPECT_FALSE(space_->sessions().redeem_link("guess"));
  const auto old = *space_->sessions().create_link(user->id);
  clock_.advance(kLinkUs);
  EXPECT_FALSE(space_->sessions().redeem_link(old));
}

TEST_F(WorkspaceTest, LetsOneOfManyWhoRedeemAtOnceIn) {
  const auto user = space_->users().first_administrator();
  const auto link = *space_->sessions().create_link(user->id);
  std::atomic<int> in = 0;
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < 8; ++i)
      threads.emplace_back([&] {
        auto own = Workspace::open(path_, clock_, kCheap);
        if ((*own)->sessions().redeem_link(link)) ++in;
      });
  }
  EXPECT_EQ(in, 1);
}

TEST_F(WorkspaceTest, KnowsTokensAndWriteKeys) {
  const auto scopes = scopes_from("read,write");
  ASSERT_TRUE(scopes);
  const auto token = *space_->keys().create_token("nightly", *scopes, env::kHourUs);
  const auto found = *space_->keys().token_of(token);
  ASSERT_TRUE(found);
  EXPECT_TRUE(found->scopes.read && found->scopes.write && !found->scopes.admin);
  EXPECT_FALSE(*space_->keys().token_of("wend_token_guess"));
  clock_.advance(env::kHourUs);
  EXPECT_FALSE(*space_->keys().token_of(token));
  EXPECT_EQ(scopes_from("read,all").error().place, "scopes");
  EXPECT_FALSE(scopes_from(""));
  const auto key = *space_->keys().create_write_key("shop");
  EXPECT_EQ(**space_->keys().source_of(key), "shop");
  EXPECT_FALSE(*space_->keys().token_of(key)) << "a write key is no token";
}

TEST_F(WorkspaceTest, ListsAndRevokesWriteKeys) {
  const auto first = *space_->keys().create_write_key("shop");
  clock_.advance(env::kSecondUs);
  const auto second = *space_->keys().create_write_key("shop");
  ASSERT_TRUE(space_->keys().create_write_key("app"));
  auto keys = *space_->keys().write_keys("shop");
  ASSERT_EQ(keys.size(), 2u);
  EXPECT_EQ(keys[0].key, second);
  EXPECT_EQ(keys[1].key, first);
  EXPECT_EQ(keys[1].created_at, kNow);
  EXPECT_FALSE(keys[1].revoked_at);
  EXPECT_EQ(space_->keys().write_keys()->size(), 3u);

  ASSERT_TRUE(space_->keys().revoke_write_key(keys[1].id));
  EXPECT_FALSE(*space_->keys().source_of(first));
  EXPECT_EQ(**space_->keys().source_of(second), "shop");
  clock_.advance(env::kSecondUs);
  EXPECT_EQ(space_->keys().revoke_write_key(keys[1].id)->revoked_at, kNow + env::kSecondUs)
      << "it stays revoked since then";
  EXPECT_EQ((*space_->keys().find_write_key(first))->id, keys[1].id);
  EXPECT_EQ(space_->keys().revoke_write_key("key_none").error().code, ErrorCode::kNotFound);
}

TEST_F(WorkspaceTest, KeysOfAnOlderFileGoOnWorking) {
  const auto key = *space_->keys().create_write_key("shop");
  space_.reset();
  {
    auto database = Sqlite::open(path_);
    // As the first format had it: of a key its hash alone.
    ASSERT_TRUE(database->run(
        "ALTER TABLE write_keys RENAME TO now;"
        "CREATE TABLE write_keys (hash TEXT PRIMARY KEY, source TEXT NOT "
        "NULL, created_at INTEGER NOT NULL) STRICT;"
        "INSERT INTO write_keys SELECT hash, source, created_at FROM now;"
        "DROP TABLE now; DROP TABLE refusals; DROP TABLE "
        "refusal_days; DROP TABLE documents; DROP TABLE webhooks; DROP TABLE "
        "segments; DROP TABLE segment_identities; DROP TABLE account_decisions; "
        "DROP TABLE erasures; DROP TABLE exports; "
        "DROP TABLE map_changes; DROP TABLE map_snapshots; DROP TABLE map_versions; "
        "DROP TABLE map_comments; DROP TABLE map_shares; DROP TABLE maps; DROP TABLE personas; "
        "DROP TABLE images; "
        "PRAGMA user_version=1"));
  }
  space_ = std::move(*Workspace::open(path_, clock_, kCheap));
  EXPECT_EQ(**space_->keys().source_of(key), "shop");
  const auto keys = *space_->keys().write_keys("shop");
  ASSERT_EQ(keys.size(), 1u);
  EXPECT_FALSE(keys[0].key);
  EXPECT_TRUE(keys[0].id.starts_with("key_")) << keys[0].id;
  ASSERT_TRUE(space_->keys().revoke_write_key(keys[0].id));
  EXPECT_FALSE(*space_->keys().source_of(key));
}

TEST_F(WorkspaceTest, KeepsExportsAndOneKeyOfPseudonyms) {
  auto& exports = space_->exports();
  auto one = *exports.create({.request = "{}", .actor = "eve@example.com"});
  one.state = ExportState::kRunning;
  EXPECT_TRUE(*exports.save_when(one, ExportState::kWaiting));
  EXPECT_FALSE(*exports.save_when(one, ExportState::kWaiting)) << "somebody else has it";
  EXPECT_EQ(exports.find(one.id)->value().state, ExportState::kRunning);
  EXPECT_TRUE(*exports.remove(one.id));
  EXPECT_FALSE(*exports.remove(one.id));
  EXPECT_FALSE(*exports.save_when(one, ExportState::kRunning)) << "it is not there any more";
  EXPECT_TRUE(exports.all()->empty());

  EXPECT_FALSE(*exports.key());
  EXPECT_EQ(exports.keep_key("first")->text, "first");
  EXPECT_EQ(exports.keep_key("second")->text, "first") << "the one that is there";
  EXPECT_EQ(exports.replace_key("third")->text, "third");
  EXPECT_EQ(exports.key()->value().text, "third");
  EXPECT_EQ(exports.key()->value().made_at, kNow);
}

TEST_F(WorkspaceTest, CountsRefusalsAndForgetsOldOnes) {
  const auto refusal = [](std::int64_t source, RefusalKind kind, std::string reason,
                          std::int64_t count, env::TimeUs at,
                          std::optional<std::string> sample = std::nullopt) {
    return Refusal{.source_id = source,
                   .kind = kind,
                   .event = "Cart",
                   .reason = std::move(reason),
                   .count = count,
                   .first_seen = at,
                   .last_seen = at,
                   .sample = std::move(sample)};
  };
  auto& refusals = space_->refusals();
  const env::TimeUs day = env::kDayUs;
  ASSERT_TRUE(refusals.add({{refusal(1, RefusalKind::kMessage, "a", 2, kNow - 7 * day, "old"),
                             refusal(1, RefusalKind::kPlan, "b", 4, kNow - 6 * day),
                             refusal(2, RefusalKind::kWarning, "a", 8, kNow),
                             refusal(0, RefusalKind::kKey, "k", 16, kNow - 1)}}));
  ASSERT_TRUE(refusals.add({{refusal(1, RefusalKind::kMessage, "a", 1, kNow + 1)}}));
  const auto all = *refusals.page({}, {}, 10);
  ASSERT_EQ(all.size(), 4u);
  EXPECT_EQ(all[0].reason, "a");
  EXPECT_EQ(all[0].count, 3);
  EXPECT_EQ(all[0].first_seen, kNow - 7 * day);
  EXPECT_EQ(all[0].last_seen, kNow + 1);
  EXPECT_EQ(all[0].sample, "old") << "the latest that had one";
  EXPECT_EQ(all[1].source_id, 2);
  EXPECT_EQ(all[2].kind, RefusalKind::kKey);
  const auto rest = *refusals.page({}, Refusals::Cursor{all[1].last_seen, all[1].id}, 1);
  ASSERT_EQ(rest.size(), 1u);
  EXPECT_EQ(rest[0].reason, "k");
  EXPECT_EQ(refusals.page(1, {}, 10)->size(), 2u);
  const auto week = *refusals.of_last_week();
  EXPECT_EQ(week.size(), 2u);
  EXPECT_EQ(week.at(1).refused, 5) << "what was seven days ago counts no more";
  EXPECT_EQ(week.at(2).warned, 8);

  clock_.set(kNow + 25 * day);
  EXPECT_EQ(refusals.page({}, {}, 10)->size(), 3u);
  std::vector<Refusal> many;
  for (int i = 0; i < 1100; ++i)
    many.push_back(refusal(3, RefusalKind::kMessage, std::to_string(i), 1, clock_.now_us() + i));
  ASSERT_TRUE(refusals.add(many));
  const auto kept = *refusals.page({}, {}, 5000);
  EXPECT_EQ(kept.size(), kRefusalsMax);
  EXPECT_EQ(kept.front().reason, "1099");
  EXPECT_EQ(kept.back().reason, "100");
}

TEST_F(WorkspaceTest, KeepsDocumentsByVersion) {
  auto& documents = space_->documents();
  EXPECT_FALSE(*documents.find("plan"));
  EXPECT_EQ(documents.replace("plan", 1, "{}").error().code, ErrorCode::kConflict);
  EXPECT_EQ(documents.replace("plan", 0, "{}")->version, 1);
  EXPECT_EQ(documents.replace("plan", 0, "[]").error().code, ErrorCode::kConflict);
  EXPECT_EQ(documents.replace("plan", 1, "[1]")->version, 2);
  EXPECT_EQ((*documents.find("plan"))->body, "[1]");
  EXPECT_EQ((*documents.find("plan"))->updated_at, kNow);
}

TEST_F(WorkspaceTest, KeepsQuestionsByVersion) {
  Question draft;
  draft.name = "Checkout";
  draft.query = R"({"kind":"funnel"})";
  const auto question = *space_->questions().create(draft);
  EXPECT_EQ(question.version, 1);
  draft.name = "Checkout, changed";
  clock_.advance(1);
  const auto changed = space_->questions().replace(question.id, 1, draft);
  ASSERT_TRUE(changed);
  EXPECT_EQ(changed->version, 2);
  EXPECT_EQ(changed->created_at, kNow);
  EXPECT_EQ(changed->updated_at, kNow + 1);
  EXPECT_EQ(space_->questions().replace(question.id, 1, draft).error().code, ErrorCode::kConflict);
  EXPECT_EQ(space_->questions().replace("qst_none", 1, draft).error().code, ErrorCode::kNotFound);
  EXPECT_EQ(space_->questions().remove(question.id, 1).error().code, ErrorCode::kConflict);
  EXPECT_EQ(space_->questions().search("CHECK", 5)->size(), 1u);
  ASSERT_TRUE(space_->questions().remove(question.id, 2));
  EXPECT_FALSE(*space_->questions().find(question.id));
}

TEST_F(WorkspaceTest, PagesQuestionsNewestFirst) {
  for (int i = 0; i < 5; ++i) {
    Question draft;
    draft.name = std::to_string(i);
    ASSERT_TRUE(space_->questions().create(draft));
    if (i != 2) clock_.advance(1);  // two have the same time
  }
  std::string names, after;
  while (true) {
    const auto page = *space_->questions().page(after, 2);
    if (page.empty()) break;
    for (const auto& question : page) names += question.name;
    after = page.back().id;
  }
  EXPECT_EQ(names.size(), 5u);
  EXPECT_TRUE(names == "43210" || names == "42310") << names;
}

TEST_F(WorkspaceTest, AnswersARepeatedRequestWithItsFirstAnswer) {
  auto& keys = space_->idempotency_keys();
  EXPECT_FALSE(*keys.claim("u", "k", "h"));
  EXPECT_EQ(keys.claim("u", "k", "h").error().code, ErrorCode::kConflict);
  EXPECT_EQ(keys.claim("u", "k", "other").error().code, ErrorCode::kInvalidInput);
  EXPECT_FALSE(*keys.claim("somebody else", "k", "h"));
  ASSERT_TRUE(keys.finish("u", "k", {201, "{}", "made"}));
  EXPECT_EQ((*keys.claim("u", "k", "h"))->body, "made");
  clock_.advance(kIdempotencyUs);
  EXPECT_FALSE(*keys.claim("u", "k", "h")) << "forgotten after a day";
  ASSERT_TRUE(keys.release("u", "k"));
  EXPECT_FALSE(*keys.claim("u", "k", "h"));
}

TEST_F(WorkspaceTest, KeepsSettingsAndTheAuditLog) {
  EXPECT_FALSE(*space_->settings().get("time_zone"));
  ASSERT_TRUE(space_->settings().set("time_zone", "UTC"));
  ASSERT_TRUE(space_->settings().set("time_zone", "Europe/Berlin"));
  EXPECT_EQ(**space_->settings().get("time_zone"), "Europe/Berlin");
  ASSERT_TRUE(space_->audit().record("usr_1", "question.create", "qst_1", "127.0.0.1"));
  const auto entries = *space_->audit().newest(10);
  ASSERT_EQ(entries.size(), 1u);
  EXPECT_EQ(entries[0].action, "question.create");
  EXPECT_EQ(entries[0].at, kNow);
}

TEST(LoginThrottle, MakesGuessersWaitLongerAndLonger) {
  env::FixedClock clock(kNow);
  LoginThrottle throttle(clock);
  for (int i = 0; i < LoginThrottle::kFreeFailures; ++i)
    EXPECT_EQ(throttle.begin("a@b.c", "1.2.3.4"), 0);
  EXPECT_EQ(throttle.begin("A@b.c", "1.2.3.4"), LoginThrottle::kFirstWaitUs);
  EXPECT_EQ(throttle.begin("a@b.c", "5.6.7.8"), 0) << "the owner elsewhere is not locked out";
  EXPECT_EQ(throttle.begin("other@b.c", "1.2.3.4"), 0);
  clock.advance(LoginThrottle::kFirstWaitUs);
  EXPECT_EQ(throttle.begin("a@b.c", "1.2.3.4"), 0);
  EXPECT_EQ(throttle.begin("a@b.c", "1.2.3.4"), 2 * LoginThrottle::kFirstWaitUs);
  clock.advance(LoginThrottle::kForgetUs);
  EXPECT_EQ(throttle.begin("a@b.c", "1.2.3.4"), 0);
  throttle.succeeded("a@b.c", "1.2.3.4");
  for (int i = 0; i < LoginThrottle::kFreeFailures; ++i)
    EXPECT_EQ(throttle.begin("a@b.c", "1.2.3.4"), 0);
}

TEST(LoginThrottle, MakesAnAddressThatTriesManyAccountsWait) {
  env::FixedClock clock(kNow);
  LoginThrottle throttle(clock);
  for (int i = 0; i < LoginThrottle::kFreeAddressFailures; ++i)
    EXPECT_EQ(throttle.begin(std::to_string(i), "1.2.3.4"), 0);
  EXPECT_GT(throttle.begin("fresh", "1.2.3.4"), 0);
  EXPECT_EQ(throttle.begin("fresh", "1.2.3.5"), 0);
}

}  // namespace
}  // namespace wend::workspace
