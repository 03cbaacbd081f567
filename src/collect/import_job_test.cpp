#include "collect/import_fixture.h"

namespace wend::collect {
namespace {

using ImportTest = ImportFixture;

constexpr std::string_view kOrders =
    "customer,event,time,channel,amount,note\n"
    "ann,Cart,2026-01-02T10:00:00Z,web,12.50,\"said \"\"hello\"\"\"\n"
    "bob,Cart,2026-01-02T11:00:00Z,app,007,\n"
    "ann,Paid,2026-01-02T10:05:00Z,web,12.50,\"two\nlines\"\n";

TEST_F(ImportTest, MakesEventsOfRows) {
  const auto outcome = import_text("orders.csv", kOrders);
  EXPECT_EQ(outcome.record.added, 3U);
  EXPECT_TRUE(outcome.rejects_file.empty());
  const auto ann = events_of("ann");
  ASSERT_EQ(ann.size(), 2U);
  EXPECT_EQ(ann[0].name, "Cart");
  EXPECT_EQ(ann[0].channel, "web");
  EXPECT_EQ(ann[0].time_us, 1767348000LL * env::kSecondUs);
  EXPECT_EQ(ann[0].properties, R"({"amount":12.50,"note":"said \"hello\""})");
  EXPECT_EQ(ann[1].properties, R"({"amount":12.50,"note":"two\nlines"})");
  EXPECT_EQ(events_of("bob")[0].properties, R"({"amount":"007"})");  // a code, not the number 7
  EXPECT_EQ(folder_->log().last_position(), 1);
}

TEST_F(ImportTest, TheSameFileAgainAddsNothing) {
  import_text("orders.csv", kOrders);
  const auto again = import_text("orders.csv", kOrders);
  EXPECT_TRUE(again.known_already);
  EXPECT_EQ(again.record.added, 0U);
  EXPECT_EQ(event_count(), 3);
  EXPECT_EQ(folder_->events().imports()->size(), 1U);
}

TEST_F(ImportTest, AGrownFileAddsOnlyWhatIsNew) {
  import_text("orders.csv", kOrders);
  const auto grown = import_text("orders.csv", std::string(kOrders) +
                                                   "ann,Paid,2026-01-03T10:00:00Z,web,1,\n"
                                                   "bob,Cart,2026-01-02T11:00:00Z,app,007,\n");
  EXPECT_EQ(grown.record.added,
            2U);  // a new row, and a second one equal to one that was there once
  EXPECT_EQ(grown.record.duplicates, 3U);
  EXPECT_EQ(event_count(), 5);
}

TEST_F(ImportTest, ColumnsInAnotherOrderAreTheSameEvents) {
  import_text("orders.csv", "customer,event,time,a,b\nann,Cart,2026-01-02,1,x\n");
  const auto moved =
      import_text("orders.csv", "b,time,customer,event,a\nx,2026-01-02,ann,Cart,1\n");
  EXPECT_EQ(moved.record.added, 0U);
}

TEST_F(ImportTest, AnotherMappingOfAKnownFileNeedsReplace) {
  const auto path = write("orders.csv", kOrders);
  auto mapping = import(path).mapping;
  mapping.properties["note"] = std::nullopt;
  const auto refusal = try_import(path, mapping);
  ASSERT_FALSE(refusal);
  EXPECT_EQ(refusal.error().code, base::ErrorCode::kConflict);
  EXPECT_EQ(refusal.error().hint, kReplaceHint)
      << "the screens show it: no option has a place here";
  const auto replaced = try_import(path, mapping, true);
  ASSERT_TRUE(replaced) << replaced.error().to_sentence();
  EXPECT_EQ(event_count(), 3);
  EXPECT_EQ(events_of("ann")[0].properties, R"({"amount":12.50})");
  EXPECT_EQ(folder_->events().check().value(), std::vector<std::string>{});
}

TEST_F(ImportTest, ColumnsMaySayWhoTheCustomerIsBesides) {
  const auto path = write("orders.csv",
                          "customer,mail,card,event,time\n"
                          "ann,Ann@Example.com,,Order,2026-01-02\n"
                          ",ann@example.com ,77,Visit,2026-01-03\n"
                          ",,77,Call,2026-01-04\n"
                          ",,,Call,2026-01-05\n");
  auto mapping = import(write("other.csv", "customer,event,time\nbob,Cart,2026-01-02\n")).mapping;
  mapping.identities = {{"mail", "email"}, {"card", "loyalty_card"}};
  const auto outcome = try_import(path, mapping);
  ASSERT_TRUE(outcome) << outcome.error().to_sentence();
  EXPECT_EQ(outcome->record.added, 3);
  EXPECT_EQ(outcome->record.rejected, 1);
  const auto all = events_of("ann");
  ASSERT_EQ(all.size(), 3U);
  EXPECT_EQ(all[1].properties, R"({"card":77,"mail":"ann@example.com"})");
  EXPECT_EQ(all[2].name, "Call");
  EXPECT_EQ(folder_->events().check().value(), std::vector<std::string>{});
  EXPECT_EQ(mapping_from_json(to_json(mapping)).value(), mapping);
  mapping.identities = {{"post", "email"}};
  EXPECT_EQ(try_import(write("more.csv", "customer,event,time\nann,A,2026-01-02\n"), mapping)
                .error()
                .place,
            "more.csv: identities");
}

TEST_F(ImportTest, RowsMayBeCustomers) {
  import_text("orders.csv", "customer,event,time\nann,Order,2026-01-02\n");
  const auto path = write("people.csv",
                          "id,mail,name,plan,age,updated\n"
                          "ann,Ann@Example.com,Ann,pro,31,2026-03-01\n"
                          ",ann@example.com,Ann B.,,,2026-04-01\n"
                          "bob,,Bob,free,,\n"
                          ",,Nobody,free,,2026-03-01\n"
                          "cem,,Cem,free,,soon\n");
  Mapping mapping{.rows = Mapping::Rows::kCustomers, .customer = "id", .time = "updated"};
  mapping.identities = {{"mail", "email"}};
  mapping.properties = {{"name", "full_name"}, {"mail", std::nullopt}};
  const auto before = env::SystemClock().now_us();
  const auto outcome = try_import(path, mapping);
  ASSERT_TRUE(outcome) << outcome.error().to_sentence();
  EXPECT_EQ(outcome->record.added, 3);
  EXPECT_EQ(outcome->record.rejected, 2) << "one is nobody, one has a time that is none";
  const auto ann = events_of("ann");
  ASSERT_EQ(ann.size(), 3U) << "the second row is hers by the e-mail address";
  EXPECT_EQ(ann[1].name, "Identify");
  EXPECT_EQ(ann[1].type, model::EventType::kIdentify);
  EXPECT_EQ(ann[1].properties, R"({"age":31,"full_name":"Ann","plan":"pro"})");
  EXPECT_EQ(ann[2].properties, R"({"full_name":"Ann B."})");
  const auto bob = events_of("bob");
  ASSERT_EQ(bob.size(), 1U);
  EXPECT_GE(bob[0].time_us, before) << "without a time it is true from the import on";
  EXPECT_EQ(mapping_from_json(to_json(mapping)).value(), mapping);
  EXPECT_TRUE(try_import(path, mapping)->known_already);
  ASSERT_TRUE(remove_import(*folder_, outcome->record.id));
  EXPECT_EQ(events_of("ann").size(), 1U);
  EXPECT_EQ(events_of("bob").size(), 0U);
  EXPECT_EQ(folder_->events().check().value(), std::vector<std::string>{});
}

TEST_F(ImportTest, RowsThatAreCustomersHaveNoEventAndSomethingToKnowThemBy) {
  const auto path = write("people.csv", "id,plan\nann,pro\n");
  Mapping mapping{.rows = Mapping::Rows::kCustomers};
  EXPECT_EQ(try_import(path, mapping).error().place, "people.csv: customer");
  mapping.customer = "id";
  mapping.event.constant = "Order";
  EXPECT_EQ(try_import(path, mapping).error().place, "people.csv: event");
  const auto strange = mapping_from_text(R"({"rows": "orders"})");
  ASSERT_FALSE(strange);
  EXPECT_EQ(strange.error().place, "rows");
}

TEST_F(ImportTest, RowsMayBeAccounts) {
  import_text("orders.csv", "customer,event,time\nann,Order,2026-01-02\n");
  const auto path = write("companies.csv",
                          "company,seats,updated\n"
                          "acme,12,2026-03-01\n"
                          "acme,15,2026-04-01\n"
                          ",1,2026-04-01\n"
                          "beta,,\n");
  Mapping mapping{.rows = Mapping::Rows::kAccounts, .account = "company", .time = "updated"};
  const auto outcome = try_import(path, mapping);
  ASSERT_TRUE(outcome) << outcome.error().to_sentence();
  EXPECT_EQ(outcome->record.rows, 4);
  EXPECT_EQ(outcome->record.added, 3);
  EXPECT_EQ(outcome->record.rejected, 1);
  EXPECT_EQ(event_count(), 1) << "an account is no event";
  const auto facts = [&] {
    auto connection = folder_->events().reader().value();
    auto rows = connection.query("SELECT properties FROM account_facts ORDER BY sequence").value();
    std::vector<std::string> all;
    while (rows.next().value())
      for (std::size_t i = 0; i < rows.size(); ++i) all.emplace_back(rows.text(0, i));
    return all;
  };
  EXPECT_EQ(facts(), (std::vector<std::string>{R"({"seats":12,"group_id":"acme"})",
                                               R"({"seats":15,"group_id":"acme"})",
                                               R"({"group_id":"beta"})"}));
  EXPECT_EQ(mapping_from_json(to_json(mapping)).value(), mapping);
  EXPECT_TRUE(try_import(path, mapping)->known_already);
  EXPECT_EQ(folder_->events().check().value(), std::vector<std::string>{});
  write("companies.csv", "company,seats\nacme,20\n");
  mapping.time.clear();
  const auto again = try_import(path, mapping, true);
  ASSERT_TRUE(again) << again.error().to_sentence();
  EXPECT_EQ(facts(), (std::vector<std::string>{R"({"seats":20,"group_id":"acme"})"}));
  ASSERT_TRUE(remove_import(*folder_, again->record.id));
  EXPECT_TRUE(facts().empty());
  EXPECT_EQ(folder_->events().check().value(), std::vector<std::string>{});

  mapping.customer = "company";
  EXPECT_EQ(try_import(path, mapping).error().place, "companies.csv: customer");
  EXPECT_EQ(try_import(path, Mapping{.rows = Mapping::Rows::kAccounts}).error().place,
            "companies.csv: account");
}

TEST_F(ImportTest, AMappingKeptByAnEarlierVersionIsStillTheSame) {
  EarlierImports earlier;
  earlier.same.emplace();
  earlier.same->mapping = R"({"customer":"id","event":"what","time":{"column":"at"}})";
  Mapping mapping{.customer = "id", .event = {.column = "what"}, .time = "at"};
  EXPECT_FALSE(earlier.clash_with(mapping));
  mapping.time = "day";
  EXPECT_TRUE(earlier.clash_with(mapping));
}

TEST_F(ImportTest, AReplacementLeavesOtherFilesOfTheSameNameAlone) {
  import_text("orders.csv", "customer,event,time\nann,Cart,2026-01-02\n");
  const auto path = write("orders.csv", "customer,event,time\nbob,Cart,2026-02-02\n");
  auto mapping = import(path).mapping;
  mapping.event = {.column = "", .constant = "Visit"};
  const auto replaced = try_import(path, mapping, true);
  ASSERT_TRUE(replaced) << replaced.error().to_sentence();
  ASSERT_EQ(events_of("ann").size(), 1U);
  EXPECT_EQ(events_of("ann")[0].name, "Cart");
  ASSERT_EQ(events_of("bob").size(), 1U);
  EXPECT_EQ(events_of("bob")[0].name, "Visit");
}

TEST_F(ImportTest, AReplacementOfAGrownFileTakesOutTheFirstPartToo) {
  import_text("orders.csv", kOrders);
  const auto path = write("orders.csv", std::string(kOrders) + "bob,Paid,2026-01-03,web,1,\n");
  auto mapping = import(path).mapping;  // three of the four rows belong to the first import
  mapping.event = {.column = "", .constant = "Visit"};
  ASSERT_TRUE(try_import(path, mapping, true));
  EXPECT_EQ(event_count(), 4);
  EXPECT_EQ(folder_->events().check().value(), std::vector<std::string>{});
}

TEST_F(ImportTest, ReplacesOnlyWhatSomebodyAgreedTo) {
  const auto path = write("orders.csv", kOrders);
  const auto first = import(path);
  const auto other = import_text("visits.csv", "customer,event,time\nann,Visit,2026-01-02\n");
  auto mapping = first.mapping;
  mapping.properties["note"] = std::nullopt;
  const auto replace = [&](std::vector<std::int64_t> ids) {
    ImportProgress progress;
    return run_import(
        *folder_,
        {.path = path, .file = "orders.csv", .mapping = mapping, .replace_only = std::move(ids)},
        progress, {});
  };
  const auto foreign = replace({other.record.id});
  ASSERT_FALSE(foreign);
  EXPECT_EQ(foreign.error().code, base::ErrorCode::kInvalidInput);
  EXPECT_EQ(foreign.error().place, "replace[0]");
  EXPECT_EQ(replace({99}).error().code, base::ErrorCode::kConflict);  // gone: nothing was agreed to
  EXPECT_EQ(event_count(), 4);
  const auto replaced = replace({first.record.id});
  ASSERT_TRUE(replaced) << replaced.error().to_sentence();
  EXPECT_EQ(event_count(), 4);
  EXPECT_EQ(events_of("ann")[0].name, "Visit") << "the other file's";
  EXPECT_EQ(events_of("ann")[1].properties, R"({"amount":12.50})");
}

TEST_F(ImportTest, AReplacementThatFailsLeavesTheEarlierEvents) {
  const auto path = write("orders.csv", kOrders);
  auto mapping = import(path).mapping;
  mapping.properties["note"] = std::nullopt;
  std::stop_source stop;
  stop.request_stop();
  ImportProgress progress;
  const auto stopped = run_import(
      *folder_, {.path = path, .file = "orders.csv", .mapping = mapping, .replace = true}, progress,
      stop.get_token());
  ASSERT_FALSE(stopped);
  EXPECT_EQ(event_count(), 3);
  EXPECT_EQ(events_of("ann")[0].properties, R"({"amount":12.50,"note":"said \"hello\""})");
}

TEST_F(ImportTest, AnImportTakenOutCanBeRepeated) {
  const auto path = write("orders.csv", kOrders);
  const auto first = import(path);
  ASSERT_TRUE(remove_import(*folder_, first.record.id));
  EXPECT_EQ(event_count(), 0);
  const auto again = import(path);
  EXPECT_FALSE(again.known_already);
  EXPECT_EQ(again.record.added, 3U);
  EXPECT_EQ(folder_->log().read(0, 10)->size(), 3U);  // imported, taken out, imported
}

TEST_F(ImportTest, StopsWhenAskedAndLeavesNothing) {
  const auto path = write("orders.csv", kOrders);
  std::stop_source stop;
  stop.request_stop();
  ImportProgress progress;
  const auto outcome =
      run_import(*folder_, {.path = path, .file = "orders.csv"}, progress, stop.get_token());
  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.error().code, base::ErrorCode::kCancelled);
  EXPECT_EQ(event_count(), 0);
  EXPECT_EQ(folder_->events().imports()->at(0).state, events::ImportState::kCancelled);
}

TEST_F(ImportTest, ReadsJsonLinesArraysAndNestedObjects) {
  const auto lines = import_text(
      "a.jsonl",
      R"({"userId":"ann","event":"Cart","timestamp":"2026-01-02T10:00:00Z","properties":{"price":3,"sku":"007"},"ok":true})"
      "\n\n"
      R"({"userId":"ann","event":"Paid","timestamp":"2026-01-02T11:00:00Z","address":{"city":"Bonn"},"code":"12"})"
      "\n");
  EXPECT_EQ(lines.record.added, 2U);
  const auto ann = events_of("ann");
  EXPECT_EQ(ann[0].properties, R"({"price":3,"sku":"007","ok":true})");
  EXPECT_EQ(ann[1].properties, R"({"address":{"city":"Bonn"},"code":"12"})");
  const auto array = import_text("b.json", R"([
    {"user": {"id": "bob"}, "event": "Cart", "time": 1767348000},
    {"user": {"id": "bob"}, "event": "Paid", "time": 1767348060}
  ])");
  EXPECT_EQ(array.mapping.customer, "user.id");
  EXPECT_EQ(array.record.added, 2U);
  EXPECT_EQ(events_of("bob").size(), 2U);
}

TEST_F(ImportTest, ReadsADayAndATimeOfDayFromTwoColumns) {
  const auto outcome = import_text("calls.csv",
                                   "customer,event,date,time\n"
                                   "ann,Call,14.03.2026,09:05\n"
                                   "ann,Order,14.03.2026,17:30\n"
                                   "ann,Call,15.03.2026,\n");
  EXPECT_EQ(outcome.record.added, 2U);
  EXPECT_EQ(outcome.record.rejected, 1U);  // a day without its time of day
  const auto ann = events_of("ann");
  ASSERT_EQ(ann.size(), 2U);
  EXPECT_EQ(ann[1].time_us - ann[0].time_us, (8 * 60 + 25) * env::kMinuteUs);
  EXPECT_EQ(ann[0].properties, "{}");
}

TEST_F(ImportTest, ReadsXesWithTraceAttributesAndLifecycle) {
  const auto outcome = import_text("log.xes", R"(<?xml version="1.0" encoding="UTF-8"?>
<log xes.version="1.0"><global scope="event"><string key="concept:name" value="UNKNOWN"/></global>
<trace><string key="concept:name" value="case 1"/><string key="channel" value="Desk"/><int key="amount" value="20"/>
<event><string key="concept:name" value="Register"/><date key="time:timestamp" value="2012-10-09T14:50:17+02:00"/>
<string key="lifecycle:transition" value="complete"/><boolean key="ok" value="true"/>
<string key="org:resource" value="112"><string key="role" value="clerk"/></string></event>
<event><string key="concept:name" value="Decide"/><date key="time:timestamp" value="2012-10-09T14:55:17+02:00"/></event>
</trace></log>)");
  EXPECT_EQ(outcome.record.added, 2U);
  const auto events = events_of("case 1");
  ASSERT_EQ(events.size(), 2U);
  EXPECT_EQ(events[0].name, "Register");
  EXPECT_EQ(events[0].channel, "Desk");
  EXPECT_EQ(events[0].time_us, 1349787017LL * env::kSecondUs);
  EXPECT_EQ(
      events[0].properties,
      R"({"case:amount":20,"lifecycle":"complete","ok":true,"org:resource":"112","org:resource.role":"clerk"})");
}

TEST_F(ImportTest, ReadsParquetAlsoCompressed) {
  const std::string path = path_ / "orders.parquet";
  duckdb_database database = nullptr;
  duckdb_connection connection = nullptr;
  ASSERT_EQ(duckdb_open(nullptr, &database), DuckDBSuccess);
  duckdb_connect(database, &connection);
  const std::string sql =
      "COPY (SELECT 'c' || (i % 10) AS customer, 'Step ' || (i % 3) AS event, "
      "TIMESTAMP '2026-01-01' + INTERVAL (i) SECOND AS time, i * 0.5::DOUBLE AS amount, i % 2 = 0 "
      "AS even, "
      "[i, i + 1] AS list FROM range(20000) t(i)) TO '" +
      path + "' (FORMAT parquet)";
  ASSERT_EQ(duckdb_query(connection, sql.c_str(), nullptr), DuckDBSuccess);
  duckdb_disconnect(&connection);
  duckdb_close(&database);
  EXPECT_EQ(import(path).record.added, 20'000U);
  const auto events = events_of("c1");
  ASSERT_EQ(events.size(), 2000U);
  EXPECT_EQ(events[0].name, "Step 1");
  EXPECT_EQ(events[0].time_us, 1767225601LL * env::kSecondUs);
  EXPECT_EQ(events[0].properties, R"({"amount":0.5,"even":false,"list":[1,2]})");
  EXPECT_EQ(import_text("again.parquet.gz", gzipped(read_all(path))).record.added, 20'000U);
}

TEST_F(ImportTest, ReadsGzipAndZstdByContentNotByName) {
  EXPECT_EQ(import_text("a.csv", gzipped(kOrders)).record.added, 3U);
  EXPECT_EQ(import_text("b.csv.gz", zstandard(kOrders)).record.added, 3U);
  const std::string two =
      gzipped("customer,event,time\nann,A,2026-01-01\n") + gzipped("bob,B,2026-01-01\n");
  EXPECT_EQ(import_text("c.csv.gz", two).record.added, 2U);  // packed in two pieces
}

TEST_F(ImportTest, ManyRowsKeepTheOrderOfTheFile) {
  std::string text = "customer,event,time\n";
  constexpr int kRows = 120'000;
  for (int i = 0; i < kRows; ++i)
    text += "c" + std::to_string(i % 3) + ",e" + std::to_string(i) + ",2026-01-01\n";
  EXPECT_EQ(import_text("big.csv", text).record.added, std::uint64_t(kRows));
  const auto events = events_of("c0");
  ASSERT_EQ(events.size(), std::size_t(kRows / 3));
  for (int i = 0; i < kRows / 3; ++i) ASSERT_EQ(events[i].name, "e" + std::to_string(3 * i));
}

class RealDataTest : public ImportFixture {
 protected:
  void expect_import(const std::string& name, std::uint64_t events, std::int64_t customers) {
    const auto path = test_data(name);
    if (!path)
      GTEST_SKIP() << name << " is not here; set WEND_TEST_DATA to the folder that holds it";
    const auto outcome = import(*path);
    EXPECT_EQ(outcome.record.added, events);
    EXPECT_EQ(outcome.record.rejected, 0U);
    EXPECT_EQ(folder_->events().counts()->customers, customers);
    EXPECT_EQ(folder_->events().check().value(), std::vector<std::string>{});
    EXPECT_TRUE(import(*path).known_already);
  }
};

TEST_F(RealDataTest, Bpic2012) {
  expect_import("bpic2012.xes.gz", 262'200, 13'087);
}
TEST_F(RealDataTest, Helpdesk) {
  expect_import("helpdesk.xes.gz", 21'348, 4'580);
}
TEST_F(RealDataTest, Cdnow) {
  expect_import("CDNOW_master.txt", 69'659, 23'570);
}
TEST_F(RealDataTest, Receipt) {
  expect_import("receipt.csv", 8'577, 1'434);
  if (IsSkipped()) return;
  const auto mapping = mapping_from_text(folder_->events().imports()->at(0).mapping).value();
  EXPECT_EQ(mapping.customer, "case:concept:name");
  EXPECT_EQ(mapping.event.column, "concept:name");
  EXPECT_EQ(mapping.time, "time:timestamp");
  EXPECT_EQ(mapping.channel.column, "case:channel");
}

}  // namespace
}  // namespace wend::collect
