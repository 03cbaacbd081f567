#include "analyze/journey_map_kernel.h"

#include <algorithm>
#include <limits>

namespace wend::analyze {

JourneyMapKernel::JourneyMapKernel(const JourneyTable& table, const JourneyMapEvents& events,
                                   std::array<std::size_t, kMapLayers> places, TimeUs contact_us)
    : time_us_(table.time_us()), events_of_(events), contact_us_(contact_us) {
  for (std::size_t layer = 0; layer < kMapLayers; ++layer) stay_of_[layer].resize(places[layer]);
}

bool JourneyMapKernel::follow(std::size_t begin, std::size_t end) {
  for (std::size_t layer = 0; layer < kMapLayers; ++layer) {
    for (const MapStay& stay : stays_[layer]) stay_of_[layer][stay.place] = 0;
    stays_[layer].clear();
  }
  collect(begin, end);
  if (first_ == kNone) return false;
  for (std::size_t layer = 0; layer < kMapLayers; ++layer) {
    walk(layer);
    look_back(layer);
  }
  return true;
}

void JourneyMapKernel::collect(std::size_t begin, std::size_t end) {
  marks_.clear();
  first_ = last_ = first_outcome_ = last_outcome_ = kNone;
  events_ = several_ = outside_ = unplaced_ = 0;
  for (std::size_t i = begin; i < end; ++i) {
    if (events_of_.is_passed_over(i)) continue;
    const MapMark at = events_of_.at(i);
    if (!at.matters()) continue;
    const auto position = static_cast<std::uint32_t>(i);
    if (at.on_map()) {
      if (first_ == kNone) first_ = position;
      last_ = position;
      ++events_;
      several_ += at.several;
    }
    // What came before the customer was on the map has nothing to do with it.
    if (first_ == kNone) continue;
    if (at.outcome) {
      if (first_outcome_ == kNone) first_outcome_ = position;
      last_outcome_ = position;
    }
    if (at.on_map() || at.contact || at.feedback)
      marks_.push_back({position, at.place, at.contact, at.feedback});
  }
}

MapStay& JourneyMapKernel::stay_at(std::size_t layer, MapMark::Place place) {
  std::uint32_t& index = stay_of_[layer][place];
  if (index == 0) {
    stays_[layer].push_back({.place = place});
    index = static_cast<std::uint32_t>(stays_[layer].size());
  }
  return stays_[layer][index - 1];
}

// Forwards: visits, times, what comes next, feedback.
void JourneyMapKernel::walk(std::size_t layer) {
  const Mark* before = nullptr;  // the last event of the layer
  for (const Mark& mark : marks_) {
    const MapMark::Place place = mark.place[layer];
    if (place != MapMark::kNowhere) {
      const TimeUs time_us = time_us_[mark.position];
      const bool arrives = before == nullptr || before->place[layer] != place;
      if (arrives && before != nullptr) {
        MapStay& left = stay_at(layer, before->place[layer]);
        if (left.visits == 1) {
          left.next_us = time_us - time_us_[before->position];
          left.backward = place < left.place;
        }
      }
      MapStay& stay = stay_at(layer, place);
      if (stay.events++ == 0) {
        stay.first = mark.position;
        stay.outcome = last_outcome_ != kNone && last_outcome_ >= mark.position;
        stay.before_outcome = first_outcome_ == kNone || mark.position < first_outcome_;
      }
      stay.visits += arrives ? 1 : 0;
      if (stay.visits == 1) stay.at_us = time_us - time_us_[stay.first];
      before = &mark;
    }
    if (mark.feedback) hear(mark, layer, before);
  }
  if (before != nullptr && !has_outcome()) stay_at(layer, before->place[layer]).left = true;
}

// Feedback belongs to the place of its own event, else to the last one in time before it: `before`
// is the last event of the layer up to and including this one.
void JourneyMapKernel::hear(const Mark& mark, std::size_t layer, const Mark* before) {
  const auto score = events_of_.score(mark.position);
  if (!score) return;
  const bool of_steps = layer == 0;
  if (score->outside) {
    outside_ += of_steps ? 1 : 0;
    return;
  }
  if (before == nullptr ||
      time_us_[mark.position] - time_us_[before->position] > score->within_us) {
    unplaced_ += of_steps ? 1 : 0;
    return;
  }
  MapStay& stay = stay_at(layer, before->place[layer]);
  stay.emotion_sum += score->emotion;
  ++stay.answers;
}

// Backwards: what lies ahead of each event. What is set last is what the first event says.
void JourneyMapKernel::look_back(std::size_t layer) {
  struct Contact {
    TimeUs time_us = std::numeric_limits<TimeUs>::max();
    MapMark::Place place = MapMark::kNowhere;
    bool is_any = false;
  };
  // The next contact, and the next one that is at another place than that one.
  Contact next, next_other;
  std::int32_t furthest = -1;
  for (std::size_t at = marks_.size(); at-- > 0;) {
    const Mark& mark = marks_[at];
    const MapMark::Place place = mark.place[layer];
    const TimeUs time_us = time_us_[mark.position];
    if (place != MapMark::kNowhere) {
      MapStay& stay = stay_at(layer, place);
      stay.went_on = furthest > static_cast<std::int32_t>(place);
      furthest = std::max(furthest, static_cast<std::int32_t>(place));
      const Contact& contact = next.is_any && next.place == place ? next_other : next;
      if (contact.is_any && contact.time_us - time_us <= contact_us_) stay.contact_after = true;
    }
    if (mark.contact) {
      if (next.is_any && next.place != place) next_other = next;
      next = {time_us, place, true};
    }
  }
}

}  // namespace wend::analyze
