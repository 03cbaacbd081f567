#include "analyze/trait_history.h"

#include <algorithm>

namespace wend::analyze {

base::Result<TraitHistories> trait_histories(const JourneyTable& table, std::size_t profile,
                                             const ReadProperties& read) {
  TraitHistories histories;
  const std::size_t begin = table.begin(profile);
  std::vector<std::size_t> places;
  for (std::size_t i = table.end(profile); i-- > begin;) {
    if (table.type()[i] != static_cast<std::uint8_t>(model::EventType::kIdentify)) continue;
    if (places.size() == kTraitEventsMax) {
      histories.all = false;
      break;
    }
    places.push_back(i - begin);
  }
  WEND_ASSIGN(const auto changes, trait_changes(table, profile, places, read));
  std::map<std::string, std::vector<TraitHistory::Value>> by_trait;
  for (const auto& [place, changed] : changes)
    for (const TraitChange& change : changed)
      by_trait[change.trait].push_back({change.after, place});
  for (auto& [trait, values] : by_trait) {
    std::ranges::reverse(values);
    histories.traits.push_back({trait, std::move(values)});
  }
  return histories;
}

}  // namespace wend::analyze
