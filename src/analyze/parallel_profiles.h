#pragma once

#include <algorithm>
#include <atomic>
#include <exception>
#include <functional>
#include <memory>
#include <stop_token>
#include <thread>
#include <vector>

#include "analyze/journey_table.h"
#include "base/result.h"

namespace wend::analyze {

// The profiles [first, last) of a table.
struct ProfileRange {
  std::size_t first = 0, last = 0;
};

// So many profiles are one range: some tens of thousands of events, well under ten milliseconds of
// work, so that an asker who has left is noticed soon.
inline constexpr std::size_t kProfilesPerRange = 4096;

// Threads that work on one question; the cores of the machine, as far as that is of use.
inline std::size_t query_threads() {
  return std::clamp<std::size_t>(std::thread::hardware_concurrency(), 1, 16);
}

// Lets workers go through so many profiles (or accounts) side by side, one on each thread:
// make_worker() gives a callable that takes ranges of them in no particular order. Answers the
// workers, to be merged in a way that does not depend on who did what. Errors: kCancelled.
template <typename MakeWorker>
auto by_workers(std::size_t profiles, const std::stop_token& stop, MakeWorker&& make_worker,
                std::size_t profiles_per_range)
    -> base::Result<std::vector<std::unique_ptr<decltype(make_worker())>>> {
  using Worker = decltype(make_worker());
  const std::size_t ranges = (profiles + profiles_per_range - 1) / profiles_per_range;
  std::vector<std::unique_ptr<Worker>> workers;
  std::atomic<std::size_t> next = 0;
  std::atomic<bool> failed = false;
  std::exception_ptr failure;
  const auto work = [&](Worker& worker) {
    for (;;) {
      const std::size_t at = next.fetch_add(1, std::memory_order_relaxed);
      if (at >= ranges || failed || stop.stop_requested()) return;
      try {
        worker(ProfileRange{at * profiles_per_range,
                            std::min(profiles, (at + 1) * profiles_per_range)});
      } catch (...) {
        if (!failed.exchange(true)) failure = std::current_exception();
        return;
      }
    }
  };
  const std::size_t count = std::clamp<std::size_t>(ranges, 1, query_threads());
  for (std::size_t i = 0; i < count; ++i) workers.emplace_back(new Worker(make_worker()));
  {
    std::vector<std::jthread> threads;
    for (std::size_t i = 1; i < count; ++i)
      threads.emplace_back([&work, worker = workers[i].get()] { work(*worker); });
    work(*workers.front());
  }
  if (failure) std::rethrow_exception(failure);
  if (stop.stop_requested())
    return base::fail(base::ErrorCode::kCancelled, "The query was cancelled.");
  return workers;
}

// All profiles of `table`.
template <typename MakeWorker>
auto by_workers(const JourneyTable& table, const std::stop_token& stop, MakeWorker&& make_worker,
                std::size_t profiles_per_range = kProfilesPerRange) {
  return by_workers(table.profile_count(), stop, std::forward<MakeWorker>(make_worker),
                    profiles_per_range);
}

// Calls visit(range, part) for ranges that cover so many profiles (or accounts), on several
// threads, and answers the parts in the order of their profiles: what is made of them in that order
// does not depend on the number of threads. A part is made by its own default. make_visit() gives
// each thread a `visit` of its own. Errors: kCancelled.
template <typename Part, typename MakeVisit>
base::Result<std::vector<Part>> in_ranges_by(std::size_t profiles, const std::stop_token& stop,
                                             MakeVisit&& make_visit,
                                             std::size_t profiles_per_range) {
  std::vector<Part> parts((profiles + profiles_per_range - 1) / profiles_per_range);
  WEND_TRY(by_workers(
      profiles, stop,
      [&] {
        return [visit = make_visit(), &parts, profiles_per_range](ProfileRange range) mutable {
          visit(range, parts[range.first / profiles_per_range]);
        };
      },
      profiles_per_range));
  return parts;
}

// All profiles of `table`.
template <typename Part, typename MakeVisit>
base::Result<std::vector<Part>> in_profile_ranges_by(
    const JourneyTable& table, const std::stop_token& stop, MakeVisit&& make_visit,
    std::size_t profiles_per_range = kProfilesPerRange) {
  return in_ranges_by<Part>(table.profile_count(), stop, std::forward<MakeVisit>(make_visit),
                            profiles_per_range);
}

// The same with one `visit` for all threads.
template <typename Part, typename Visit>
base::Result<std::vector<Part>> in_profile_ranges(
    const JourneyTable& table, const std::stop_token& stop, Visit&& visit,
    std::size_t profiles_per_range = kProfilesPerRange) {
  return in_profile_ranges_by<Part>(
      table, stop, [&] { return [&visit](ProfileRange range, Part& part) { visit(range, part); }; },
      profiles_per_range);
}

// Calls worker(index) for each index below `count`, side by side; make_worker() gives each thread a
// worker of its own. What one of them throws is thrown here.
template <typename MakeWorker>
void side_by_side_with(std::size_t count, MakeWorker&& make_worker) {
  std::atomic<std::size_t> next = 0;
  std::atomic<bool> failed = false;
  std::exception_ptr failure;
  const auto work = [&] {
    try {
      auto worker = make_worker();
      for (std::size_t at = next++; at < count && !failed; at = next++) worker(at);
    } catch (...) {
      if (!failed.exchange(true)) failure = std::current_exception();
    }
  };
  {
    std::vector<std::jthread> threads;
    for (std::size_t i = 1; i < std::min(query_threads(), count); ++i) threads.emplace_back(work);
    work();
  }
  if (failure) std::rethrow_exception(failure);
}

// Calls make(index) for each index below `count`, side by side.
template <typename Make>
void side_by_side(std::size_t count, Make&& make) {
  side_by_side_with(count, [&] { return std::ref(make); });
}

}  // namespace wend::analyze
