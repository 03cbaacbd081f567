#include "analyze/journey_map_kernel.h"

#include <algorithm>

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
  if (!pass(begin, end)) return false;
  for (std::size_t layer = 0; layer < kMapLayers; ++layer) {
    walk(layer);
    look_back(layer);
    if (any_contact_) look_for_contacts(layer);
    if (any_feedback_) hear(layer);
  }
  return true;
}

bool JourneyMapKernel::pass(std::size_t begin, std::size_t end) {
  marks_.clear();
  first_ = last_ = first_outcome_ = last_outcome_ = kNone;
  events_ = several_ = outside_ = unplaced_ = 0;
  any_contact_ = any_feedback_ = false;
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
    any_contact_ = any_contact_ || at.contact;
    any_feedback_ = any_feedback_ || at.feedback;
  }
  return first_ != kNone;
}

std::uint32_t JourneyMapKernel::stay_at(std::size_t layer, const Mark& mark) {
  const MapMark::Place place = mark.place[layer];
  std::uint32_t& index = stay_of_[layer][place];
  if (index == 0) {
    stays_[layer].push_back({.place = place, .first = mark.position});
    MapStay& stay = stays_[layer].back();
    stay.outcome = last_outcome_ != kNone && last_outcome_ >= mark.position;
    stay.before_outcome = is_before_outcome(mark);
    index = static_cast<std::uint32_t>(stays_[layer].size());
  }
  return index - 1;
}

// Forwards: the visits, and of each place's first one how long it was and what came next.
void JourneyMapKernel::walk(std::size_t layer) {
  visits_.clear();
  std::uint64_t events = 0;    // of the visit at hand
  std::uint32_t last = kNone;  // its last mark
  for (std::uint32_t at = 0; at < marks_.size(); ++at) {
    const Mark& mark = marks_[at];
    if (mark.place[layer] == MapMark::kNowhere) continue;
    if (last == kNone || marks_[last].place[layer] != mark.place[layer]) {
      if (last != kNone) end_visit(layer, visits_.back(), last, events);
      const std::uint32_t arrived = stay_at(layer, mark);
      MapStay& here = stays_[layer][arrived];
      if (here.visits > 0 && is_before_outcome(mark)) here.repeat_before = true;
      if (last != kNone) {
        MapStay& left = stays_[layer][visits_.back().stay];
        if (left.visits == 1) {
          left.next_us = time_us_[mark.position] - time_us_[marks_[last].position];
          left.backward = mark.place[layer] < left.place;
          left.backward_before = left.backward && is_before_outcome(mark);
        }
      }
      visits_.push_back({at, arrived});
      events = 0;
    }
    ++events;
    last = at;
  }
  if (last == kNone) return;
  end_visit(layer, visits_.back(), last, events);
  stays_[layer][visits_.back().stay].left = !has_outcome();
}

void JourneyMapKernel::end_visit(std::size_t layer, const Visit& visit, std::uint32_t last,
                                 std::uint64_t events) {
  MapStay& stay = stays_[layer][visit.stay];
  stay.events += events;
  if (++stay.visits == 1)
    stay.at_us = time_us_[marks_[last].position] - time_us_[marks_[visit.first].position];
}

// Backwards: the furthest place that lies ahead. What is said last is said of the first visit.
void JourneyMapKernel::look_back(std::size_t layer) {
  MapMark::Place furthest = 0;
  for (std::size_t at = visits_.size(); at-- > 0;) {
    MapStay& stay = stays_[layer][visits_[at].stay];
    stay.went_on = furthest > stay.place;
    furthest = std::max(furthest, stay.place);
  }
}

// Backwards: whether a contact that is not at the same place lies ahead of an event in time.
void JourneyMapKernel::look_for_contacts(std::size_t layer) {
  struct Contact {
    TimeUs time_us = 0;
    MapMark::Place place = MapMark::kNowhere;
    bool is_any = false;
  };
  // The next contact, and the next one that is at another place than that one.
  Contact next, next_other;
  for (std::size_t at = marks_.size(); at-- > 0;) {
    const Mark& mark = marks_[at];
    const MapMark::Place place = mark.place[layer];
    const TimeUs time_us = time_us_[mark.position];
    if (place != MapMark::kNowhere) {
      const Contact& contact = next.is_any && next.place == place ? next_other : next;
      if (contact.is_any && contact.time_us - time_us <= contact_us_)
        stays_[layer][stay_of_[layer][place] - 1].contact_after = true;
    }
    if (mark.contact) {
      if (next.is_any && next.place != place) next_other = next;
      next = {time_us, place, true};
    }
  }
}

// Feedback belongs to the place of its own event, else to that of the last one before it, if that
// is not too long ago.
void JourneyMapKernel::hear(std::size_t layer) {
  const Mark* of = nullptr;
  for (const Mark& mark : marks_) {
    if (mark.place[layer] != MapMark::kNowhere) of = &mark;
    if (!mark.feedback) continue;
    const auto score = events_of_.score(mark.position);
    if (!score) continue;
    const std::uint64_t once = layer == 0 ? 1 : 0;  // not again of the stages
    if (score->outside) {
      outside_ += once;
    } else if (of == nullptr ||
               time_us_[mark.position] - time_us_[of->position] > score->within_us) {
      unplaced_ += once;
    } else {
      MapStay& stay = stays_[layer][stay_of_[layer][of->place[layer]] - 1];
      stay.emotion_sum += score->emotion;
      ++stay.answers;
    }
  }
}

}  // namespace wend::analyze
