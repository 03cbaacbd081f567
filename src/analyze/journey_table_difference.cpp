#include "analyze/journey_table_difference.h"

#include <algorithm>

namespace wend::analyze {
namespace {

bool same_events(const JourneyTable& a, std::size_t of_a, const JourneyTable& b, std::size_t of_b) {
  const std::size_t count = a.end(of_a) - a.begin(of_a);
  if (count != b.end(of_b) - b.begin(of_b)) return false;
  const auto a_sequence = a.sequence(), b_sequence = b.sequence();
  for (std::size_t i = 0; i < count; ++i) {
    const std::size_t x = a.begin(of_a) + i, y = b.begin(of_b) + i;
    if (a.time_us()[x] != b.time_us()[y] || a_sequence[x] != b_sequence[y] ||
        a.type()[x] != b.type()[y] || a.names().text(a.name()[x]) != b.names().text(b.name()[y]) ||
        a.channels().text(a.channel()[x]) != b.channels().text(b.channel()[y]) ||
        a.sources().text(a.source()[x]) != b.sources().text(b.source()[y]))
      return false;
  }
  return true;
}

}  // namespace

std::optional<std::int64_t> first_difference(const JourneyTable& a, const JourneyTable& b) {
  const std::size_t both = std::min(a.profile_count(), b.profile_count());
  for (std::size_t profile = 0; profile < both; ++profile) {
    if (a.profile_id(profile) != b.profile_id(profile))
      return std::min(a.profile_id(profile), b.profile_id(profile));
    if (!same_events(a, profile, b, profile)) return a.profile_id(profile);
  }
  if (a.profile_count() > both) return a.profile_id(both);
  if (b.profile_count() > both) return b.profile_id(both);
  return std::nullopt;
}

}  // namespace wend::analyze
