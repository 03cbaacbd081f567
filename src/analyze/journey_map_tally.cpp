#include "analyze/journey_map_tally.h"

#include <cmath>

namespace wend::analyze {
namespace {

template <typename List>
void merge_each(List& into, const List& others) {
  for (std::size_t i = 0; i < into.size(); ++i) into[i].merge(others[i]);
}

void add_each(std::vector<MapTrendTally>& into, const std::vector<MapTrendTally>& others) {
  for (std::size_t i = 0; i < into.size(); ++i) {
    into[i].people += others[i].people;
    into[i].good += others[i].good;
  }
}

}  // namespace

void MapPlaceTally::add(const MapStay& stay, bool has_outcome) {
  ++people;
  events += stay.events;
  visits += stay.visits;
  went_on += stay.went_on;
  left += stay.left;
  outcome += stay.outcome;
  repeat += stay.visits > 1;
  backward += stay.backward;
  contact_after += stay.contact_after;
  before_outcome += stay.before_outcome;
  led_to_outcome += stay.before_outcome && has_outcome;
  answers += stay.answers;
  if (stay.answers > 0)
    feedback.add(std::llround(static_cast<double>(stay.emotion_sum) / stay.answers));
  at.add(stay.at_us);
  if (stay.has_next()) next.add(stay.next_us);
}

void MapPlaceTally::merge(MapPlaceTally&& others) {
  people += others.people;
  events += others.events;
  visits += others.visits;
  went_on += others.went_on;
  left += others.left;
  outcome += others.outcome;
  repeat += others.repeat;
  backward += others.backward;
  contact_after += others.contact_after;
  before_outcome += others.before_outcome;
  led_to_outcome += others.led_to_outcome;
  answers += others.answers;
  feedback.merge(others.feedback);
  at.merge(std::move(others.at));
  next.merge(std::move(others.next));
}

void MapTally::merge(MapTally&& others) {
  for (std::size_t layer = 0; layer < kMapLayers; ++layer) {
    for (std::size_t i = 0; i < places[layer].size(); ++i)
      places[layer][i].merge(std::move(others.places[layer][i]));
    merge_each(channels[layer], others.channels[layer]);
    add_each(trends[layer], others.trends[layer]);
  }
  add_each(trend, others.trend);
  merge_each(unmapped, others.unmapped);
  people += others.people;
  outcome += others.outcome;
  events += others.events;
  several += others.several;
  outside += others.outside;
  unplaced += others.unplaced;
}

void MapSecondTally::merge(MapSecondTally&& others) {
  for (std::size_t layer = 0; layer < kMapLayers; ++layer)
    merge_each(troubles[layer], others.troubles[layer]);
  for (std::size_t i = 0; i < before.size(); ++i) before[i] += others.before[i];
}

}  // namespace wend::analyze
