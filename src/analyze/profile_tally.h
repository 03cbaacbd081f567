#pragma once

#include <utility>

#include "analyze/parallel_profiles.h"
#include "analyze/question.h"

namespace wend::analyze {

// Customers, each counted once, however often it is added: all of one customer by one counter, one
// customer after another.
class PeopleCount {
 public:
  void add(std::uint32_t profile) {
    count_ += last_ != std::uint64_t{profile} + 1;
    last_ = std::uint64_t{profile} + 1;
  }
  // Other customers.
  void merge(const PeopleCount& others) { count_ += others.count_; }
  std::uint64_t count() const { return count_; }

 private:
  std::uint64_t count_ = 0;
  std::uint64_t last_ = 0;  // the customer counted last, plus one
};

// Calls look(kernel, tally, profile) for every profile, on several threads, each with a kernel that
// make_kernel() made and a copy of the tally `none`, and merges the tallies by
// tally.merge(Tally&&), in no particular order. Errors: kCancelled.
template <typename Tally, typename MakeKernel, typename Look>
base::Result<Tally> tally_profiles(const QueryRun& run, const Tally& none, MakeKernel&& make_kernel,
                                   Look&& look) {
  struct Worker {
    decltype(make_kernel()) kernel;
    Tally tally;
    Look& look;
    void operator()(ProfileRange range) {
      for (std::size_t profile = range.first; profile < range.last; ++profile)
        look(kernel, tally, static_cast<std::uint32_t>(profile));
    }
  };
  WEND_ASSIGN(const auto workers,
              by_workers(*run.table, run.stop, [&] { return Worker{make_kernel(), none, look}; }));
  Tally all = std::move(workers.front()->tally);
  for (std::size_t i = 1; i < workers.size(); ++i) all.merge(std::move(workers[i]->tally));
  return all;
}

// The profiles, ascending, for which belongs(kernel, profile) holds, on several threads, each with
// a kernel that make_kernel() made. Errors: kCancelled.
template <typename MakeKernel, typename Belongs>
base::Result<ProfileList> profiles_where(const QueryRun& run, MakeKernel&& make_kernel,
                                         Belongs&& belongs) {
  WEND_ASSIGN(const auto parts, in_profile_ranges_by<ProfileList>(*run.table, run.stop, [&] {
                return [&, kernel = make_kernel()](ProfileRange range, ProfileList& part) mutable {
                  for (std::size_t profile = range.first; profile < range.last; ++profile)
                    if (belongs(kernel, static_cast<std::uint32_t>(profile)))
                      part.push_back(static_cast<std::uint32_t>(profile));
                };
              }));
  ProfileList profiles;
  for (const ProfileList& part : parts) profiles.insert(profiles.end(), part.begin(), part.end());
  return profiles;
}

// Calls visit(position) for the events of a customer that the question looks at.
template <typename Visit>
void each_event_of(const QueryRun& run, std::uint32_t profile, Visit&& visit) {
  const auto [begin, end] = run.scope.events.of_profile(profile);
  for (std::size_t i = begin; i < end; ++i)
    if (run.scope.events.takes(i)) visit(i);
}

// Whether the question looks at any of a customer's events.
inline bool is_looked_at(const QueryRun& run, std::uint32_t profile) {
  const auto [begin, end] = run.scope.events.of_profile(profile);
  std::size_t at = begin;
  while (at < end && !run.scope.events.takes(at)) ++at;
  return at < end;
}

// The customers, ascending, who have an event that the question looks at and belongs(position)
// holds of. Errors: kCancelled.
template <typename Belongs>
base::Result<ProfileList> profiles_with(const QueryRun& run, Belongs&& belongs) {
  return profiles_where(
      run, [] { return 0; },
      [&](int, std::uint32_t profile) {
        const auto [begin, end] = run.scope.events.of_profile(profile);
        for (std::size_t i = begin; i < end; ++i)
          if (run.scope.events.takes(i) && belongs(i)) return true;
        return false;
      });
}

}  // namespace wend::analyze
