// What segments cost an event as it is stored, over a data folder that bench/profiles loaded:
//   wend_bench_live_segments FOLDER PROFILES SEGMENTS
// The store's own cost stands beside. The folder grows by the events that are sent.
#include <algorithm>
#include <chrono>
#include <filesystem>
#include <fmt/format.h>
#include <fstream>
#include <sys/resource.h>
#include <unistd.h>

#include "../profiles_load/customers.h"
#include "analyze/journey_table_store.h"
#include "analyze/segment_size.h"
#include "events/data_folder.h"
#include "rules.h"
#include "unify/live_segments.h"
#include "workspace/workspace.h"

namespace {

using namespace wend;
using Clock = std::chrono::steady_clock;

constexpr std::size_t kBatch = 5'000;
constexpr std::size_t kSent = 100'000;
constexpr std::size_t kPreviews = 20;

// When the events of a round have come.
env::TimeUs end_of(std::size_t round) {
  return bench::kBegin + bench::kSpan / 10 * static_cast<env::TimeUs>(round + 1);
}

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

base::Status steps(unify::LiveSegments& live) {
  for (;;) {
    WEND_ASSIGN(const bool more, live.step());
    if (!more) return {};
  }
}

struct Stream {
  std::string_view title;
  std::size_t events_a_visit;  // of a customer, at once; then comes the next customer
};
// One event of each customer every six days, which is the worst for windows of days; and visits.
constexpr Stream kStreams[] = {{"single events", 1}, {"visits of ten", 10}};

base::Result<std::int64_t> moves(workspace::Workspace& space, unify::LiveSegments& live) {
  WEND_ASSIGN(const auto all, space.segments().all());
  std::int64_t moves = 0;
  for (const auto& segment : all) {
    WEND_ASSIGN(const auto of_one, live.journal().moves_since(segment.id, 0));
    moves += of_one.entered + of_one.left;
  }
  return moves;
}

// Sends kSent events, customer after customer and round after round, six days each; `round` is the
// first and then the next one.
base::Status send(events::EventStore& store, unify::LiveSegments* live, const Stream& stream,
                  std::size_t profiles, std::size_t& round, env::FixedClock& clock) {
  WEND_ASSIGN(const auto source, store.source_named("bench"));
  WEND_ASSIGN(std::int64_t position, store.log_position());
  double storing = 0, following = 0;
  const std::size_t visitors = kBatch / stream.events_a_visit;
  std::size_t sent = 0;
  for (std::size_t at = 0; sent < kSent; at = (at + visitors) % profiles) {
    if (at == 0 && sent > 0) ++round;
    clock.set(end_of(round));
    for (std::size_t step = 0; step < stream.events_a_visit; ++step) {
      const auto of_visit = stream.events_a_visit > 1 ? std::optional(step) : std::nullopt;
      const bench::EventRound rows(at, std::min(profiles, at + visitors), round, source->id,
                                   of_visit);
      const double before = cpu_seconds();
      WEND_TRY(store.append(rows.rows(), ++position));
      storing += cpu_seconds() - before;
      sent += rows.rows().size();
    }
    if (live == nullptr) continue;
    const double before = cpu_seconds();
    WEND_TRY(steps(*live));
    following += cpu_seconds() - before;
  }
  fmt::print("{}     {:5.2f} us of CPU an event to store, {:6.2f} for segments", stream.title,
             storing / static_cast<double>(sent) * 1e6,
             following / static_cast<double>(sent) * 1e6);
  ++round;
  return {};
}

base::Status previews(events::EventStore& store) {
  analyze::JourneyTableStore tables(store);
  auto begin = Clock::now();
  WEND_ASSIGN(const auto table, tables.current());
  fmt::print("journey table     {:.1f} s, {} MiB in all\n", seconds_since(begin), memory_mib());
  std::vector<double> ms;
  double first = 0;
  for (std::size_t i = 0; i < kPreviews; ++i) {
    const auto rule = bench::read_rule(i);
    begin = Clock::now();
    WEND_ASSIGN(const auto size, analyze::segment_size(table, rule, bench::kBegin + bench::kSpan,
                                                       {}, {}, analyze::kQuickEventsMax, {}));
    ms.push_back(seconds_since(begin) * 1e3);
    if (i == 0) first = ms.back();
  }
  std::ranges::sort(ms);
  fmt::print(
      "preview           first {:.0f} ms, p50 {:.0f} ms, most {:.0f} ms of {} rules; {} MiB in "
      "all\n",
      first, ms[ms.size() / 2], ms.back(), ms.size(), memory_mib());
  return {};
}

base::Status measure(const std::filesystem::path& path, std::size_t profiles,
                     std::size_t segments) {
  WEND_ASSIGN(auto folder, events::DataFolder::open(path, {}));
  events::EventStore& store = folder->events();
  const auto scratch =
      std::filesystem::temp_directory_path() / fmt::format("wend-bench-{}", ::getpid());
  std::filesystem::create_directories(scratch);
  std::size_t round = bench::kEventsEach;
  env::FixedClock clock(end_of(round));
  WEND_ASSIGN(auto space,
              workspace::Workspace::open((scratch / "workspace.db").string(), clock, {1, 8192}));
  fmt::print("without segments\n");
  for (const Stream& stream : kStreams) {
    WEND_TRY(send(store, nullptr, stream, profiles, round, clock));
    fmt::print("\n");
  }
  for (std::size_t i = 0; i < segments; ++i) {
    workspace::Segment segment;
    segment.name = fmt::format("s{}", i);
    segment.rule = bench::rule(i);
    WEND_TRY(space->segments().create(segment));
  }
  const std::size_t before = memory_mib();
  unify::LiveSegments::Options options;
  options.file = scratch / "segments.db";
  options.clock = &clock;
  options.naming = [](bool) { return unify::EventNaming{}; };
  options.zone = [] { return model::TimeZone(); };
  options.report = [](std::string_view text) { fmt::print(stderr, "{}\n", text); };
  options.own_thread = false;
  {
    WEND_ASSIGN(auto live, unify::LiveSegments::open(store, space->segments(), std::move(options)));
    const auto begin = Clock::now();
    WEND_TRY(live->step());
    const std::size_t more = memory_mib() - std::min(before, memory_mib());
    fmt::print("{} segments built in {:.1f} s; {} MiB, {:.0f} bytes a customer\n", segments,
               seconds_since(begin), more,
               static_cast<double>(more) * (1 << 20) / static_cast<double>(profiles));
    WEND_TRY(steps(*live));
    for (const auto& [title, rule] :
         {std::pair("with another rule", bench::rule(segments + 1)),
          std::pair("of what is asked anyway",
                    fmt::format(R"({{"any": [{}, {}]}})", bench::rule(1), bench::rule(4)))}) {
      WEND_ASSIGN(const auto all, space->segments().all());
      workspace::Segment changed = all.front();
      changed.rule = rule;
      WEND_TRY(space->segments().replace(changed.id, changed.version, changed));
      const auto asked = Clock::now();
      WEND_TRY(steps(*live));
      fmt::print("one {:<23} {:.2f} s\n", title, seconds_since(asked));
    }
    std::int64_t before_moves = 0;
    for (const Stream& stream : kStreams) {
      WEND_TRY(send(store, live.get(), stream, profiles, round, clock));
      WEND_ASSIGN(const auto all, moves(*space, *live));
      fmt::print(", {:.1f} entries and exits an event\n",
                 static_cast<double>(all - before_moves) / kSent);
      before_moves = all;
    }
  }
  std::filesystem::remove_all(scratch);
  return previews(store);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 4) {
    fmt::print(stderr, "usage: {} FOLDER PROFILES SEGMENTS\n", argv[0]);
    return 2;
  }
  const auto done =
      measure(argv[1], std::strtoul(argv[2], nullptr, 10), std::strtoul(argv[3], nullptr, 10));
  if (done) return 0;
  fmt::print(stderr, "{}\n", done.error().to_sentence());
  return 3;
}
