// How long questions about journeys take over many events, warm, beside ClickHouse (as a library)
// and DuckDB's SQL on the same events in one run.
//   wend_bench_analyze EVENTS FOLDER [LIBCHDB]
// All three answer with the same threads; the counts that all can give are compared.
#include <algorithm>
#include <atomic>
#include <boost/json/serialize.hpp>
#include <chrono>
#include <duckdb.h>
#include <filesystem>
#include <fmt/format.h>
#include <fstream>
#include <optional>
#include <thread>

#include "../clickhouse_funnels/clickhouse_library.h"
#include "analyze/journey_index_file.h"
#include "analyze/journey_table_builder.h"
#include "analyze/parallel_profiles.h"
#include "analyze/query.h"
#include "data.h"
#include "same_counts.h"

namespace {

using namespace wend;
using Clock = std::chrono::steady_clock;

double since_ms(Clock::time_point begin) {
  return std::chrono::duration<double, std::milli>(Clock::now() - begin).count();
}

std::size_t peak_mib() {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);)
    if (line.starts_with("VmHWM")) return std::strtoul(line.c_str() + 6, nullptr, 10) / 1024;
  return 0;
}

struct Question {
  std::string name;
  std::string document;    // Wend's
  std::string clickhouse;  // empty: not asked
  std::string duckdb;
  bench::Comparable comparable = bench::Comparable::kNothing;
};

std::string steps(std::initializer_list<int> names) {
  std::string text;
  for (const int name : names)
    text += fmt::format("{}{{\"match\":{{\"event\":\"{}\"}}}}", text.empty() ? "" : ",",
                        bench::AnalyzeData::name(static_cast<std::size_t>(name)));
  return text;
}

std::string window_funnel(std::initializer_list<int> names, std::string_view where = "",
                          std::string_view group = "") {
  std::string conditions;
  for (const int name : names)
    conditions +=
        fmt::format(", event = '{}'", bench::AnalyzeData::name(static_cast<std::size_t>(name)));
  return fmt::format(
      "SELECT level, {} count() FROM (SELECT {} windowFunnel(86400000000)(t{}) AS level FROM e {} "
      "GROUP BY customer) GROUP BY level{} ORDER BY level",
      group.empty() ? "" : "g,", group.empty() ? std::string() : fmt::format("{} AS g,", group),
      conditions, where, group.empty() ? "" : ", g");
}

// The same in SQL: of each step the latest beginning from which it is reached.
std::string nested_windows(std::initializer_list<int> names) {
  std::string from = "e", beginnings;
  int step = 0;
  for (const int name : names) {
    const std::string event = bench::AnalyzeData::name(static_cast<std::size_t>(name));
    const std::string beginning =
        step == 0
            ? "t"
            : fmt::format("CASE WHEN t - b{} <= 86400000000 THEN b{} END", step - 1, step - 1);
    from = fmt::format(
        "(SELECT *, max(CASE WHEN event = '{}' THEN {} END) OVER w AS b{} FROM {} "
        "WINDOW w AS (PARTITION BY customer ORDER BY t, n ROWS UNBOUNDED PRECEDING))",
        event, beginning, step, from);
    beginnings += fmt::format("{}count(DISTINCT CASE WHEN b{} IS NOT NULL THEN customer END)",
                              step == 0 ? "" : ", ", step);
    ++step;
  }
  return fmt::format("SELECT {} FROM {}", beginnings, from);
}

// A map of the first so many names, in so many stages; with a trend where there are many.
std::string journey_map(std::size_t step_count, std::size_t stage_count) {
  std::string stages, steps;
  for (std::size_t i = 0; i < stage_count; ++i)
    stages += fmt::format("{}{{\"id\":\"g{}\"}}", i > 0 ? "," : "", i);
  for (std::size_t i = 0; i < step_count; ++i)
    steps +=
        fmt::format("{}{{\"id\":\"s{}\",\"stage\":\"g{}\",\"match\":{{\"event\":\"{}\"}}}}",
                    i > 0 ? "," : "", i, i * stage_count / step_count, bench::AnalyzeData::name(i));
  return fmt::format(
      R"({{"kind":"map","stages":[{}],"steps":[{}],"outcome":{{"event":"Event 12"}},"contact":{{"event":"Event 40"}}{}}})",
      stages, steps, step_count > 20 ? R"(,"trend":"week")" : "");
}

std::vector<Question> questions() {
  const auto funnel = [](std::string_view the_steps, std::string_view more) {
    return fmt::format(R"({{"kind":"funnel","window":"1d","steps":[{}]{}}})", the_steps, more);
  };
  const auto rare = {30, 12, 45};
  const auto common = {0, 1, 2};
  const auto ten = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9};
  const std::string channel_1 = bench::AnalyzeData::channel(1);
  return {
      {"funnel, 3 rare steps", funnel(steps(rare), ""), window_funnel(rare), nested_windows(rare),
       bench::Comparable::kLevels},
      {"funnel, 3 common steps", funnel(steps(common), ""), window_funnel(common),
       nested_windows(common), bench::Comparable::kLevels},
      {"funnel, 10 steps", funnel(steps(ten), ""), window_funnel(ten), "",
       bench::Comparable::kLevels},
      {"funnel, 3 common, by channel", funnel(steps(common), R"(,"breakdown":{"channel":true})"),
       window_funnel(common, "", "argMin(channel, t)"), ""},
      {"funnel, 3 common, one channel",
       funnel(steps(common), fmt::format(R"(,"where":{{"channel":"{}"}})", channel_1)),
       window_funnel(common, fmt::format("WHERE channel = '{}'", channel_1)), "",
       bench::Comparable::kLevels},
      {"funnel, 3 common, of who did",
       funnel(steps(common), R"(,"who":{"did":{"event":"Event 20"}})"),
       window_funnel(common, "WHERE customer IN (SELECT customer FROM e WHERE event = 'Event 20')"),
       "", bench::Comparable::kLevels},
      {"paths, 5 steps from a rare event",
       R"({"kind":"paths","start":{"event":"Event 30"},"steps":5})",
       "SELECT p, count() AS c FROM (SELECT arraySlice(a, indexOf(a, 'Event 30'), 6) AS p FROM "
       "(SELECT groupArray(event) AS a FROM (SELECT customer, event FROM e ORDER BY customer, t) "
       "GROUP BY customer) WHERE has(a, 'Event 30')) GROUP BY p ORDER BY c DESC LIMIT 10",
       ""},
      {"paths, 5 steps from the first event", R"({"kind":"paths","steps":5})",
       "SELECT p, count() AS c FROM (SELECT groupArray(6)(event) AS p FROM (SELECT customer, event "
       "FROM e ORDER BY customer, t) GROUP BY customer) GROUP BY p ORDER BY c DESC LIMIT 10",
       ""},
      {"directly-follows", R"({"kind":"process","variants":0})",
       "SELECT event, next, count() FROM (SELECT event, leadInFrame(event) OVER (PARTITION BY "
       "customer ORDER BY t ROWS BETWEEN CURRENT ROW AND 1 FOLLOWING) AS next FROM e) GROUP BY "
       "event, next",
       "SELECT event, next, count(*) FROM (SELECT event, lead(event) OVER (PARTITION BY customer "
       "ORDER BY t) AS next FROM e) GROUP BY event, next",
       bench::Comparable::kFollows},
      {"retention by day",
       R"({"kind":"retention","start":{},"return":{},"bucket":"day","periods":30})",
       "SELECT d0, d - d0 AS k, uniqExact(customer) FROM (SELECT customer, toDate(intDiv(t, "
       "1000000)) AS d, min(d) OVER (PARTITION BY customer) AS d0 FROM (SELECT DISTINCT customer, "
       "t "
       "- t % 86400000000 AS t FROM e)) GROUP BY d0, k",
       "", bench::Comparable::kCohorts},
      {"sessions", R"({"kind":"sessions"})",
       "SELECT countIf(t - before > 1800000000) FROM (SELECT t, lagInFrame(t, 1, 0) OVER "
       "(PARTITION "
       "BY customer ORDER BY t ROWS BETWEEN 1 PRECEDING AND CURRENT ROW) AS before FROM e)",
       "", bench::Comparable::kSessions},
      {"transitions between channels", R"({"kind":"transitions"})",
       "SELECT channel, next, count() FROM (SELECT channel, leadInFrame(channel) OVER (PARTITION "
       "BY "
       "customer ORDER BY t ROWS BETWEEN CURRENT ROW AND 1 FOLLOWING) AS next FROM e) GROUP BY "
       "channel, next",
       "", bench::Comparable::kMoves},
      {"trend of people by day",
       R"({"kind":"trend","measures":[{"count":"customers"}],"bucket":"day"})",
       "SELECT toDate(intDiv(t, 1000000)) AS d, uniqExact(customer) FROM e GROUP BY d", "",
       bench::Comparable::kDays},
      {"pattern", R"({"kind":"pattern","pattern":"\"Event 0\" then within 1h \"Event 3\""})",
       "SELECT countIf(m) FROM (SELECT sequenceMatch('(?1)(?t<=3600000000)(?2)')(t, event = 'Event "
       "0', event = 'Event 3') AS m FROM e GROUP BY customer)",
       "", bench::Comparable::kMatched},
      // Wend alone: the others have no such question, or many statements for it.
      {"next, after a common event", R"({"kind":"next","from":{"event":"Event 0"}})", "", ""},
      {"lifecycle by day", R"({"kind":"lifecycle","bucket":"day"})", "", ""},
      {"stickiness by week", R"({"kind":"stickiness","period":"week"})", "", ""},
      {"attribution, 10 models", R"({"kind":"attribution","conversion":{"event":"Event 30"}})", "",
       ""},
      {"time between",
       R"({"kind":"time-between","from":{"event":"Event 0"},"to":{"event":"Event 1"}})", "", ""},
      {"drivers of an outcome", R"({"kind":"drivers","outcome":{"event":"Event 12"}})", "", ""},
      {"journey map, 8 steps", journey_map(8, 3), "", ""},
      {"journey map, 60 steps, by week", journey_map(60, 6), "", ""},
  };
}

// DuckDB, in memory.
class Duck {
 public:
  Duck() {
    duckdb_open(nullptr, &database_);
    duckdb_connect(database_, &connection_);
  }
  ~Duck() {
    duckdb_disconnect(&connection_);
    duckdb_close(&database_);
  }
  // All events, as the others have them.
  void load(std::size_t events) {
    run("CREATE TYPE event_name AS ENUM (" +
        listed(bench::AnalyzeData::kNames, bench::AnalyzeData::name) + ")");
    run("CREATE TYPE channel_name AS ENUM (" +
        listed(bench::AnalyzeData::kChannels, bench::AnalyzeData::channel) + ")");
    run("CREATE TABLE e (customer UBIGINT, t BIGINT, n BIGINT, event event_name, channel "
        "channel_name)");
    duckdb_appender appender = nullptr;
    duckdb_appender_create(connection_, nullptr, "e", &appender);
    std::int64_t number = 0;
    bench::AnalyzeData(events).each([&](const bench::GeneratedEvent& event) {
      duckdb_append_uint64(appender, event.customer);
      duckdb_append_int64(appender, event.time_us);
      duckdb_append_int64(appender, ++number);
      duckdb_append_varchar(appender, bench::AnalyzeData::name(event.name).c_str());
      duckdb_append_varchar(appender, bench::AnalyzeData::channel(event.channel).c_str());
      duckdb_appender_end_row(appender);
    });
    duckdb_appender_destroy(&appender);
  }
  std::string run(const std::string& sql) {
    duckdb_result result;
    std::string text;
    if (duckdb_query(connection_, sql.c_str(), &result) == DuckDBError) {
      text = std::string("! ") + duckdb_result_error(&result);
    } else if (duckdb_column_count(&result) > 0) {
      for (idx_t column = 0; column < duckdb_column_count(&result); ++column) {
        char* value = duckdb_value_varchar(&result, column, 0);
        text += fmt::format("{} ", value == nullptr ? "" : value);
        duckdb_free(value);
      }
    }
    duckdb_destroy_result(&result);
    return text;
  }

 private:
  template <typename Name>
  static std::string listed(std::size_t count, Name&& name) {
    std::vector<std::string> names;
    for (std::size_t i = 0; i < count; ++i) names.push_back(fmt::format("'{}'", name(i)));
    return fmt::format("{}", fmt::join(names, ", "));
  }

  duckdb_database database_ = nullptr;
  duckdb_connection connection_ = nullptr;
};

template <typename Ask>
double median_ms(int runs, Ask&& ask) {
  std::vector<double> times;
  for (int run = 0; run < runs; ++run) {
    const auto begin = Clock::now();
    ask();
    times.push_back(since_ms(begin));
  }
  std::ranges::sort(times);
  return times[times.size() / 2];
}

// Builds the table of `events` generated ones and writes it to `index`; for ClickHouse also as rows
// to `rows`, when that is named.
bool make_index(std::size_t events, const std::filesystem::path& index,
                const std::filesystem::path& rows) {
  std::vector<bench::GeneratedEvent> all;
  all.reserve(events);
  bench::AnalyzeData(events).each([&](const auto& event) { all.push_back(event); });
  std::ranges::stable_sort(all, {}, &bench::GeneratedEvent::time_us);
  auto begin = Clock::now();
  analyze::JourneyTableBuilder builder;
  builder.reserve(all.size());
  std::vector<std::string> names, channels;
  for (std::size_t i = 0; i < bench::AnalyzeData::kNames; ++i)
    names.push_back(bench::AnalyzeData::name(i));
  for (std::size_t i = 0; i < bench::AnalyzeData::kChannels; ++i)
    channels.push_back(bench::AnalyzeData::channel(i));
  std::ofstream out;
  if (!rows.empty()) out.open(rows, std::ios::binary);
  std::int64_t sequence = 0;
  for (const auto& event : all) {
    // Customers' numbers are hashes in the store.
    builder.add(static_cast<std::int64_t>(event.customer * 0x9E3779B97F4A7C15ULL >> 1),
                event.time_us, ++sequence, model::EventType::kTrack, names[event.name],
                channels[event.channel], "bench");
    if (out.is_open()) {
      out.write(reinterpret_cast<const char*>(&event.customer), 8);
      out.write(reinterpret_cast<const char*>(&event.time_us), 8);
      const auto put = [&](const std::string& text) {
        out.put(static_cast<char>(text.size()));
        out.write(text.data(), static_cast<std::streamsize>(text.size()));
      };
      put(names[event.name]);
      put(channels[event.channel]);
    }
  }
  fmt::print("added in {:.1f} s\n", since_ms(begin) / 1000);
  begin = Clock::now();
  all = {};
  const auto table = builder.finish(nullptr, 1).value();
  fmt::print("sorted in {:.1f} s; {} customers, peak {} MiB\n", since_ms(begin) / 1000,
             table->profile_count(), peak_mib());
  begin = Clock::now();
  const auto written = analyze::JourneyIndexFile::write(
      index, *table, std::vector<std::uint32_t>(table->profile_count(), 0xABCDEF01), {});
  if (!written) return false;
  const auto size = std::filesystem::file_size(index);
  fmt::print("index written in {:.1f} s: {} bytes, {:.2f} an event\n", since_ms(begin) / 1000, size,
             static_cast<double>(size) / static_cast<double>(events));
  return true;
}

// How fast both threads read memory in order: what no question can be faster than.
double read_gb_per_s(const analyze::JourneyTable& table) {
  const auto times = table.time_us();
  std::atomic<std::int64_t> sum = 0;
  const double ms = median_ms(5, [&] {
    constexpr std::size_t kPart = 1 << 16;
    analyze::side_by_side((times.size() + kPart - 1) / kPart, [&](std::size_t part) {
      std::int64_t of_part = 0;
      for (const auto time :
           times.subspan(part * kPart, std::min(kPart, times.size() - part * kPart)))
        of_part ^= time;
      sum += of_part;
    });
  });
  return static_cast<double>(times.size_bytes()) / ms / 1e6;
}

struct Asked {
  double ms = 0;
  std::string failure;  // or else:
  bench::Counts counts;
};

Asked ask_wend(const analyze::QueryContext& context, const Question& question) {
  Asked asked;
  const auto document = analyze::parse_query(question.document).value();
  const char* const runs = std::getenv("WEND_BENCH_RUNS");
  asked.ms = median_ms(runs != nullptr ? std::atoi(runs) : 5, [&] {
    const auto got = analyze::run_query(context, document);
    if (!got) {
      asked.failure = got.error().to_sentence();
    } else if (asked.counts.empty()) {
      asked.counts = bench::counts_of_result(question.comparable, got->at("result").as_object());
    }
  });
  return asked;
}

// How long a question goes on after it was cancelled, at most, asked at so many moments of it.
double cancelled_after_ms(analyze::QueryContext context, const Question& question, double ms) {
  const auto document = analyze::parse_query(question.document).value();
  constexpr int kMoments = 12;
  double most = 0;
  for (int moment = 1; moment < kMoments; ++moment) {
    std::stop_source stop;
    context.stop = stop.get_token();
    Clock::time_point ended;
    std::thread asker([&] {
      (void)analyze::run_query(context, document);
      ended = Clock::now();
    });
    std::this_thread::sleep_for(std::chrono::duration<double, std::milli>(ms * moment / kMoments));
    const auto asked = Clock::now();
    stop.request_stop();
    asker.join();
    most = std::max(most, std::chrono::duration<double, std::milli>(ended - asked).count());
  }
  return most;
}

Asked ask_clickhouse(bench::ClickHouse& clickhouse, const Question& question) {
  Asked asked{1e18, {}, {}};
  std::string rows;
  // The better of its two ways to group what is sorted by what is grouped by.
  for (const char* in_order : {"0", "1"}) {
    asked.ms =
        std::min(asked.ms, median_ms(3, [&] {
                   rows = clickhouse.query(question.clickhouse +
                                           " SETTINGS optimize_aggregation_in_order = " + in_order);
                 }));
  }
  asked.counts = bench::counts_of_rows(question.comparable, rows);
  return asked;
}

}  // namespace

int main(int count, char** arguments) {
  if (count < 3) {
    fmt::print(stderr,
               "wend_bench_analyze EVENTS FOLDER [LIBCHDB]\n"
               "EVENTS 0 asks the index that is in the folder, without the others.\n");
    return 2;
  }
  const std::size_t events = std::strtoul(arguments[1], nullptr, 10);
  const std::filesystem::path folder = arguments[2];
  const auto threads = analyze::query_threads();
  const auto index = folder / "journeys";
  const auto rows = count > 3 ? folder / "events.bin" : std::filesystem::path();
  if (events > 0 && !make_index(events, index, rows)) return 1;

  std::shared_ptr<const analyze::JourneyTable> table;
  for (int i = 0; i < 3; ++i) {
    table.reset();
    const auto begin = Clock::now();
    table = analyze::JourneyIndexFile::read(index, nullptr, 1 << 20).value().table;
    fmt::print("index read in {:.0f} ms\n", since_ms(begin));
  }
  const auto begin = Clock::now();
  (void)table->sequence()[0];
  fmt::print("sequence numbers unpacked in {:.0f} ms\n", since_ms(begin));
  fmt::print("memory is read at {:.1f} GB/s by {} threads\n", read_gb_per_s(*table), threads);

  auto all_questions = questions();
  if (const char* only = std::getenv("WEND_BENCH_ONLY"))
    std::erase_if(all_questions, [&](const Question& one) { return !one.name.contains(only); });
  std::vector<Asked> ours;
  for (const Question& question : all_questions) {
    ours.push_back(ask_wend({.table = table}, question));
    fmt::print("{:38} {:8.0f} ms {:8.0f} M events/s, ends {:.0f} ms after it is cancelled\n",
               question.name, ours.back().ms,
               static_cast<double>(table->event_count()) / ours.back().ms / 1000,
               cancelled_after_ms({.table = table}, question, ours.back().ms));
    std::fflush(stdout);
    if (!ours.back().failure.empty()) fmt::print("  {}\n", ours.back().failure);
  }
  fmt::print("peak {} MiB, {} threads\n", peak_mib(), threads);
  if (events == 0 || count < 4) return 0;
  table.reset();

  {
    auto loading = Clock::now();
    bench::ClickHouse clickhouse(arguments[3]);
    clickhouse.query(fmt::format("SET max_threads = {}", threads));
    clickhouse.query(
        "CREATE TABLE e (customer UInt64, t UInt64, event LowCardinality(String), channel "
        "LowCardinality(String)) ENGINE = MergeTree ORDER BY (customer, t)");
    clickhouse.query(fmt::format(
        "INSERT INTO e SELECT * FROM file('{}', 'RowBinary', 'customer UInt64, t UInt64, event "
        "String, channel String')",
        rows.string()));
    clickhouse.query("OPTIMIZE TABLE e FINAL");
    fmt::print("ClickHouse loaded in {:.0f} s, {} bytes\n", since_ms(loading) / 1000,
               std::strtoul(clickhouse
                                .query("SELECT sum(bytes_on_disk) FROM system.parts WHERE active "
                                       "AND table = 'e'")
                                .c_str(),
                            nullptr, 10));
    std::filesystem::remove(rows);
    for (std::size_t i = 0; i < all_questions.size(); ++i) {
      if (all_questions[i].clickhouse.empty()) continue;
      try {
        const Asked theirs = ask_clickhouse(clickhouse, all_questions[i]);
        fmt::print("{:38} {:8.0f} ms, ClickHouse {:8.0f} ms: {:.1f} times; {}\n",
                   all_questions[i].name, ours[i].ms, theirs.ms, theirs.ms / ours[i].ms,
                   all_questions[i].comparable == bench::Comparable::kNothing
                       ? "counts not compared"
                       : bench::compare_counts(ours[i].counts, theirs.counts));
      } catch (const std::exception& failure) {
        fmt::print("{:38} ClickHouse: {}\n", all_questions[i].name, failure.what());
      }
      std::fflush(stdout);
    }
    clickhouse.query("DROP TABLE e SYNC");
  }
  Duck duck;
  duck.run(fmt::format("SET threads = {}", threads));
  const auto loading = Clock::now();
  duck.load(events);
  fmt::print("DuckDB loaded in {:.0f} s\n", since_ms(loading) / 1000);
  for (std::size_t i = 0; i < all_questions.size(); ++i) {
    if (all_questions[i].duckdb.empty()) continue;
    std::string answer;
    const double ms = median_ms(1, [&] { answer = duck.run(all_questions[i].duckdb); });
    fmt::print("{:38} {:8.0f} ms, DuckDB {:8.0f} ms: {:.1f} times\n  {}\n", all_questions[i].name,
               ours[i].ms, ms, ms / ours[i].ms, answer.substr(0, 120));
    std::fflush(stdout);
  }
  return 0;
}
