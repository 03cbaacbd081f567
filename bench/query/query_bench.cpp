// How long questions take over a table in memory, one thread, warm, beside DuckDB's SQL for those
// that SQL can ask as they are. Data: WEND_BENCH_EVENTS events (default 10 million) of a tenth as
// many customers, 40 event names with Zipf frequencies, three channels, exponential gaps.
#include <benchmark/benchmark.h>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <duckdb.h>
#include <string>

#include "analyze/journey_table_builder.h"
#include "analyze/query.h"
#include "env/random.h"

namespace {

using namespace wend;

std::size_t event_count() {
  const char* text = std::getenv("WEND_BENCH_EVENTS");
  return text == nullptr ? 10'000'000 : std::strtoul(text, nullptr, 10);
}

constexpr std::size_t kEventsPerCustomer = 10;
constexpr std::size_t kNames = 40;

// Calls take(customer, time_us, sequence, name, channel) for every event.
template <typename Take>
void each_event(Take&& take) {
  env::Random random(7);
  std::vector<double> weights;
  for (std::size_t i = 0; i < kNames; ++i) weights.push_back(1.0 / static_cast<double>(i + 1));
  constexpr const char* kChannels[] = {"web", "app", "store"};
  const std::size_t events = event_count();
  env::TimeUs time = 0;
  for (std::size_t i = 0; i < events; ++i) {
    if (i % kEventsPerCustomer == 0)
      time = static_cast<env::TimeUs>(random.below(300)) * env::kDayUs;
    time += static_cast<env::TimeUs>(random.exponential(3e9));
    take(static_cast<std::int64_t>(i / kEventsPerCustomer), time, static_cast<std::int64_t>(i),
         "E" + std::to_string(random.pick(weights)), kChannels[random.below(3)]);
  }
}

std::shared_ptr<const analyze::JourneyTable> table() {
  static const auto kTable = [] {
    analyze::JourneyTableBuilder builder;
    builder.reserve(event_count());
    each_event([&](std::int64_t customer, env::TimeUs time, std::int64_t sequence,
                   const std::string& name, const char* channel) {
      builder.add(customer, time, sequence, model::EventType::kTrack, name, channel, "bench");
    });
    return builder.finish(nullptr, 1).value();
  }();
  return kTable;
}

void ask(benchmark::State& state, const char* document) {
  const auto parsed = analyze::parse_query(document).value();
  const analyze::QueryContext context{.table = table()};
  for (auto _ : state) {
    const auto answer = analyze::run_query(context, parsed);
    if (!answer) state.SkipWithError(answer.error().to_sentence().c_str());
    benchmark::DoNotOptimize(answer);
  }
  state.counters["events/s"] = benchmark::Counter(static_cast<double>(event_count()),
                                                  benchmark::Counter::kIsIterationInvariantRate);
}

// The same events in DuckDB, in memory, one thread, in customer and time order.
class Duck {
 public:
  Duck() {
    duckdb_open(nullptr, &database_);
    duckdb_connect(database_, &connection_);
    run("SET threads = 1");
    run("CREATE TABLE events (profile BIGINT, time BIGINT, sequence BIGINT, name VARCHAR, channel "
        "VARCHAR)");
    duckdb_appender appender = nullptr;
    duckdb_appender_create(connection_, nullptr, "events", &appender);
    each_event([&](std::int64_t customer, env::TimeUs time, std::int64_t sequence,
                   const std::string& name, const char* channel) {
      duckdb_append_int64(appender, customer);
      duckdb_append_int64(appender, time);
      duckdb_append_int64(appender, sequence);
      duckdb_append_varchar(appender, name.c_str());
      duckdb_append_varchar(appender, channel);
      duckdb_appender_end_row(appender);
    });
    duckdb_appender_destroy(&appender);
  }
  void run(const char* sql) {
    duckdb_result result;
    if (duckdb_query(connection_, sql, &result) != DuckDBSuccess) {
      std::fprintf(stderr, "%s\n", duckdb_result_error(&result));
      std::abort();
    }
    duckdb_destroy_result(&result);
  }

 private:
  duckdb_database database_ = nullptr;
  duckdb_connection connection_ = nullptr;
};

void duck(benchmark::State& state, const char* sql) {
  static Duck database;
  for (auto _ : state) database.run(sql);
  state.counters["events/s"] = benchmark::Counter(static_cast<double>(event_count()),
                                                  benchmark::Counter::kIsIterationInvariantRate);
}

BENCHMARK_CAPTURE(ask, overview, R"({"kind": "overview"})")->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(
    duck, overview,
    "SELECT time // 86400000000 d, count(*), count(DISTINCT profile) FROM events GROUP BY d")
    ->Unit(benchmark::kMillisecond);

BENCHMARK_CAPTURE(
    ask, funnel,
    R"({"kind": "funnel", "steps": [{"match": {"event": "E0"}}, {"match": {"event": "E1"}}, {"match": {"event": "E2"}}]})")
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(
    ask, funnel_window,
    R"({"kind": "funnel", "window": "1d", "steps": [{"match": {"event": "E0"}}, {"match": {"event": "E1"}}, {"match": {"event": "E2"}}]})")
    ->Unit(benchmark::kMillisecond);
// Without a window and ties, "earliest after" by joins is the same question.
BENCHMARK_CAPTURE(
    duck, funnel,
    "WITH a AS (SELECT profile, min(time) t FROM events WHERE name = 'E0' GROUP BY profile), "
    "b AS (SELECT e.profile, min(e.time) t FROM events e JOIN a USING (profile) WHERE e.name = "
    "'E1' AND e.time >= a.t GROUP BY e.profile), "
    "c AS (SELECT e.profile, min(e.time) t FROM events e JOIN b USING (profile) WHERE e.name = "
    "'E2' AND e.time >= b.t GROUP BY e.profile) "
    "SELECT (SELECT count(*) FROM a), (SELECT count(*) FROM b), (SELECT count(*) FROM c), "
    "(SELECT median(b.t - a.t) FROM a JOIN b USING (profile)), (SELECT median(c.t - b.t) FROM b "
    "JOIN c USING (profile))")
    ->Unit(benchmark::kMillisecond);

BENCHMARK_CAPTURE(ask, process, R"({"kind": "process"})")->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(duck, process_edges,
                  "SELECT name, next, count(*), count(DISTINCT profile), median(d), "
                  "quantile_cont(d, 0.9) FROM (SELECT profile, name, "
                  "lead(name) OVER w AS next, lead(time) OVER w - time AS d FROM events WINDOW w "
                  "AS (PARTITION BY profile ORDER BY time, sequence)) "
                  "GROUP BY name, next")
    ->Unit(benchmark::kMillisecond);

BENCHMARK_CAPTURE(ask, paths, R"({"kind": "paths", "start": {"event": "E5"}})")
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(ask, time_between,
                  R"({"kind": "time-between", "from": {"event": "E0"}, "to": {"event": "E3"}})")
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(ask, events, R"({"kind": "events"})")->Unit(benchmark::kMillisecond);

}  // namespace

BENCHMARK_MAIN();
