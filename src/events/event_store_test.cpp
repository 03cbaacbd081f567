#include "events/event_store.h"

#include <filesystem>
#include <gtest/gtest.h>

#include "events/schema.h"

namespace wend::events {
namespace {

class EventStoreTest : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = std::filesystem::temp_directory_path() /
              ("wend_events_" + std::to_string(::getpid()) + "_" +
               testing::UnitTest::GetInstance()->current_test_info()->name());
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_);
    reopen();
  }
  void TearDown() override {
    store_.reset();
    std::filesystem::remove_all(folder_);
  }
  std::string path() const { return folder_ / "events.duckdb"; }
  void reopen() {
    store_.reset();
    auto opened = EventStore::open(path(), {});
    ASSERT_TRUE(opened) << opened.error().to_sentence();
    store_ = std::move(*opened);
  }
  static model::EventRow row(std::string_view customer, TimeUs time, std::string_view name,
                             std::string_view properties = "{}") {
    std::string content = std::string(customer) + '|' + std::to_string(time) + '|' +
                          std::string(name) + '|' + std::string(properties);
    return {.message_id = model::message_id_of(content),
            .time_us = time,
            .name = name,
            .channel = "web",
            .identity_namespace = "user_id",
            .identity_value = customer,
            .properties = properties};
  }
  ImportRecord import(std::vector<model::EventRow> rows,
                      ImportStart start = {.source = "orders.csv"}) {
    auto record = store_->import(start, std::move(rows));
    EXPECT_TRUE(record) << record.error().to_sentence();
    return record.value_or(ImportRecord{});
  }
  std::int64_t event_count() { return store_->counts()->events; }
  void expect_sound() { EXPECT_EQ(store_->check().value(), std::vector<std::string>{}); }

  std::filesystem::path folder_;
  std::unique_ptr<EventStore> store_;
};

TEST_F(EventStoreTest, KeepsWhatWasImportedAcrossReopening) {
  const auto before = store_->data_version();
  import({row("ann", 5, "Cart"), row("bob", 4, "Cart", R"({"price":3})"),
          row("ann", 6, "Order placed")});
  EXPECT_EQ(store_->data_version(), before + 1);
  reopen();
  EXPECT_EQ(store_->data_version(), before + 1);
  const auto counts = store_->counts().value();
  EXPECT_EQ(counts.events, 3);
  EXPECT_EQ(counts.customers, 2);
  EXPECT_EQ(counts.last_event, 6);
  const auto sources = store_->sources().value();
  ASSERT_EQ(sources.size(), 1U);
  EXPECT_EQ(sources[0].name, "orders.csv");
  EXPECT_EQ(sources[0].events, 3);
  EXPECT_EQ(sources[0].first_event, 4);
  expect_sound();
}

TEST_F(EventStoreTest, EqualRowsOfOneFileCountAndOfTwoFilesDoNot) {
  const auto a = row("ann", 5, "Cart");
  const auto first = import({a, a, a, row("ann", 6, "Paid")});
  EXPECT_EQ(first.added, 4U);
  const auto again = import({a, a, a, row("ann", 6, "Paid")});
  EXPECT_EQ(again.added, 0U);
  EXPECT_EQ(again.duplicates, 4U);
  const auto grown = import({a, a, a, a, row("ann", 6, "Paid"), row("bob", 7, "Paid")});
  EXPECT_EQ(grown.added, 2U);
  EXPECT_EQ(event_count(), 6);
  const auto other_source = import({a}, {.source = "shop.csv"});
  EXPECT_EQ(other_source.added, 1U);
  expect_sound();
}

TEST_F(EventStoreTest, ImportsUnderTheNumberTheyWerePromised) {
  EXPECT_EQ(store_->next_import_id(), 1);
  EXPECT_EQ(import({row("ann", 5, "Cart")}, {.source = "orders.csv", .id = 4}).id, 4);
  EXPECT_EQ(store_->next_import_id(), 5);
  const auto taken = store_->import({.source = "orders.csv", .id = 4}, {row("bob", 5, "Cart")});
  ASSERT_FALSE(taken);
  EXPECT_EQ(taken.error().code, base::ErrorCode::kInternal);
  EXPECT_EQ(event_count(), 1);
  const ImportRecord attempt{.id = 9, .file = "x.csv", .state = ImportState::kFailed};
  ASSERT_TRUE(store_->record_attempt(attempt));
  EXPECT_EQ(store_->import_of(9)->value().file, "x.csv");
  ASSERT_TRUE(store_->record_attempt({.id = 4, .state = ImportState::kFailed}));
  EXPECT_EQ(store_->import_of(4)->value().state, ImportState::kDone) << "never written over";
  ASSERT_TRUE(store_->forget_attempt(9));
  ASSERT_TRUE(store_->forget_attempt(4));
  EXPECT_FALSE(store_->import_of(9)->has_value());
  EXPECT_TRUE(store_->import_of(4)->has_value());
  EXPECT_EQ(import({row("bob", 5, "Cart")}).id, 10) << "a number that was used is used up";
  expect_sound();
}

TEST_F(EventStoreTest, SenderIdsSeenBeforeAreDuplicates) {
  auto a = row("ann", 5, "Cart");
  const auto record = import({a, a}, {.source = "sdk", .ids = IdKind::kMessage});
  EXPECT_EQ(record.added, 1U);
  EXPECT_EQ(record.duplicates, 1U);
  expect_sound();
}

TEST_F(EventStoreTest, NumbersRowsInTheOrderOfTheFileWhateverTheThreads) {
  std::vector<std::string> names;
  std::vector<model::EventRow> rows;
  constexpr int kRows = 50'000;  // several batches for both threads
  for (int i = 0; i < kRows; ++i) names.push_back("event " + std::to_string(i));
  for (int i = 0; i < kRows; ++i) rows.push_back(row("ann", 1'000, names[i]));
  import(rows);
  const auto profile = model::identity_id_of("user_id", "ann");
  const auto page = store_->events_page(profile, std::nullopt, kRows, Order::kAscending).value();
  ASSERT_EQ(page.size(), std::size_t(kRows));
  for (int i = 0; i < kRows; ++i) {
    ASSERT_EQ(page[i].name, names[i]);
    ASSERT_EQ(page[i].sequence, i + 1);
  }
  expect_sound();
}

TEST_F(EventStoreTest, PagesThroughACustomersEventsInBothOrders) {
  import({row("ann", 5, "C"), row("ann", 4, "A"), row("ann", 5, "D"), row("ann", 4, "B"),
          row("bob", 4, "X")});
  const auto profile = model::identity_id_of("user_id", "ann");
  for (const Order order : {Order::kAscending, Order::kDescending}) {
    std::string seen;
    std::optional<EventCursor> cursor;
    for (int page = 0; page < 10; ++page) {
      const auto events = store_->events_page(profile, cursor, 3, order).value();
      if (events.empty()) break;
      for (const auto& event : events) seen += event.name;
      cursor = EventCursor{events.back().time_us, events.back().sequence};
    }
    EXPECT_EQ(seen, order == Order::kAscending ? "ABCD" : "DCBA");
  }
}

TEST_F(EventStoreTest, FindsIdentitiesByCustomerAndByPrefix) {
  import({row("anna", 1, "A"), row("ann", 1, "A"), row("bob", 1, "A")});
  const auto found = store_->search_identities("ann", 10).value();
  ASSERT_EQ(found.size(), 2U);
  EXPECT_EQ(found[0].value, "ann");
  EXPECT_EQ(found[1].value, "anna");
  EXPECT_EQ(store_->search_identities("ann", 1)->size(), 1U);
  const auto of_bob = store_->identities_of(model::identity_id_of("user_id", "bob")).value();
  ASSERT_EQ(of_bob.size(), 1U);
  EXPECT_EQ(of_bob[0].value, "bob");
}

TEST_F(EventStoreTest, TakesAnImportOutAgain) {
  const auto first = import({row("ann", 1, "A"), row("bob", 1, "A")});
  const auto second = import({row("ann", 1, "A"), row("ann", 2, "B")});
  EXPECT_EQ(second.added, 1U);
  ASSERT_TRUE(store_->remove_import(first.id));
  EXPECT_EQ(event_count(), 1);
  EXPECT_TRUE(store_->search_identities("bob", 9)->empty());
  EXPECT_EQ(store_->import_of(first.id).value()->state, ImportState::kRemoved);
  EXPECT_FALSE(store_->import_of(second.id).value()->complete);
  EXPECT_EQ(store_->remove_import(first.id).error().code, base::ErrorCode::kConflict);
  EXPECT_EQ(store_->remove_import(99).error().code, base::ErrorCode::kNotFound);
  expect_sound();
  // Rows that came back afterwards do not reuse sequence numbers.
  import({row("ann", 1, "A")});
  expect_sound();
}

class FailingRows final : public IncomingRows {
 public:
  base::Status start(std::int64_t) override { return {}; }
  base::Result<bool> next(IncomingBatch& batch) override {
    const auto index = next_++;
    if (index >= 5) return base::fail(base::ErrorCode::kCancelled, "Stopped, as asked.");
    batch.index = index;
    batch.rows.assign(3000, model::EventRow{.message_id = {index, 1},
                                            .name = "A",
                                            .identity_namespace = "user_id",
                                            .identity_value = "ann",
                                            .properties = "{}"});
    return true;
  }
  base::Result<std::vector<ReasonCount>> finish() override { return std::vector<ReasonCount>{}; }

 private:
  std::atomic<std::uint64_t> next_ = 0;
};

TEST_F(EventStoreTest, AnImportThatStopsLeavesOnlyItsLineInTheLedger) {
  FailingRows rows;
  IncomingCounts counts;
  const auto record = store_->import({.source = "orders.csv"}, rows, counts);
  ASSERT_FALSE(record);
  EXPECT_EQ(record.error().code, base::ErrorCode::kCancelled);
  EXPECT_EQ(record.error().message, "Stopped, as asked.");
  EXPECT_EQ(event_count(), 0);
  const auto imports = store_->imports().value();
  ASSERT_EQ(imports.size(), 1U);
  EXPECT_EQ(imports[0].state, ImportState::kCancelled);
  expect_sound();
  EXPECT_EQ(import({row("ann", 1, "A")}).id, imports[0].id + 1);
}

TEST_F(EventStoreTest, ReplacesAnImportInOneTransaction) {
  const auto first = import({row("ann", 1, "A"), row("bob", 1, "A")});
  const auto second =
      import({row("ann", 1, "Other name")}, {.source = "orders.csv", .replaces = {first.id}});
  EXPECT_EQ(second.added, 1U);
  EXPECT_EQ(event_count(), 1);
  expect_sound();
}

TEST_F(EventStoreTest, RefusesAFileOfANewerFormat) {
  {
    auto connection = store_->reader().value();
    ASSERT_TRUE(connection.run("UPDATE store SET format = 99"));
  }
  store_.reset();
  const auto opened = EventStore::open(path(), {});
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().code, base::ErrorCode::kConflict);
  EXPECT_NE(opened.error().message.find("format 99"), std::string::npos);
}

TEST_F(EventStoreTest, AnIdentityThatCannotBeToldApartIsLeftOutByItself) {
  // Somebody else has Ann's number.
  ASSERT_TRUE(
      store_->reader()->query("INSERT INTO identities VALUES (?, 'user_id', 'somebody else', 1)",
                              {model::identity_id_of("user_id", "ann")}));
  const auto live = [](std::string_view customer, TimeUs time) {
    return LiveRow{.row = row(customer, time, "Visit"), .source_id = 1, .received_at = time};
  };
  const LiveRow rows[] = {live("bob", 1), live("ann", 2), live("bob", 1), live("cem", 3)};
  const auto counts = store_->append(rows, 5);
  ASSERT_TRUE(counts) << counts.error().to_sentence();
  EXPECT_EQ(counts->added, 2U);
  EXPECT_EQ(counts->duplicate_rows, std::vector<std::size_t>{2});
  ASSERT_EQ(counts->refused_rows.size(), 1U);
  EXPECT_EQ(counts->refused_rows[0].row, 1U);
  EXPECT_TRUE(counts->refused_rows[0].reason.contains("ann")) << counts->refused_rows[0].reason;
  EXPECT_EQ(store_->log_position(), 5);
  EXPECT_EQ(event_count(), 2);
  EXPECT_EQ(store_->append(std::span(rows).first(1), 6)->duplicates, 1U) << "it goes on knowing";
}

TEST_F(EventStoreTest, ReadsNoFileAndNoNetwork) {
  auto connection = store_->reader().value();
  EXPECT_FALSE(connection.run("SELECT * FROM read_csv('/etc/passwd')"));
  EXPECT_FALSE(connection.run("COPY events TO '/tmp/wend_should_not_exist.csv'"));
  EXPECT_FALSE(connection.run("SET enable_external_access = true"));
}

}  // namespace
}  // namespace wend::events
