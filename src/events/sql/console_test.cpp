#include "events/sql/console.h"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <filesystem>
#include <fmt/format.h>
#include <fstream>
#include <gtest/gtest.h>
#include <thread>

#include "events/sql/store_relations.h"
#include "events/sql/testing/worker_here.h"

namespace wend::events::sql {
namespace {

namespace json = boost::json;
using namespace std::chrono_literals;

constexpr model::TimeUs kStart = 1'767'225'600'000'000;  // 2026-01-01T00:00:00Z
constexpr model::TimeUs kHour = 3'600'000'000;

class SqlConsole : public ::testing::Test {
 protected:
  void SetUp() override {
    static int number = 0;
    folder_ = std::filesystem::temp_directory_path() /
              fmt::format("wend-sql-{}-{}", ::getpid(), number++);
    std::filesystem::create_directories(folder_);
    store_ = std::move(*EventStore::open((folder_ / "events.duckdb").string(), {}));
    add("shop", {{"ann", "Visit", 0, "web", R"({"price": 2.5})"},
                 {"ann", "Order", 1, "app", R"({"price": 20, "note": "Käse \"alt\""})"},
                 {"bob", "Visit", 2, "web", "{}"}});
    console_.emplace(*store_, store_relations(), Console::Options{.spill_folder = folder_ / "sql"});
  }
  void TearDown() override {
    console_.reset();
    store_.reset();
    std::filesystem::remove_all(folder_);
  }

  struct Row {
    std::string customer, name;
    int hour;
    std::string channel, properties;
  };
  void add(const std::string& source, const std::vector<Row>& rows) {
    std::vector<model::EventRow> events;
    int line = 0;
    for (const Row& row : rows) {
      model::EventRow event;
      event.time_us = kStart + row.hour * kHour;
      event.name = row.name;
      event.channel = row.channel;
      event.properties = row.properties;
      event.message_id = model::message_id_of(fmt::format("{}-{}", source, line++));
      event.identity_namespace = "user_id";
      event.identity_value = row.customer;
      events.push_back(event);
    }
    const auto done = store_->import({.source = source}, std::move(events));
    ASSERT_TRUE(done) << done.error().to_sentence();
  }

  base::Result<Answer> run(const std::string& sql, const Limits& limits = {},
                           std::stop_token stop = {}) {
    return console_->run(sql, zone_, limits, stop);
  }
  // The rows, or the error's sentence.
  std::string rows(const std::string& sql, const Limits& limits = {}) {
    const auto answer = run(sql, limits);
    return answer ? answer->rows : answer.error().to_sentence();
  }

  std::string zone_ = "UTC";
  std::filesystem::path folder_;
  std::unique_ptr<EventStore> store_;
  std::optional<Console> console_;
};

TEST_F(SqlConsole, SelectsFromTheTablesOfTheStore) {
  const std::string ann = model::customer_id_text(model::identity_id_of("user_id", "ann"));
  EXPECT_EQ(rows("SELECT event, count(*) AS n FROM events GROUP BY event ORDER BY event"),
            R"([["Order",1],["Visit",2]])");
  EXPECT_EQ(
      rows("SELECT customer, events, first_seen, last_seen FROM customers WHERE events > 1"),
      fmt::format(R"([["{}",2,"2026-01-01T00:00:00+00:00","2026-01-01T01:00:00+00:00"]])", ann));
  EXPECT_EQ(rows("SELECT namespace, value FROM identities ORDER BY value"),
            R"([["user_id","ann"],["user_id","bob"]])");
  EXPECT_EQ(rows("SELECT source, kind FROM sources"), R"([["shop","file"]])");
  EXPECT_EQ(rows("SELECT i.value, e.properties->>'$.note' FROM events e JOIN identities i USING "
                 "(customer) WHERE e.source = 'shop' AND channel = 'app' AND type = 'track'"),
            R"([["ann","Käse \"alt\""]])");
  EXPECT_EQ(
      rows("SELECT a.event, b.event FROM events a JOIN events b ON a.customer = b.customer AND "
           "a.sequence < b.sequence"),
      R"([["Visit","Order"]])");
  EXPECT_EQ(rows("SELECT count(*) FROM events"), "[[3]]");
  EXPECT_EQ(rows("FROM events SELECT max(sequence) - min(sequence);"), "[[2]]");
  EXPECT_EQ(rows("SELECT event FROM events WHERE event = 'O''Hara'"), "[]");
  EXPECT_EQ(rows("SELECT sent_event FROM events WHERE sequence = 1"), R"([["Visit"]])");
  EXPECT_EQ(rows("DESCRIBE sources"), rows("SELECT * FROM (DESCRIBE sources)"));
  EXPECT_EQ(rows("WITH RECURSIVE t AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM t WHERE n < 3) "
                 "SELECT n, (SELECT count(*) FROM events) FROM t ORDER BY n"),
            "[[1,3],[2,3],[3,3]]");
}

TEST_F(SqlConsole, DaysAreThoseOfTheWorkspace) {
  zone_ = "America/New_York";
  EXPECT_EQ(rows("SELECT date_trunc('day', min(time)), min(time)::DATE FROM events"),
            R"([["2025-12-31T00:00:00-05:00","2025-12-31"]])");
}

TEST_F(SqlConsole, ValuesOfEveryTypeAreJson) {
  const std::pair<std::string, std::string> cases[] = {
      {"NULL", "null"},
      {"true", "true"},
      {"(-128)::TINYINT", "-128"},
      {"9007199254740992", "9007199254740992"},
      {"9007199254740993", R"("9007199254740993")"},
      {"(-170141183460469231731687303715884105728)::HUGEINT",
       R"("-170141183460469231731687303715884105728")"},
      {"340282366920938463463374607431768211455::UHUGEINT",
       R"("340282366920938463463374607431768211455")"},
      {"-0.05::DECIMAL(9,2)", "-0.05"},
      {"12345678901234567.89::DECIMAL(30,2)", R"("12345678901234567.89")"},
      {"0.1::DOUBLE", "0.1"},
      {"0.1::FLOAT", "0.1"},
      {"'nan'::DOUBLE", R"("NaN")"},
      {"'-inf'::DOUBLE", R"("-Infinity")"},
      {"DATE '1969-12-31'", R"("1969-12-31")"},
      {"TIMESTAMP '1969-12-31 23:59:59.5'", R"("1969-12-31T23:59:59.500000")"},
      {"TIMESTAMP 'infinity'", R"("infinity")"},
      {"INTERVAL '1 month -2 days 3 hours'", R"("1 months -2 days 03:00:00")"},
      {"UUID '123e4567-e89b-12d3-a456-426614174000'", R"("123e4567-e89b-12d3-a456-426614174000")"},
      {"[1, NULL, 3]", "[1,null,3]"},
      {"{'a': [1], 'b': 'x'}", R"({"a":[1],"b":"x"})"},
      {"MAP {1: 'x'}", R"([[1,"x"]])"},
      {"'a'::ENUM('b', 'a')", R"("a")"},
      {"'\\xAB'::BLOB", R"("ab")"},
      {"array_value(1, 2)", "[1,2]"},
      {"'日本 \U0001F600 \"' || chr(10) || chr(1)", "\"日本 \U0001F600 \\\"\\n\\u0001\""},
  };
  for (const auto& [sql, expected] : cases)
    EXPECT_EQ(rows("SELECT " + sql), "[[" + expected + "]]") << sql;
  EXPECT_NE(rows("SELECT '101'::BIT").find("CAST"), std::string::npos);
  const auto answer = run("SELECT 1 AS a, [1.5] AS \"weiß \"\"nicht\", '{}'::JSON AS j");
  ASSERT_TRUE(answer);
  EXPECT_EQ(json::serialize(answer->columns),
            R"([{"name":"a","type":"INTEGER"},{"name":"weiß \"nicht","type":"DECIMAL(2,1)[]"},)"
            R"({"name":"j","type":"JSON"}])");
}

TEST_F(SqlConsole, RefusesWhateverIsNoSelection) {
  std::ofstream(folder_ / "secret.txt") << "top secret\n";
  const std::string file = (folder_ / "secret.txt").string();
  const std::string store = (folder_ / "events.duckdb").string();
  const std::string out = (folder_ / "out").string();
  const std::string statements[] = {
      // writing
      "INSERT INTO events VALUES (1)",
      "DELETE FROM events",
      "UPDATE events SET event = 'x'",
      "TRUNCATE events",
      "DROP VIEW events",
      "CREATE TABLE t (a INT)",
      "CREATE TEMP TABLE t AS SELECT 1",
      "CREATE OR REPLACE VIEW events AS SELECT 1",
      "CREATE MACRO m(a) AS a",
      "ALTER VIEW events RENAME TO e",
      "WITH x AS (DELETE FROM events RETURNING 1) SELECT * FROM x",
      "MERGE INTO events USING sources ON true WHEN MATCHED THEN DELETE",
      "VACUUM",
      "CHECKPOINT",
      "BEGIN TRANSACTION",
      "COMMENT ON VIEW events IS 'x'",
      // more than one
      "SELECT 1; SELECT 2",
      "SELECT 1; DROP VIEW events",
      "PIVOT events ON channel",
      // settings and extensions
      "SET enable_external_access = true",
      "SET memory_limit = '100GB'",
      "RESET lock_configuration",
      "PRAGMA enable_object_cache",
      "PRAGMA database_list",
      "INSTALL httpfs",
      "LOAD httpfs",
      "LOAD '/tmp/evil.duckdb_extension'",
      "SELECT * FROM enable_logging('QueryLog', storage='file', storage_config={'path':'" + out +
          "'})",
      "CALL enable_logging(storage='file', storage_path='" + out + "')",
      "CALL enable_profiling()",
      "PREPARE p AS SELECT 1",
      "EXECUTE p",
      "EXPLAIN ANALYZE SELECT 1",
      "USE memory",
      "CREATE SECRET s (TYPE s3, KEY_ID 'a')",
      // files
      "ATTACH '" + store + "' AS other",
      "COPY events TO '" + out + "'",
      "COPY (SELECT 1) TO '" + out + "' (FORMAT parquet)",
      "COPY events FROM '" + file + "'",
      "COPY FROM DATABASE memory TO other",
      "EXPORT DATABASE '" + out + "'",
      "IMPORT DATABASE '" + out + "'",
      "SELECT * FROM '" + file + "'",
      "SELECT * FROM \"" + file + "\"",
      "SELECT * FROM read_csv('" + file + "')",
      "SELECT * FROM read_csv_auto('" + file + "')",
      "SELECT * FROM read_text('" + file + "')",
      "SELECT * FROM read_blob('" + file + "')",
      "SELECT * FROM read_json('" + file + "')",
      "SELECT * FROM read_ndjson_objects('" + file + "')",
      "SELECT * FROM read_parquet('" + file + "')",
      "SELECT * FROM parquet_metadata('" + file + "')",
      "SELECT * FROM sniff_csv('" + file + "')",
      "SELECT * FROM glob('/etc/*')",
      "SELECT (SELECT content FROM read_text('" + file + "'))",
      "WITH x AS (SELECT * FROM read_text('" + file + "')) SELECT * FROM x",
      "SELECT 1 WHERE EXISTS (FROM read_text('" + file + "'))",
      "SELECT * FROM events, LATERAL (SELECT * FROM read_text('" + file + "'))",
      "SELECT 1 UNION ALL SELECT content FROM read_text('" + file + "')",
      "SELECT [x FOR x IN (SELECT list(content) FROM read_text('" + file + "'))]",
      "SELECT * FROM query('SELECT * FROM read_text(''" + file + "'')')",
      "SELECT * FROM query_table('" + file + "')",
      "SUMMARIZE '" + file + "'",
      "DESCRIBE SELECT * FROM read_text('" + file + "')",
      "SELECT * FROM (SUMMARIZE FROM read_csv('" + file + "'))",
      "SELECT * FROM read_csv('/dev/stdin')",
      "SELECT * FROM read_csv('/proc/self/environ')",
      // the network
      "SELECT * FROM 'http://127.0.0.1:1/x.csv'",
      "SELECT * FROM read_csv('https://example.com/x.csv')",
      "ATTACH 'postgres://127.0.0.1/x' AS p (TYPE postgres)",
      // what is inside
      "SELECT * FROM store",
      "SELECT * FROM imports",
      "SELECT * FROM main.store",
      "SELECT * FROM links",
      "SELECT * FROM consent",
      "SELECT * FROM wend_relation(0)",
      "SELECT * FROM memory.main.events",
      "SELECT * FROM system.main.duckdb_settings",
      "SELECT * FROM duckdb_settings()",
      "SELECT * FROM duckdb_secrets()",
      "SELECT * FROM duckdb_views()",
      "SELECT * FROM duckdb_databases()",
      "SELECT * FROM duckdb_temporary_files()",
      "SELECT * FROM pragma_database_list()",
      "SELECT * FROM information_schema.tables",
      "SELECT * FROM sqlite_master",
      "SELECT * FROM pg_catalog.pg_settings",
      "SELECT * FROM checkpoint()",
      "SHOW ALL TABLES",
      "SHOW DATABASES",
      "SELECT current_setting('temp_directory')",
      "SELECT system.main.current_setting('temp_directory')",
      "SELECT getenv('HOME')",
      "SELECT write_log('x')",
      // nothing
      "",
      " ;; ",
      "-- nothing",
      "SELECT ?",
      "SELECT $name",
  };
  for (const std::string& sql : statements) {
    const auto answer = run(sql);
    ASSERT_FALSE(answer) << sql << "\n" << answer->rows;
    EXPECT_EQ(answer.error().code, base::ErrorCode::kInvalidInput) << sql << "\n"
                                                                   << answer.error().to_sentence();
    EXPECT_EQ(answer.error().to_sentence().find("secret\n"), std::string::npos) << sql;
    EXPECT_EQ(answer.error().to_sentence().find((folder_ / "sql").string()), std::string::npos)
        << sql;
  }
  EXPECT_FALSE(std::filesystem::exists(out));
  EXPECT_EQ(rows("SELECT count(*) FROM events"), "[[3]]");
}

TEST_F(SqlConsole, SaysWhereAStatementIsWrong) {
  const auto place = [&](const std::string& sql) {
    const auto answer = run(sql);
    return answer                         ? "none"
           : answer.error().place.empty() ? answer.error().to_sentence()
                                          : answer.error().place;
  };
  EXPECT_EQ(place("SELECT * FORM events"), "line 1, column 15");
  EXPECT_EQ(place("SELECT event,\n  'ä', chanel\nFROM events"), "line 2, column 8");
  EXPECT_EQ(place("SELECT 1\nFROM read_csv('x')"), "line 2, column 6");
  const auto answer = run("SELECT chanel FROM events");
  ASSERT_FALSE(answer);
  EXPECT_NE(answer.error().hint.find("channel"), std::string::npos) << answer.error().hint;
}

TEST_F(SqlConsole, CutsWhatIsTooLongAndSaysSo) {
  const auto answer = run("SELECT * FROM range(1000)", {.rows = 10});
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->row_count, 10U);
  EXPECT_EQ(answer->cut_by, "rows");
  EXPECT_EQ(json::parse(answer->rows).as_array().size(), 10U);
  const auto exact = run("SELECT * FROM range(10)", {.rows = 10});
  ASSERT_TRUE(exact);
  EXPECT_EQ(exact->cut_by, "");
  const auto wide =
      run("SELECT repeat('x', 1000) FROM range(100000)", {.rows = 100'000, .bytes = 1'000'000});
  ASSERT_TRUE(wide);
  EXPECT_EQ(wide->cut_by, "bytes");
  EXPECT_LT(wide->rows.size(), 1'010'000U);
  EXPECT_EQ(json::parse(wide->rows).as_array().size(), wide->row_count);
}

TEST_F(SqlConsole, ShowsEventsUnderTheNamesOfTheMoment) {
  std::string visit = "Seen";
  const auto names = [&visit]() -> base::Result<ShowName> {
    return [visit](std::string_view sent) -> std::string_view {
      return sent == "Visit" ? std::string_view(visit) : sent;
    };
  };
  console_.emplace(*store_, store_relations(names),
                   Console::Options{.spill_folder = folder_ / "sql"});
  const std::string sql =
      "SELECT event, sent_event, count(*) FROM events GROUP BY ALL ORDER BY 2, 1";
  EXPECT_EQ(rows(sql), R"([["Order","Order",1],["Seen","Visit",2]])");
  visit = "Looked";
  EXPECT_EQ(rows(sql), R"([["Order","Order",1],["Looked","Visit",2]])");
  EXPECT_EQ(rows("SELECT count(*) FROM events a JOIN events b ON a.event = b.sent_event"), "[[1]]");
}

TEST_F(SqlConsole, AnEndlessStatementIsStopped) {
  const std::string statements[] = {
      "SELECT count(*) FROM range(1000000000000)",
      "SELECT sum(a.range * b.range) FROM range(10000000) a, range(10000000) b",
      "WITH RECURSIVE t AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM t) SELECT max(n) FROM t"};
  for (const std::string& sql : statements) {
    const auto began = std::chrono::steady_clock::now();
    const auto answer = run(sql, {.time = 300ms});
    ASSERT_FALSE(answer) << sql;
    EXPECT_NE(answer.error().message.find("stopped after 0.3 seconds"), std::string::npos)
        << answer.error().to_sentence();
    EXPECT_LT(std::chrono::steady_clock::now() - began, 1500ms) << sql;
  }
}

// The process is gone when run() comes back. Of several tries the quickest counts: what other work
// a busy machine puts in between is not the console's.
TEST_F(SqlConsole, EndsWithinMomentsWhenNobodyWaits) {
  constexpr int kTries = 5;
  const std::string statements[] = {
      "SELECT count(*) FROM range(1000000000000)",
      "SELECT count(*) FROM events a, range(1000000000) b, events c WHERE a.time < c.time",
      "SELECT * FROM (SELECT hash(range) AS h FROM range(100000000)) ORDER BY h OFFSET 90000000",
      "SELECT count(*) FROM (SELECT hash(range) AS h, count(*) FROM range(100000000) GROUP BY 1)",
      "SELECT max(length(replace(repeat('ab', 1000), 'a', range::VARCHAR))) FROM range(100000000)",
      "WITH RECURSIVE t AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM t) SELECT max(n) FROM t",
      // A single call of a function, in which DuckDB cannot be interrupted.
      "SELECT length(regexp_replace(repeat('ab', 20000000), '(a|b)+?c', 'y', 'g'))"};
  for (const std::string& sql : statements) {
    auto quickest = std::chrono::steady_clock::duration::max();
    for (int i = 0; i < kTries && quickest >= 200ms; ++i) {
      std::stop_source stop;
      std::chrono::steady_clock::time_point asked;
      std::jthread leave([&] {
        std::this_thread::sleep_for(250ms);
        asked = std::chrono::steady_clock::now();
        stop.request_stop();
      });
      const auto answer = run(sql, {.memory_mib = 200}, stop.get_token());
      const auto ended = std::chrono::steady_clock::now();
      leave.join();
      ASSERT_FALSE(answer) << sql;
      EXPECT_EQ(answer.error().code, base::ErrorCode::kCancelled) << answer.error().to_sentence();
      quickest = std::min(quickest, ended - asked);
    }
    // 50 ms are meant; the kernel frees some 8 MiB of small pages in one.
    EXPECT_LT(quickest, 200ms) << sql;
    RecordProperty("quickest_ms", static_cast<int>(quickest / 1ms));
  }
}

TEST_F(SqlConsole, MemoryIsBounded) {
  const std::string statements[] = {
      "SELECT length(repeat('x', 1000000000))",
      "SELECT length(range(100000000))",
      "SELECT length(lpad('', 2000000000, 'x'))",
      "SELECT length(format('{:>1900000000}', 'x'))",
      "SELECT length(replace(repeat('x', 100000), 'x', repeat('y', 100000)))",
      "SELECT list(range) FROM range(1000000000)",
      "SELECT string_agg(repeat('x', 1000), '') FROM range(10000000)",
      "WITH RECURSIVE t AS (SELECT 'abcdefgh' AS s UNION ALL SELECT s || s FROM t) SELECT "
      "max(length(s)) FROM t",
      "SELECT list_transform(range(10000000), x -> range(x))",
  };
  for (const std::string& sql : statements) {
    const auto answer = run(sql, {.memory_mib = 100, .spill_mib = 50});
    ASSERT_FALSE(answer) << sql;
    EXPECT_EQ(answer.error().code, base::ErrorCode::kInvalidInput) << sql << "\n"
                                                                   << answer.error().to_sentence();
  }
  EXPECT_EQ(rows("SELECT 1"), "[[1]]");
  EXPECT_TRUE(std::filesystem::is_empty(folder_ / "sql"));
}

TEST_F(SqlConsole, WhatMemoryDoesNotHoldGoesToTheDiskAndIsGoneAfterwards) {
  const std::string sql =
      "SELECT count(*) FROM (SELECT range, row_number() OVER (ORDER BY hash(range)) AS n FROM "
      "range(6000000))";
  // However busy the machine and slow its disk.
  EXPECT_EQ(rows(sql, {.time = kTimeMax, .memory_mib = 64, .spill_mib = 2048}), "[[6000000]]");
  EXPECT_TRUE(std::filesystem::is_empty(folder_ / "sql"));
}

TEST_F(SqlConsole, HostileTextsAreOnlyTexts) {
  EXPECT_EQ(rows("SELECT '''; DROP VIEW events; --'"), R"([["'; DROP VIEW events; --"]])");
  EXPECT_EQ(rows("SELECT $$a'b\"c$$"), R"([["a'b\"c"]])");
  EXPECT_EQ(rows("SELECT 1 /* ; DROP */ -- ;"), "[[1]]");
  EXPECT_NE(rows(std::string("SELECT 1\0, 2", 12)).find("number 0"), std::string::npos);
  EXPECT_FALSE(run("SELECT '\xff\xfe'"));
  EXPECT_FALSE(run("SELECT " + std::string(50'000, '(') + "1" + std::string(50'000, ')')));
  EXPECT_FALSE(run(std::string(kStatementBytesMax + 1, ' ') + "SELECT 1"));
  EXPECT_EQ(rows("SELECT 1"), "[[1]]");
}

TEST_F(SqlConsole, ShowsOneMomentWhileEventsArrive) {
  std::atomic<bool> done = false;
  std::jthread writer([&] {
    for (int i = 0; !done; ++i)
      add(fmt::format("more-{}", i),
          {{"cem", "Visit", i, "web", "{}"}, {"cem", "Order", i, "", "{}"}});
  });
  for (int i = 0; i < 15; ++i) {
    const std::string answer = rows(
        "SELECT (SELECT count(*) FROM events WHERE event = 'Visit') - (SELECT count(*) FROM "
        "events WHERE event = 'Order'), (SELECT count(*) FROM events) - (SELECT count(*) FROM "
        "events a JOIN events b USING (sequence))");
    EXPECT_EQ(answer, "[[1,0]]");
  }
  done = true;
}

TEST_F(SqlConsole, AnErasedPersonIsGone) {
  EXPECT_EQ(rows("SELECT count(*) FROM identities WHERE value = 'ann'"), "[[1]]");
  const std::int64_t identity = model::identity_id_of("user_id", "ann");
  ASSERT_TRUE(store_->erase_person(std::vector{identity},
                                   model::PersonTexts({}, {{"user_id", "ann"}}), "one"));
  EXPECT_EQ(rows("SELECT count(*) FROM identities WHERE value = 'ann'"), "[[0]]");
  EXPECT_EQ(rows("SELECT list(event ORDER BY event), count(DISTINCT customer) FROM events"),
            R"([[["Visit"],1]])");
}

}  // namespace
}  // namespace wend::events::sql
