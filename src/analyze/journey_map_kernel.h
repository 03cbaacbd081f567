#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "analyze/journey_map_events.h"

namespace wend::analyze {

// One customer at one place of the map. Events of equal time stand in the store's order throughout;
// a visit is a run of events at one place without one at another place of the same layer between.
struct MapStay {
  MapMark::Place place = 0;
  bool went_on = false;   // reached a later place after the first event here
  bool backward = false;  // the place after the first visit was an earlier one
  // The same, and coming here again, before there was an outcome: afterwards another round begins.
  bool backward_before = false, repeat_before = false;
  bool left = false;            // the last event of the layer was here, and there was no outcome
  bool outcome = false;         // an outcome at the first event here or later
  bool before_outcome = false;  // was here before the first outcome, or there was none
  bool contact_after = false;   // a contact in time behind an event here, other than one of here
  std::uint32_t first = 0;      // position of the first event
  std::uint32_t visits = 0;
  std::uint64_t events = 0;
  TimeUs at_us = 0;              // from the first to the last event of the first visit
  TimeUs next_us = kNoNext;      // from there to the next event of the layer
  std::int64_t emotion_sum = 0;  // millionths
  std::uint32_t answers = 0;

  static constexpr TimeUs kNoNext = -1;
  bool has_next() const { return next_us != kNoNext; }
};

// Follows one customer over the map, and then the next. One for each thread; allocates only while
// its lists grow.
class JourneyMapKernel {
 public:
  struct Mark {
    std::uint32_t position;
    std::array<MapMark::Place, kMapLayers> place;
    bool contact, feedback;
  };

  // `places`: how many steps and stages there are. `contact_us`: how long after an event a contact
  // counts, inclusive. The events must outlive it.
  JourneyMapKernel(const JourneyTable& table, const JourneyMapEvents& events,
                   std::array<std::size_t, kMapLayers> places, TimeUs contact_us);

  // Follows the events [begin, end) of one customer. Whether any of them is on the map; what the
  // others tell is of this customer then, until the next call.
  bool follow(std::size_t begin, std::size_t end);
  // The same, but there are no stays: enough for marks and for what is unmapped.
  bool pass(std::size_t begin, std::size_t end);

  // Those on the map, and contacts and feedback, in their order.
  std::span<const Mark> marks() const { return marks_; }
  std::uint32_t first() const { return first_; }  // the first event on the map
  bool has_outcome() const { return first_outcome_ != kNone; }
  std::uint64_t events() const { return events_; }    // on the map
  std::uint64_t several() const { return several_; }  // that more than one step matches
  // Feedback outside of its scale, and without a step that it belongs to.
  std::uint64_t outside() const { return outside_; }
  std::uint64_t unplaced() const { return unplaced_; }
  std::span<const MapStay> stays(MapLayer layer) const {
    return stays_[static_cast<std::size_t>(layer)];
  }

  // Calls visit(position, step) for every event between the first and the last one on the map that
  // stands nowhere on it, with the step of the last event before it that has one, or kNowhere.
  template <typename Visit>
  void each_unmapped(Visit&& visit) const {
    auto mark = marks_.begin();
    MapMark::Place step = MapMark::kNowhere;
    for (std::size_t i = first_; i < last_; ++i) {
      for (; mark != marks_.end() && mark->position <= i; ++mark)
        if (mark->place[0] != MapMark::kNowhere) step = mark->place[0];
      const MapMark at = events_of_.at(i);
      if (at.is_step_of_the_customer && !at.on_map()) visit(i, step);
    }
  }

 private:
  static constexpr std::uint32_t kNone = ~0U;

  // Of the layer at hand.
  struct Visit {
    std::uint32_t first;  // index of its first mark
    std::uint32_t stay;   // index of its place's stay
  };

  void walk(std::size_t layer);
  void look_back(std::size_t layer);
  bool is_before_outcome(const Mark& mark) const {
    return first_outcome_ == kNone || mark.position < first_outcome_;
  }
  std::uint32_t stay_at(std::size_t layer, const Mark& mark);
  void end_visit(std::size_t layer, const Visit& visit, std::uint32_t last, std::uint64_t events);
  void hear(std::size_t layer);
  void look_for_contacts(std::size_t layer);

  std::span<const TimeUs> time_us_;
  const JourneyMapEvents& events_of_;
  TimeUs contact_us_;

  std::vector<Mark> marks_;
  std::vector<Visit> visits_;
  bool any_contact_ = false, any_feedback_ = false;
  std::uint32_t first_ = 0, last_ = 0;
  std::uint32_t first_outcome_ = kNone, last_outcome_ = kNone;
  std::uint64_t events_ = 0, several_ = 0, outside_ = 0, unplaced_ = 0;
  std::array<std::vector<MapStay>, kMapLayers> stays_;
  std::array<std::vector<std::uint32_t>, kMapLayers> stay_of_;  // by place: index + 1, 0: none
};

}  // namespace wend::analyze
