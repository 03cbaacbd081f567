// Compares the preset "clickhouse" with windowFunnel of ClickHouse, customer by customer, over
// random small histories in every combination of modes. bench/clickhouse/verify runs it.

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "analyze/clickhouse_funnel.h"
#include "analyze/journey_table_builder.h"
#include "clickhouse_library.h"

namespace wend::bench {
namespace {

struct Row {
  std::uint32_t customer;
  std::uint8_t time;
  std::uint8_t steps;  // one bit for each that the event satisfies
};

// How the events of a table are drawn: so many for each customer, at so many times, and with which
// sets of steps.
struct Histories {
  const char* name;
  std::uint32_t events, times;
  const char* steps_sql;  // of the random number r
};
constexpr Histories kHistories[] = {
    {"one step an event, many ties", 9, 4, "bitShiftLeft(1, r % 4)"},
    {"one step or none, few ties", 10, 12, "(r % 5) = 4 ? 0 : bitShiftLeft(1, r % 5)"},
    {"any set of steps, ties", 7, 4, "r % 16"},
    {"any set of steps, few ties", 8, 9, "r % 16"},
    {"repeats of steps 2 and 3", 9, 7, "[1, 2, 2, 4, 4, 6, 8, 0][r % 8 + 1]"},
};
constexpr int kSteps = 4;
constexpr const char* kModeNames[] = {"strict_order", "strict_deduplication", "strict_increase",
                                      "strict_once", "allow_reentry"};

std::vector<Row> rows_of(ClickHouse& clickhouse, const Histories& histories,
                         std::uint64_t customers, std::uint64_t seed) {
  clickhouse.query("DROP TABLE IF EXISTS events");
  clickhouse.query(fmt::format(
      "CREATE TABLE events ENGINE = Memory AS SELECT toUInt32(intDiv(number, {0})) AS customer, "
      "toUInt32(cityHash64(number, {2}, 1) % {1}) AS time, cityHash64(number, {2}, 2) AS r, "
      "toUInt8({3}) AS steps FROM numbers({4}) ORDER BY customer, time, number",
      histories.events, histories.times, seed, histories.steps_sql, customers * histories.events));
  const std::string bytes = clickhouse.query(
      "SELECT customer, toUInt8(time), steps FROM events SETTINGS max_threads = 1", "RowBinary");
  std::vector<Row> rows(bytes.size() / 6);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    std::memcpy(&rows[i].customer, bytes.data() + 6 * i, 4);
    rows[i].time = static_cast<std::uint8_t>(bytes[6 * i + 4]);
    rows[i].steps = static_cast<std::uint8_t>(bytes[6 * i + 5]);
  }
  return rows;
}

// Profiles are in the order of the customers.
std::shared_ptr<const analyze::JourneyTable> table_of(const std::vector<Row>& rows) {
  analyze::JourneyTableBuilder builder;
  builder.reserve(rows.size());
  std::int64_t sequence = 0;
  for (const Row& row : rows)
    builder.add(row.customer + 1, row.time, ++sequence, model::EventType::kTrack, "e", "", "");
  return builder.finish(nullptr, 1).value();
}

std::string history_of(const std::vector<Row>& rows, std::size_t begin, std::size_t end) {
  std::vector<std::string> events;
  for (std::size_t i = begin; i < end; ++i)
    events.push_back(fmt::format("{}:{:04b}", rows[i].time, rows[i].steps));
  return fmt::format("{}", fmt::join(events, " "));
}

struct Counts {
  std::uint64_t compared = 0, different = 0;
};

void compare(ClickHouse& clickhouse, const analyze::JourneyTable& table,
             const analyze::ScopeEvents& looked_at, const analyze::StepClasses& classes,
             const std::vector<Row>& rows, unsigned modes, int window, bool record,
             Counts& counts) {
  std::string options;
  for (std::size_t mode = 0; mode < std::size(kModeNames); ++mode) {
    if ((modes >> mode & 1) != 0) options += fmt::format(", '{}'", kModeNames[mode]);
  }
  std::string conditions;
  for (int step = 0; step < kSteps; ++step) conditions += fmt::format(", bitTest(steps, {})", step);
  // One thread reads the rows in their order, which strict_once with strict_deduplication needs.
  const std::string levels = clickhouse.query(
      fmt::format("SELECT windowFunnel({}{})(time{}) FROM events GROUP BY customer ORDER BY "
                  "customer SETTINGS max_threads = 1",
                  window, options, conditions),
      "RowBinary");
  if (levels.size() != table.profile_count())
    throw std::runtime_error("ClickHouse answered another number of customers.");
  const auto kernel = analyze::make_clickhouse_funnel(
      table, classes, looked_at, window,
      {(modes & 1) != 0, (modes & 2) != 0, (modes & 4) != 0, (modes & 8) != 0, (modes & 16) != 0});
  // Of every third question one answer, another customer's each time.
  const std::uint64_t question = counts.compared / table.profile_count();
  const std::size_t recorded =
      record && question % 3 == 0 ? question * 5 % table.profile_count() : table.profile_count();
  analyze::AttemptList attempts;
  for (std::size_t profile = 0; profile < table.profile_count(); ++profile) {
    attempts.clear();
    kernel->find(table.begin(profile), table.end(profile), attempts);
    const std::size_t ours = attempts.size() == 0 ? 0 : attempts[0].size();
    ++counts.compared;
    if (profile == recorded) {
      fmt::print("    {{{}, 0b{:05b}, \"{}\", {}}},\n", window, modes,
                 history_of(rows, table.begin(profile), table.end(profile)),
                 static_cast<int>(levels[profile]));
    }
    if (ours == static_cast<std::uint8_t>(levels[profile])) continue;
    if (++counts.different > 5) continue;
    fmt::print("DIFFERENT: window {}{}: ClickHouse {}, Wend {}: {}\n", window, options,
               static_cast<int>(levels[profile]), ours,
               history_of(rows, table.begin(profile), table.end(profile)));
  }
}

int run(int argc, char** argv) {
  if (argc < 2) {
    fmt::print(stderr, "usage: wend_verify_clickhouse LIBCHDB [CUSTOMERS] [SEED] [record]\n");
    return 2;
  }
  const std::uint64_t customers = argc > 2 ? std::strtoull(argv[2], nullptr, 10) : 200'000;
  const std::uint64_t seed = argc > 3 ? std::strtoull(argv[3], nullptr, 10) : 1;
  const bool record = argc > 4;  // prints some answers of ClickHouse for the test of the kernel
  ClickHouse clickhouse(argv[1]);
  fmt::print("ClickHouse {}", clickhouse.query("SELECT version()"));
  fmt::print("{} histories of each of {} kinds, seed {}\n", customers, std::size(kHistories), seed);
  Counts all;
  for (const Histories& histories : kHistories) {
    const auto rows = rows_of(clickhouse, histories, customers, seed);
    const auto table = table_of(rows);
    std::vector<analyze::Selection> steps;
    for (int step = 0; step < kSteps; ++step) {
      analyze::Mask mask;
      for (const Row& row : rows) mask.push_back(row.steps >> step & 1);
      steps.push_back(analyze::Selection::of_mask(*table, std::move(mask)));
    }
    const analyze::ScopeEvents looked_at(table, INT64_MIN, INT64_MAX, std::nullopt, {});
    const analyze::StepClasses classes(table, looked_at, std::move(steps));
    Counts counts;
    for (unsigned modes = 0; modes < 32; ++modes) {
      // allow_reentry needs strict_order.
      if ((modes & 16) != 0 && (modes & 1) == 0) continue;
      for (const int window : {0, 2, 5}) {
        compare(clickhouse, *table, looked_at, classes, rows, modes, window, record, counts);
      }
    }
    fmt::print("{}: {} answers compared, {} different\n", histories.name, counts.compared,
               counts.different);
    std::fflush(stdout);
    all.compared += counts.compared;
    all.different += counts.different;
  }
  fmt::print("{} answers compared, {} different\n", all.compared, all.different);
  return all.different == 0 ? 0 : 1;
}

}  // namespace
}  // namespace wend::bench

int main(int argc, char** argv) {
  try {
    return wend::bench::run(argc, argv);
  } catch (const std::exception& error) {
    fmt::print(stderr, "{}\n", error.what());
    return 1;
  }
}
