#pragma once

#include <algorithm>
#include <atomic>
#include <exception>
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

// Calls visit(range, part) for ranges that cover all profiles of `table`, on several threads, and
// answers the parts in the order of their profiles: what is made of them in that order does not
// depend on the number of threads. A part is made by its own default. Errors: kCancelled.
template <typename Part, typename Visit>
base::Result<std::vector<Part>> in_profile_ranges(
    const JourneyTable& table, const std::stop_token& stop, Visit&& visit,
    std::size_t profiles_per_range = kProfilesPerRange) {
  const std::size_t profiles = table.profile_count();
  std::vector<Part> parts((profiles + profiles_per_range - 1) / profiles_per_range);
  std::atomic<std::size_t> next = 0;
  std::atomic<bool> failed = false;
  std::exception_ptr failure;
  const auto work = [&] {
    for (;;) {
      const std::size_t at = next.fetch_add(1, std::memory_order_relaxed);
      if (at >= parts.size() || failed || stop.stop_requested()) return;
      try {
        visit(ProfileRange{at * profiles_per_range,
                           std::min(profiles, (at + 1) * profiles_per_range)},
              parts[at]);
      } catch (...) {
        if (!failed.exchange(true)) failure = std::current_exception();
        return;
      }
    }
  };
  {
    std::vector<std::jthread> threads;
    const std::size_t count = std::min(query_threads(), parts.size());
    for (std::size_t i = 1; i < count; ++i) threads.emplace_back(work);
    work();
  }
  if (failure) std::rethrow_exception(failure);
  if (stop.stop_requested())
    return base::fail(base::ErrorCode::kCancelled, "The query was cancelled.");
  return parts;
}

}  // namespace wend::analyze
