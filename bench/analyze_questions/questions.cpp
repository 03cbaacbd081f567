// How long questions about journeys take over many events, warm, beside ClickHouse (as a library)
// and DuckDB's SQL on the same events in one run.
//   wend_bench_analyze EVENTS FOLDER [LIBCHDB]
// All three answer with the same threads; the counts that all can give are compared.
#include <algorithm>
#include <boost/json/serialize.hpp>
#include <chrono>
#include <duckdb.h>
#include <filesystem>
#include <fmt/format.h>
#include <fstream>
#include <optional>
#include <sys/resource.h>

#include "../clickhouse_funnels/clickhouse_library.h"
#include "analyze/journey_index_file.h"
#include "analyze/journey_table_builder.h"
#include "analyze/parallel_profiles.h"
#include "analyze/query.h"
#include "data.h"

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

std::vector<Question> questions() {
  const auto funnel = [](std::string_view the_steps, std::string_view more) {
    return fmt::format(R"({{"kind":"funnel","window":"1d","steps":[{}]{}}})", the_steps, more);
  };
  const auto rare = {30, 12, 45};
  const auto common = {0, 1, 2};
  const auto ten = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9};
  const std::string channel_1 = bench::AnalyzeData::channel(1);
  return {
      {"funnel, 3 rare steps", funnel(steps(rare), ""), window_funnel(rare), nested_windows(rare)},
      {"funnel, 3 common steps", funnel(steps(common), ""), window_funnel(common),
       nested_windows(common)},
      {"funnel, 10 steps", funnel(steps(ten), ""), window_funnel(ten), ""},
      {"funnel, 3 common, by channel", funnel(steps(common), R"(,"breakdown":{"channel":true})"),
       window_funnel(common, "", "argMin(channel, t)"), ""},
      {"funnel, 3 common, one channel",
       funnel(steps(common), fmt::format(R"(,"where":{{"channel":"{}"}})", channel_1)),
       window_funnel(common, fmt::format("WHERE channel = '{}'", channel_1)), ""},
      {"funnel, 3 common, of who did",
       funnel(steps(common), R"(,"who":{"did":{"event":"Event 20"}})"),
       window_funnel(common, "WHERE customer IN (SELECT customer FROM e WHERE event = 'Event 20')"),
       ""},
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
       "ORDER BY t) AS next FROM e) GROUP BY event, next"},
      {"retention by day",
       R"({"kind":"retention","start":{},"return":{},"bucket":"day","periods":30})",
       "SELECT d0, d - d0 AS k, uniqExact(customer) FROM (SELECT customer, toDate(intDiv(t, "
       "1000000)) AS d, min(d) OVER (PARTITION BY customer) AS d0 FROM (SELECT DISTINCT customer, "
       "t "
       "- t % 86400000000 AS t FROM e)) GROUP BY d0, k",
       ""},
  };
}

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

}  // namespace

int main(int count, char** arguments) {
  if (count < 3) {
    fmt::print(stderr, "wend_bench_analyze EVENTS FOLDER [LIBCHDB]\n");
    return 2;
  }
  const std::size_t events = std::strtoul(arguments[1], nullptr, 10);
  const std::filesystem::path folder = arguments[2];
  const auto threads = analyze::query_threads();

  std::shared_ptr<const analyze::JourneyTable> table;
  const auto file = folder / "events.bin";
  {
    std::vector<bench::GeneratedEvent> all;
    all.reserve(events);
    bench::AnalyzeData(events).each([&](const auto& event) { all.push_back(event); });
    std::ranges::stable_sort(all, {}, &bench::GeneratedEvent::time_us);
    fmt::print("{} events from {} to {}\n", all.size(), all.front().time_us, all.back().time_us);
    auto begin = Clock::now();
    analyze::JourneyTableBuilder builder;
    builder.reserve(all.size());
    std::vector<std::string> names, channels;
    for (std::size_t i = 0; i < bench::AnalyzeData::kNames; ++i)
      names.push_back(bench::AnalyzeData::name(i));
    for (std::size_t i = 0; i < bench::AnalyzeData::kChannels; ++i)
      channels.push_back(bench::AnalyzeData::channel(i));
    std::ofstream out;
    if (count > 3) out.open(file, std::ios::binary);
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
    table = builder.finish(nullptr, 1).value();
    fmt::print("sorted in {:.1f} s; {} customers, peak {} MiB\n", since_ms(begin) / 1000,
               table->profile_count(), peak_mib());
  }
  const auto index = folder / "journeys";
  auto begin = Clock::now();
  const auto written = analyze::JourneyIndexFile::write(
      index, *table, std::vector<std::uint32_t>(table->profile_count(), 0xABCDEF01), {});
  if (!written) return 1;
  const auto size = std::filesystem::file_size(index);
  fmt::print("index written in {:.1f} s: {} bytes, {:.2f} an event\n", since_ms(begin) / 1000, size,
             static_cast<double>(size) / static_cast<double>(events));
  table.reset();
  for (int i = 0; i < 3; ++i) {
    table.reset();
    begin = Clock::now();
    table = analyze::JourneyIndexFile::read(index, nullptr, 1 << 20).value().table;
    fmt::print("index read in {:.0f} ms\n", since_ms(begin));
  }
  begin = Clock::now();
  (void)table->sequence()[0];
  fmt::print("sequence numbers unpacked in {:.0f} ms\n", since_ms(begin));

  const analyze::QueryContext context{.table = table};
  auto all_questions = questions();
  if (const char* only = std::getenv("WEND_BENCH_ONLY"))
    std::erase_if(all_questions, [&](const Question& one) { return !one.name.contains(only); });
  std::vector<double> ours;
  std::vector<std::string> answers;
  for (const Question& question : all_questions) {
    const auto document = analyze::parse_query(question.document).value();
    std::string answer;
    ours.push_back(median_ms(5, [&] {
      const auto got = analyze::run_query(context, document);
      answer = got ? boost::json::serialize(*got) : got.error().to_sentence();
    }));
    const auto at = answer.find("\"result\"");
    answers.push_back(answer.substr(at == std::string::npos ? 0 : at, 160));
    fmt::print("{:38} {:8.0f} ms {:8.0f} M events/s\n", question.name, ours.back(),
               static_cast<double>(events) / ours.back() / 1000);
    std::fflush(stdout);
    if (at == std::string::npos) fmt::print("  {}\n", answer);
  }
  fmt::print("peak {} MiB, {} threads\n", peak_mib(), threads);
  if (count < 4) return 0;

  bench::ClickHouse clickhouse(arguments[3]);
  clickhouse.query(fmt::format("SET max_threads = {}", threads));
  clickhouse.query(
      "CREATE TABLE e (customer UInt64, t UInt64, event LowCardinality(String), channel "
      "LowCardinality(String)) ENGINE = MergeTree ORDER BY (customer, t)");
  begin = Clock::now();
  clickhouse.query(fmt::format(
      "INSERT INTO e SELECT * FROM file('{}', 'RowBinary', 'customer UInt64, t UInt64, event "
      "String, channel String')",
      file.string()));
  clickhouse.query("OPTIMIZE TABLE e FINAL");
  fmt::print(
      "ClickHouse loaded in {:.0f} s, {} bytes\n", since_ms(begin) / 1000,
      clickhouse.query("SELECT sum(bytes_on_disk) FROM system.parts WHERE active AND table = 'e'"));
  std::filesystem::remove(file);
  for (std::size_t i = 0; i < all_questions.size(); ++i) {
    if (all_questions[i].clickhouse.empty()) continue;
    std::string answer;
    try {
      // The better of its two ways to group what is sorted by what is grouped by.
      double best = 1e18;
      for (const char* in_order : {"0", "1"}) {
        best = std::min(
            best, median_ms(3, [&] {
              answer = clickhouse.query(all_questions[i].clickhouse +
                                        " SETTINGS optimize_aggregation_in_order = " + in_order);
            }));
      }
      fmt::print("{:38} {:8.0f} ms, ClickHouse {:8.0f} ms: {:.1f} times\n", all_questions[i].name,
                 ours[i], best, best / ours[i]);
      std::ranges::replace(answer, '\n', ';');
      fmt::print("  {}\n  {}\n", answers[i], answer.substr(0, 120));
    } catch (const std::exception& failure) {
      fmt::print("{:38} ClickHouse: {}\n", all_questions[i].name, failure.what());
    }
    std::fflush(stdout);
  }
  return 0;
}
