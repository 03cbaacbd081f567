#pragma once

#include "analyze/parallel_profiles.h"

namespace wend::analyze {

// Calls visit(position) for every event of these profiles.
template <typename Visit>
void each_event_of(const JourneyTable& table, ProfileRange range, Visit&& visit) {
  for (std::size_t profile = range.first; profile < range.last; ++profile)
    for (std::size_t i = table.begin(profile); i < table.end(profile); ++i) visit(i);
}

// Ranges for parts that take much memory each: a few for every thread. Such a part looks now and
// then whether the asker is still there.
inline std::size_t profiles_per_large_part(const JourneyTable& table) {
  constexpr std::size_t kPartsPerThread = 8;
  return table.profile_count() / (kPartsPerThread * query_threads()) + 1;
}

}  // namespace wend::analyze
