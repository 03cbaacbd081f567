#include <filesystem>
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <map>
#include <sys/wait.h>
#include <unistd.h>

#include "events/event_store.h"

namespace wend::events {
namespace {

constexpr TimeUs kNow = 1'000 * env::kDayUs;

class RetentionStoreTest : public ::testing::Test {
 protected:
  void SetUp() override {
    static int number = 0;
    folder_ = std::filesystem::temp_directory_path() /
              fmt::format("wend-retention-{}-{}", ::getpid(), number++);
    std::filesystem::create_directories(folder_);
    open();
    ASSERT_EQ(store_->create_source("App", "sdk")->id, 1);
    ASSERT_EQ(store_->create_source("Shop", "sdk")->id, 2);
  }
  void TearDown() override {
    store_.reset();
    std::filesystem::remove_all(folder_);
  }
  void open() {
    store_.reset();
    auto opened = EventStore::open((folder_ / "events.duckdb").string(), {});
    ASSERT_TRUE(opened) << opened.error().to_sentence();
    store_ = std::move(*opened);
    store_->set_consent_rules({{}, [](const model::NamedIdentity& identity, std::int64_t day) {
                                 return fmt::format("p{}-{}", day, identity.value.size());
                               }});
  }
  // `days` ago.
  LiveCounts append(std::string_view id, std::string_view name, std::int64_t days,
                    std::string_view properties = "{}", std::int64_t source = 1,
                    model::EventType type = model::EventType::kTrack) {
    LiveRow row{.row = {}, .source_id = source, .received_at = kNow};
    row.row.message_id = model::message_id_of(id);
    row.row.time_us = kNow - days * env::kDayUs;
    row.row.type = type;
    row.row.name = name;
    row.row.channel = "web";
    row.row.identity_namespace = "user_id";
    row.row.identity_value = "ann-48102";
    row.row.properties = properties;
    const auto counts = store_->append(std::span(&row, 1), ++position_);
    EXPECT_TRUE(counts) << counts.error().to_sentence();
    return counts.value_or(LiveCounts{});
  }
  std::vector<std::string> texts(const char* sql) const {
    auto connection = store_->reader();
    auto rows = connection->query(sql);
    std::vector<std::string> all;
    while (rows && *rows->next())
      for (std::size_t i = 0; i < rows->size(); ++i) all.emplace_back(rows->text(0, i));
    return all;
  }
  std::vector<std::string> names() const { return texts("SELECT name FROM events ORDER BY time"); }
  static model::RetentionRule rule(std::vector<std::string> events, std::int64_t days) {
    return {.id = "r", .events = std::move(events), .days = days};
  }

  std::filesystem::path folder_;
  std::unique_ptr<EventStore> store_;
  std::int64_t position_ = 0;
};

TEST_F(RetentionStoreTest, WhatIsDueGoesInStepsAndIsJournalledByRun) {
  for (int i = 0; i < 5; ++i) append(fmt::format("v{}", i), "Viewed shoes", 40 + i);
  append("y", "Viewed hats", 29);
  append("b", "Viewed hats", 30);  // at the limit to the microsecond: kept
  append("o", "Order", 400);
  const auto viewed = rule({"Viewed*"}, 30);
  const auto due = store_->count_due(viewed, kNow);
  ASSERT_TRUE(due) << due.error().to_sentence();
  EXPECT_EQ(due->events, 5U);
  EXPECT_EQ(due->oldest, kNow - 44 * env::kDayUs);
  EXPECT_EQ(due->newest, kNow - 40 * env::kDayUs);
  const auto version = store_->data_version();
  EXPECT_EQ(store_->expire(viewed, kNow, kNow, 2).value(), 2U);
  EXPECT_GT(store_->data_version(), version);
  EXPECT_EQ(store_->profiles_changed_since(version), std::nullopt) << "readers read all again";
  open();  // as if it had been killed between the steps
  EXPECT_EQ(store_->expire(viewed, kNow, kNow, 2).value(), 2U);
  EXPECT_EQ(store_->expire(viewed, kNow, kNow + 1, 2).value(), 1U);
  EXPECT_EQ(store_->expire(viewed, kNow, kNow + 1, 2).value(), 0U);
  EXPECT_EQ(names(), (std::vector<std::string>{"Order", "Viewed hats", "Viewed hats"}));
  const auto runs = store_->retention_runs();
  ASSERT_TRUE(runs) << runs.error().to_sentence();
  ASSERT_EQ(runs->size(), 2U);
  EXPECT_EQ(runs->at(0).events, 1U);
  EXPECT_EQ(runs->at(1).events, 4U);
  EXPECT_EQ(runs->at(1).before, kNow - 30 * env::kDayUs);
  EXPECT_EQ(store_->check().value(), std::vector<std::string>{});
}

TEST_F(RetentionStoreTest, ARuleIsAboutASourceAndAKind) {
  append("a", "Visit", 50, "{}", 1);
  append("b", "Visit", 50, "{}", 2);
  append("c", "Visit", 50, "{}", 2, model::EventType::kPage);
  auto of_shop = rule({"*"}, 30);
  of_shop.source = "Shop";
  EXPECT_EQ(store_->count_due(of_shop, kNow)->events, 0U) << "not looked up yet";
  of_shop.source_id = 2;
  EXPECT_EQ(store_->count_due(of_shop, kNow)->events, 2U);
  of_shop.kinds = {model::EventType::kPage};
  EXPECT_EQ(store_->count_due(of_shop, kNow)->events, 1U);
}

TEST_F(RetentionStoreTest, WhatWentDoesNotComeBack) {
  append("a", "Visit", 50);
  const auto visits = rule({"Visit"}, 30);
  store_->set_retention_rules({{visits}});
  EXPECT_EQ(store_->expire(visits, kNow, kNow, 10).value(), 1U);
  const auto again = append("another", "Visit", 50);
  ASSERT_EQ(again.refused_rows.size(), 1U);
  EXPECT_EQ(again.refused_rows[0].reason,
            "It is older than the 30 days that such events are kept.");
  EXPECT_EQ(append("young", "Visit", 3).added, 1U);
  model::EventRow row;
  row.message_id = model::message_id_of("file");
  row.time_us = store_->retention_runs()->at(0).before - env::kDayUs;
  row.name = "Visit";
  row.identity_namespace = "user_id";
  row.identity_value = "ann";
  row.properties = "{}";
  const auto record = store_->import({.source = "File"}, {row});
  ASSERT_TRUE(record) << record.error().to_sentence();
  EXPECT_EQ(record->added, 0U);
  EXPECT_EQ(record->rejected, 1U);
}

TEST_F(RetentionStoreTest, AnImportsLedgerFollows) {
  std::vector<model::EventRow> rows(3);
  const std::string ids[] = {"1", "2", "3"};
  for (int i = 0; i < 3; ++i) {
    rows[i].message_id = model::message_id_of(ids[i]);
    rows[i].time_us = kNow - (i == 0 ? 5 : 50) * env::kDayUs;
    rows[i].name = "Visit";
    rows[i].identity_namespace = "user_id";
    rows[i].identity_value = "ann";
    rows[i].properties = "{}";
  }
  ASSERT_TRUE(store_->import({.source = "File"}, rows));
  EXPECT_EQ(store_->expire(rule({"Visit"}, 30), kNow, kNow, 10).value(), 2U);
  EXPECT_EQ(store_->imports()->at(0).added, 1U);
  EXPECT_EQ(store_->check().value(), std::vector<std::string>{});
}

TEST_F(RetentionStoreTest, EventsAreGivenToOnePseudonymOfThePerson) {
  append("a", "Visit", 50, R"({"about": "for ann-48102", "device_id": "d", "total": 7})");
  append("b", "Order", 49);
  append("c", "Identify", 48, R"({"name": "Ann"})", 1, model::EventType::kIdentify);
  append("d", "Visit", 3);
  auto all = rule({"*"}, 30);
  all.pseudonymise = true;
  EXPECT_EQ(store_->expire(all, kNow, kNow, 10).value(), 3U);
  EXPECT_EQ(store_->expire(all, kNow, kNow, 10).value(), 0U) << "it is done once";
  EXPECT_EQ(texts("SELECT e.name || ' ' || i.namespace || ' ' || i.value || ' ' || e.properties "
                  "FROM events e JOIN identities i USING (identity_id) ORDER BY e.time"),
            (std::vector<std::string>{R"(Visit pseudonym p-1-18 {"about":"for ","total":7})",
                                      "Order pseudonym p-1-18 {}", "Visit user_id ann-48102 {}"}));
  EXPECT_EQ(texts("SELECT DISTINCT CAST(profile_id AS VARCHAR) FROM identities").size(), 2U);
  EXPECT_EQ(append("a", "Visit", 50).duplicates, 1U) << "the sender's retry is known";
  EXPECT_EQ(store_->check().value(), std::vector<std::string>{});
}

constexpr const char* kChildFolder = "WEND_TEST_RETENTION_FOLDER";

// The two rules that the kills interrupt: one deletes, one takes the identity away.
std::vector<model::RetentionRule> rules_of_the_kills() {
  model::RetentionRule visits{.id = "visits", .events = {"Viewed*"}, .days = 30};
  model::RetentionRule orders{.id = "orders", .events = {"Order"}, .days = 100};
  orders.pseudonymise = true;
  return {visits, orders};
}

// The life of a process that AKillLosesNothingAndCountsNothingTwice kills; by itself it does
// nothing.
TEST(RetentionChild, ExpiresUntilItIsKilled) {
  const char* folder = std::getenv(kChildFolder);
  if (folder == nullptr) return;
  auto store = *EventStore::open((std::filesystem::path(folder) / "events.duckdb").string(), {});
  store->set_consent_rules({{}, [](const model::NamedIdentity& identity, std::int64_t day) {
                              return fmt::format("p{}-{}", day, identity.value.size());
                            }});
  for (const auto& rule : rules_of_the_kills())
    while (*store->expire(rule, kNow, kNow, 2) > 0) continue;
}

TEST_F(RetentionStoreTest, AKillLosesNothingAndCountsNothingTwice) {
  for (int i = 0; i < 12; ++i) append(fmt::format("v{}", i), "Viewed shoes", 40 + i);
  for (int i = 0; i < 8; ++i) append(fmt::format("o{}", i), "Order", 200 + i);
  append("y", "Viewed hats", 29);
  append("n", "Order", 99);
  append("s", "Signup", 500);
  store_.reset();
  int kills = 0;
  for (const char* point :
       {"retention.before_commit:1", "retention.committed:1", "retention.before_commit:3",
        "retention.committed:2", "retention.before_commit:2", "retention.committed:3"}) {
    const pid_t child = ::fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
      ::setenv(kChildFolder, folder_.c_str(), 1);
      ::setenv("WEND_FAILPOINT", point, 1);
      ::execl("/proc/self/exe", "child", "--gtest_filter=RetentionChild.*", "--gtest_brief=1",
              nullptr);
      ::_exit(127);
    }
    int status = 0;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    ASSERT_TRUE(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL) << point;
    ++kills;
  }
  EXPECT_EQ(kills, 6);
  open();
  for (const auto& rule : rules_of_the_kills())
    while (store_->expire(rule, kNow, kNow + 1, 2).value() > 0) continue;
  std::map<std::string, int> left;
  for (const std::string& name : names()) ++left[name];
  EXPECT_EQ(left, (std::map<std::string, int>{{"Order", 9}, {"Signup", 1}, {"Viewed hats", 1}}));
  EXPECT_EQ(texts("SELECT e.name FROM events e JOIN identities i ON i.identity_id = e.identity_id "
                  "WHERE i.value = 'ann-48102' AND e.name = 'Order'")
                .size(),
            1U);
  std::map<std::string, std::uint64_t> journalled;
  const auto runs = store_->retention_runs();
  ASSERT_TRUE(runs) << runs.error().to_sentence();
  for (const auto& run : *runs) journalled[run.rule] += run.events;
  EXPECT_EQ(journalled, (std::map<std::string, std::uint64_t>{{"orders", 8}, {"visits", 12}}));
  EXPECT_EQ(store_->check().value(), std::vector<std::string>{});
}

}  // namespace
}  // namespace wend::events
