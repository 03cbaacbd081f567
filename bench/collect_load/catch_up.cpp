#include <chrono>
#include <cstdlib>
#include <fmt/format.h>
#include <sys/resource.h>

#include "collect/store_reader.h"
#include "events/data_folder.h"

// How fast the event store takes what waits in the log of a data folder, with nothing beside it:
//   wend_bench_catch_up FOLDER
// The folder is changed: what waited is stored afterwards.
int main(int argc, char** argv) {
  using Clock = std::chrono::steady_clock;
  if (argc != 2) {
    fmt::print(stderr, "usage: {} FOLDER\n", argv[0]);
    return 2;
  }
  const auto folder = wend::events::DataFolder::open(argv[1], {});
  if (!folder) {
    fmt::print(stderr, "{}\n", folder.error().to_sentence());
    return 3;
  }
  wend::events::EventStore& store = (*folder)->events();
  const auto before = store.counts();
  const auto begin = Clock::now();
  const auto position = wend::collect::StoreReader::catch_up((*folder)->log(), store);
  const double seconds = std::chrono::duration<double>(Clock::now() - begin).count();
  const auto after = store.counts();
  if (!before || !position || !after) {
    fmt::print(stderr, "{}\n",
               position ? "The events could not be counted." : position.error().to_sentence());
    return 3;
  }
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  const auto of = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
  };
  const double cpu = of(usage.ru_utime) + of(usage.ru_stime);
  const auto events = static_cast<double>(after->events - before->events);
  fmt::print("{:.0f} events in {:.1f} s: {:.0f} events/s, {:.1f} us of CPU an event, {} MiB\n",
             events, seconds, events / seconds, cpu / events * 1e6, usage.ru_maxrss / 1024);
  return 0;
}
