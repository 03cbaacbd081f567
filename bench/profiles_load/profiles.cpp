// Loads customers into a data folder as the log's reader does, makes the index of customers, and
// measures both:
//   wend_bench_profiles FOLDER PROFILES [load | index]
// The folder stays, so that a server can be started over it. With "load" there is no index; with
// "index" there is no store, and the index is written as it is when it is made anew.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <fmt/format.h>
#include <fstream>
#include <functional>
#include <sys/resource.h>

#include "customers.h"
#include "events/data_folder.h"
#include "unify/customer_index.h"

namespace {

using namespace wend;
using Clock = std::chrono::steady_clock;

constexpr std::size_t kChunk = 20'000;    // customers whose events come in turns
constexpr std::size_t kBatch = 5'000;     // rows of one commit
constexpr std::size_t kIndexed = 50'000;  // customers written to the index at once

double seconds_since(Clock::time_point begin) {
  return std::chrono::duration<double>(Clock::now() - begin).count();
}

double cpu_seconds() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  const auto of = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
  };
  return of(usage.ru_utime) + of(usage.ru_stime);
}

std::size_t memory_mib() {
  std::ifstream file("/proc/self/status");
  for (std::string line; std::getline(file, line);)
    if (line.starts_with("VmRSS:")) return std::strtoul(line.c_str() + 6, nullptr, 10) / 1024;
  return 0;
}

std::uintmax_t bytes_in(const std::filesystem::path& folder) {
  std::uintmax_t bytes = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder))
    if (entry.is_regular_file()) bytes += entry.file_size();
  return bytes;
}

int failed(const base::Error& error) {
  fmt::print(stderr, "{}\n", error.to_sentence());
  return 3;
}

base::Status load(events::EventStore& store, std::size_t profiles) {
  WEND_ASSIGN(const auto source, store.create_source("bench", "sdk"));
  const auto begin = Clock::now();
  const double cpu = cpu_seconds();
  std::int64_t position = 0;
  for (std::size_t from = 0; from < profiles; from += kChunk) {
    const std::size_t to = std::min(profiles, from + kChunk);
    for (std::size_t round = 0; round < bench::kEventsEach; ++round) {
      for (std::size_t at = from; at < to; at += kBatch) {
        const bench::EventRound rows(at, std::min(to, at + kBatch), round, source.id);
        WEND_TRY(store.append(rows.rows(), ++position));
      }
    }
  }
  const auto events = static_cast<double>(profiles * bench::kEventsEach);
  const double seconds = seconds_since(begin);
  fmt::print(
      "load          {:.0f} events in {:.1f} s: {:.0f} events/s, {:.1f} us of CPU an event, "
      "{} MiB\n",
      events, seconds, events / seconds, (cpu_seconds() - cpu) / events * 1e6, memory_mib());
  return {};
}

double thread_cpu_ms() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) / 1e6;
}

// On a machine that others use, the CPU says more than the clock.
void print_times(std::string_view title, std::vector<double>& ms, std::vector<double>& cpu_ms,
                 double found) {
  std::ranges::sort(ms);
  std::ranges::sort(cpu_ms);
  const auto p99 = [](const std::vector<double>& of) { return of[of.size() * 99 / 100]; };
  fmt::print(
      "{:<14}p50 {:6.2f} ms, p99 {:6.2f}; of CPU p50 {:6.2f}, p99 {:6.2f}; {:.0f} found on "
      "average\n",
      title, ms[ms.size() / 2], p99(ms), cpu_ms[cpu_ms.size() / 2], p99(cpu_ms),
      found / static_cast<double>(ms.size()));
}

using Find = std::function<base::Result<unify::CustomerPage>(const unify::CustomerAsk&)>;

base::Status ask(const Find& find, std::size_t profiles) {
  env::Random random(11);
  const auto time = [&](std::string_view title, std::size_t times, auto&& make) -> base::Status {
    std::vector<double> ms, cpu_ms;
    double found = 0;
    for (std::size_t i = 0; i < times; ++i) {
      const unify::CustomerAsk one = make();
      const auto begin = Clock::now();
      const double cpu = thread_cpu_ms();
      WEND_ASSIGN(const auto page, find(one));
      ms.push_back(seconds_since(begin) * 1e3);
      cpu_ms.push_back(thread_cpu_ms() - cpu);
      found += static_cast<double>(page.total);
    }
    print_times(title, ms, cpu_ms, found);
    return {};
  };
  for (const std::size_t characters : {1, 2, 3, 4, 6, 10}) {
    WEND_TRY(time(fmt::format("{} characters", characters), 300, [&] {
      return unify::CustomerAsk{.search = bench::prefix_of(random, profiles, characters)};
    }));
  }
  WEND_TRY(time("two words", 300, [&] {
    const auto one = bench::person(random.below(profiles));
    return unify::CustomerAsk{.search = one.last.substr(0, 3) + " " + one.first.substr(0, 2)};
  }));
  WEND_TRY(time("whole address", 300, [&] {
    return unify::CustomerAsk{.search = bench::person(random.below(profiles)).email};
  }));
  for (const auto& [title, sort] : {std::pair("last seen", unify::CustomerSort::kLastSeen),
                                    std::pair("most events", unify::CustomerSort::kEvents),
                                    std::pair("by name", unify::CustomerSort::kName)}) {
    WEND_TRY(time(title, 50, [&] { return unify::CustomerAsk{.sort = sort}; }));
  }
  WEND_TRY(time("m by name", 50, [&] {
    return unify::CustomerAsk{.search = "m", .sort = unify::CustomerSort::kName};
  }));
  return {};
}

// Events as they come: what the index adds to each.
base::Status follow(events::EventStore& store, unify::CustomerIndex& index, std::size_t profiles) {
  WEND_ASSIGN(const auto source, store.source_named("bench"));
  const std::size_t round = bench::kEventsEach;
  const std::size_t more = std::min<std::size_t>(profiles, 50'000);
  std::int64_t position = 0;
  WEND_ASSIGN(position, store.log_position());
  double seconds = 0, cpu = 0;
  for (std::size_t at = 0; at < more; at += kBatch) {
    const bench::EventRound rows(at, at + kBatch, round, source->id);
    WEND_TRY(store.append(rows.rows(), ++position));
    const auto begin = Clock::now();
    const double before = cpu_seconds();
    WEND_TRY(index.step());
    seconds += seconds_since(begin);
    cpu += cpu_seconds() - before;
  }
  fmt::print(
      "follow        events of known customers: {:.2f} us of CPU an event, {:.0f} ms a step of "
      "{}\n",
      cpu / static_cast<double>(more) * 1e6,
      seconds / (static_cast<double>(more) / static_cast<double>(kBatch)) * 1e3, kBatch);
  seconds = cpu = 0;
  for (std::size_t at = profiles; at < profiles + more; at += kBatch) {
    const bench::EventRound rows(at, at + kBatch, 0, source->id);
    WEND_TRY(store.append(rows.rows(), ++position));
    const auto begin = Clock::now();
    const double before = cpu_seconds();
    WEND_TRY(index.step());
    seconds += seconds_since(begin);
    cpu += cpu_seconds() - before;
  }
  fmt::print("              customers who are new: {:.2f} us of CPU each, {:.0f} ms a step of {}\n",
             cpu / static_cast<double>(more) * 1e6,
             seconds / (static_cast<double>(more) / static_cast<double>(kBatch)) * 1e3, kBatch);
  return {};
}

// The index alone.
base::Status index_alone(const std::filesystem::path& folder, std::size_t profiles) {
  std::filesystem::create_directories(folder);
  const std::size_t before = memory_mib();
  const auto file = folder / "customers.db";
  if (!std::filesystem::exists(file)) {
    WEND_ASSIGN(const auto shelf, unify::CustomerShelf::open(file));
    const auto begin = Clock::now();
    double cpu = 0;
    for (std::size_t at = 0; at < profiles; at += kIndexed) {
      std::vector<unify::CustomerRead> customers;
      for (std::size_t number = at; number < std::min(profiles, at + kIndexed); ++number)
        customers.push_back(bench::customer_read(number));
      cpu -= cpu_seconds();
      WEND_TRY(shelf->write(std::move(customers)));
      cpu += cpu_seconds();
    }
    cpu -= cpu_seconds();
    WEND_TRY(shelf->commit({}, true));
    WEND_TRY(shelf->commit_sums());
    cpu += cpu_seconds();
    fmt::print("index written {:.1f} s, {:.1f} s of CPU; {:.0f} MiB on the disk; {} MiB in all\n",
               seconds_since(begin), cpu, static_cast<double>(bytes_in(folder)) / (1 << 20),
               memory_mib());
  }
  const auto begin = Clock::now();
  const double cpu = cpu_seconds();
  WEND_ASSIGN(const auto shelf, unify::CustomerShelf::open(file));
  const auto memory = shelf->memory();
  fmt::print(
      "index opened  {:.1f} s, {:.1f} s of CPU; {:.0f} MiB in memory for customers, {:.0f} for "
      "runs; "
      "{} MiB more in all\n",
      seconds_since(begin), cpu_seconds() - cpu, static_cast<double>(memory.columns) / (1 << 20),
      static_cast<double>(memory.runs) / (1 << 20), memory_mib() - std::min(memory_mib(), before));
  return ask([&](const unify::CustomerAsk& one) { return shelf->find(one); }, profiles);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3 && argc != 4) {
    fmt::print(stderr, "usage: {} FOLDER PROFILES [load]\n", argv[0]);
    return 2;
  }
  const std::filesystem::path path = argv[1];
  const std::size_t profiles = std::strtoul(argv[2], nullptr, 10);
  std::setvbuf(stdout, nullptr, _IOLBF, 0);
  if (argc == 4 && std::string_view(argv[3]) == "index") {
    const auto done = index_alone(path, profiles);
    return done ? 0 : failed(done.error());
  }
  const bool fresh = !std::filesystem::exists(path / "events.duckdb");
  auto folder = events::DataFolder::open(path, {});
  if (!folder) return failed(folder.error());
  events::EventStore& store = (*folder)->events();
  if (fresh) {
    if (auto done = load(store, profiles); !done) return failed(done.error());
    fmt::print(
        "on the disk   {:.0f} bytes an event without the index\n",
        static_cast<double>(bytes_in(path)) / static_cast<double>(profiles * bench::kEventsEach));
  }
  if (argc == 4) return 0;
  std::size_t before = memory_mib();
  const auto index_options = [&] {
    unify::CustomerIndex::Options options;
    options.folder = path / "index";
    options.own_thread = false;
    return options;
  };
  for (const bool made : {false, true}) {
    unify::CustomerIndex index(store, index_options());
    const auto begin = Clock::now();
    const double cpu = cpu_seconds();
    if (auto done = index.step(); !done) return failed(done.error());
    const auto memory = index.memory();
    fmt::print(
        "index {}  {:.1f} s, {:.1f} s of CPU; {:.0f} MiB on the disk; {:.0f} MiB in memory for "
        "customers, {:.0f} for runs; {} MiB more in all\n",
        made ? "opened" : "made  ", seconds_since(begin), cpu_seconds() - cpu,
        static_cast<double>(bytes_in(path / "index")) / (1 << 20),
        static_cast<double>(memory.columns) / (1 << 20),
        static_cast<double>(memory.runs) / (1 << 20),
        memory_mib() - std::min(memory_mib(), before));
    before = memory_mib();
    if (!made) continue;
    const Find find = [&](const unify::CustomerAsk& one) -> base::Result<unify::CustomerPage> {
      WEND_ASSIGN(auto found, index.find(one));
      return std::move(found.page);
    };
    if (auto done = ask(find, profiles); !done) return failed(done.error());
    if (auto done = follow(store, index, profiles); !done) return failed(done.error());
    if (auto done = ask(find, profiles); !done) return failed(done.error());
  }
  return 0;
}
