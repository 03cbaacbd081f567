#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "analyze/duration_list.h"
#include "analyze/journey_map_emotion.h"
#include "analyze/profile_tally.h"
#include "analyze/top_labels.h"

namespace wend::analyze {

// What goes wrong for people at a place, apart from being slow, as the sum of its weights: kept
// beside each way on, until it is known which of them are slow.
class WaysOn {
 public:
  void add(TimeUs next_us, std::int64_t sum) {
    times_.add(next_us);
    open_.push_back(static_cast<std::uint8_t>(sum));
  }
  void merge(WaysOn&& others);
  std::size_t size() const { return times_.size(); }
  const DurationList& times() const { return times_; }

  // Calls visit(sum) for each that took longer.
  template <typename Visit>
  void each_longer(TimeUs than_us, Visit&& visit) const {
    std::vector<std::span<const std::int64_t>> parts;
    times_.append_to(parts);
    for (std::size_t part = 0; part < parts.size(); ++part) {
      const auto& sums = part < closed_.size() ? closed_[part] : open_;
      for (std::size_t i = 0; i < parts[part].size(); ++i)
        if (parts[part][i] > than_us) visit(sums[i]);
    }
  }

 private:
  DurationList times_;
  // In the same parts as the times.
  std::vector<std::uint8_t> open_;
  std::vector<std::vector<std::uint8_t>> closed_;
};

// What is counted at one place of a map. All are people but where it says otherwise.
struct MapPlaceTally {
  std::uint64_t people = 0, events = 0, visits = 0;  // events and visits are themselves
  std::uint64_t went_on = 0, left = 0, outcome = 0, repeat = 0, backward = 0, contact_after = 0;
  std::uint64_t backward_before = 0, repeat_before = 0;  // before an outcome
  std::uint64_t before_outcome = 0;                      // here before an outcome, or without one
  std::uint64_t led_to_outcome = 0;                      // of them: with one
  std::uint64_t answers = 0;                             // of feedback
  WholeSpread feedback;                                  // each person's mean, in millionths
  DurationList at;                                       // of first visits
  WaysOn next;
  // By what goes wrong for them, as the sum of its weights, apart from being slow.
  std::array<std::uint64_t, kMapWeightsMax + 1> troubled{};

  void add(const MapStay& stay, bool has_outcome, const MapTroubleRule& rule);
  // With those who are slow by this rule.
  MapTroubles troubles(const MapTroubleRule& rule) const;
  void merge(MapPlaceTally&& others);
};

struct EventsOfPeople {
  std::uint64_t events = 0;
  PeopleCount people;
  void merge(const EventsOfPeople& others) {
    events += others.events;
    people.merge(others.people);
  }
};

// Per bucket: people, and those of them who went on (or, of the whole map, had the outcome).
struct MapTrendTally {
  std::uint64_t people = 0, good = 0;
};

// What the first look at all customers counts.
struct MapTally {
  std::array<std::vector<MapPlaceTally>, kMapLayers> places;
  std::array<std::vector<EventsOfPeople>, kMapLayers> channels;  // [place][channel group]
  std::array<std::vector<MapTrendTally>, kMapLayers> trends;     // [place][bucket]
  std::vector<MapTrendTally> trend;                              // of the whole map
  std::vector<EventsOfPeople> unmapped;                          // by name
  std::vector<EventsOfPeople> cards;                             // of everybody asked about
  std::uint64_t people = 0, outcome = 0;
  std::uint64_t events = 0, several = 0, outside = 0, unplaced = 0;

  void merge(MapTally&& others);
};

// What the second look counts, when it is known which unmapped events are shown: after which step
// they come.
struct MapSecondTally {
  std::vector<std::uint64_t> before;  // [shown][step, or behind the last: none]

  void merge(MapSecondTally&& others);
};

}  // namespace wend::analyze
