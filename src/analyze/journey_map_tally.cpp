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

void WaysOn::merge(WaysOn&& others) {
  times_.merge(std::move(others.times_));
  for (auto& part : others.closed_) closed_.push_back(std::move(part));
  if (!others.open_.empty()) closed_.push_back(std::move(others.open_));
}

void MapPlaceTally::add(const MapStay& stay, bool has_outcome, const MapTroubleRule& rule) {
  ++people;
  events += stay.events;
  visits += stay.visits;
  went_on += stay.went_on;
  left += stay.left;
  outcome += stay.outcome;
  repeat += stay.visits > 1;
  backward += stay.backward;
  contact_after += stay.contact_after;
  backward_before += stay.backward_before;
  repeat_before += stay.repeat_before;
  before_outcome += stay.before_outcome;
  led_to_outcome += stay.before_outcome && has_outcome;
  answers += stay.answers;
  if (stay.answers > 0)
    feedback.add(std::llround(static_cast<double>(stay.emotion_sum) / stay.answers));
  at.add(stay.at_us);
  const std::int64_t sum = rule.sum_of(stay);
  ++troubled[static_cast<std::size_t>(sum)];
  if (stay.has_next()) next.add(stay.next_us, sum);
}

MapTroubles MapPlaceTally::troubles(const MapTroubleRule& rule) const {
  auto by_sum = troubled;
  std::uint64_t slow = 0;
  if (rule.slow_us) {
    next.each_longer(*rule.slow_us, [&](std::size_t sum) {
      --by_sum[sum];
      ++by_sum[sum + static_cast<std::size_t>(kMapSlowWeight)];
      ++slow;
    });
  }
  MapTroubles found{.sums = {},
                    .people = {left, backward_before, contact_after, repeat_before, slow}};
  for (std::size_t sum = 0; sum < by_sum.size(); ++sum)
    found.sums.add(static_cast<std::int64_t>(sum), by_sum[sum]);
  return found;
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
  backward_before += others.backward_before;
  repeat_before += others.repeat_before;
  before_outcome += others.before_outcome;
  led_to_outcome += others.led_to_outcome;
  answers += others.answers;
  feedback.merge(others.feedback);
  at.merge(std::move(others.at));
  next.merge(std::move(others.next));
  for (std::size_t i = 0; i < troubled.size(); ++i) troubled[i] += others.troubled[i];
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
  merge_each(cards, others.cards);
  people += others.people;
  outcome += others.outcome;
  events += others.events;
  several += others.several;
  outside += others.outside;
  unplaced += others.unplaced;
}

void MapSecondTally::merge(MapSecondTally&& others) {
  for (std::size_t i = 0; i < before.size(); ++i) before[i] += others.before[i];
}

}  // namespace wend::analyze
