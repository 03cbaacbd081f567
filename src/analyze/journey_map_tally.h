#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "analyze/duration_list.h"
#include "analyze/journey_map_emotion.h"
#include "analyze/profile_tally.h"
#include "analyze/top_labels.h"

namespace wend::analyze {

// What is counted at one place of a map. All are people but where it says otherwise.
struct MapPlaceTally {
  std::uint64_t people = 0, events = 0, visits = 0;  // events and visits are themselves
  std::uint64_t went_on = 0, left = 0, outcome = 0, repeat = 0, backward = 0, contact_after = 0;
  std::uint64_t before_outcome = 0;  // here before an outcome, or without one
  std::uint64_t led_to_outcome = 0;  // of them: with one
  std::uint64_t answers = 0;         // of feedback
  WholeSpread feedback;              // each person's mean, in millionths
  DurationList at, next;             // of first visits

  void add(const MapStay& stay, bool has_outcome);
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
  std::uint64_t people = 0, outcome = 0;
  std::uint64_t events = 0, several = 0, outside = 0, unplaced = 0;

  void merge(MapTally&& others);
};

// What the second look counts, when it is known what is slow and which unmapped events are shown.
struct MapSecondTally {
  std::array<std::vector<MapTroubles>, kMapLayers> troubles;  // by place
  std::vector<std::uint64_t> before;  // [shown][step, or behind the last: none]

  void merge(MapSecondTally&& others);
};

}  // namespace wend::analyze
