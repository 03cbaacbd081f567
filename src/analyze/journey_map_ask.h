#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "analyze/calendar.h"
#include "model/json_reader.h"
#include "model/predicate.h"

namespace wend::analyze {

// The most that one question about a journey map may name.
inline constexpr std::size_t kMapStagesMax = 100;
inline constexpr std::size_t kMapStepsMax = 500;
inline constexpr std::size_t kMapFeedbackMax = 20;
inline constexpr std::size_t kMapCardsMax = 1'000;

// A stage, a step or a touchpoint card of a journey map.
struct MapPlace {
  std::string id;     // letters, digits, _ and -
  std::string label;  // its name, else its id
  std::optional<model::Predicate> match;
  std::size_t stage = 0;  // of a step: the index of its stage
};

// Which events carry feedback, and how it reads: `worst` is an emotion of −2, `best` one of +2,
// linear between.
struct MapFeedback {
  model::Predicate match;
  std::string property;
  double worst = 0, best = 0;
  model::DurationUs within_us = 0;  // how long after a step it belongs to that step
};

// The question `map`.
struct MapAsk {
  std::vector<MapPlace> stages;
  std::vector<MapPlace> steps;  // stage by stage
  std::vector<MapPlace> cards;  // each has a match
  std::optional<model::Predicate> outcome, contact;
  std::vector<MapFeedback> feedback;
  std::optional<CalendarUnit> trend;
  double fdr = 0.05;         // of effects on the outcome
  std::uint64_t least = 20;  // people that a peak, a trough or a tested effect takes
};

// Reads what every question about a map has: `stages`, `steps`, `contact`, `trend` and `least`.
// Errors: kInvalidInput with the place.
base::Status read_map_places(model::ObjectReader& document, model::PredicateReader& predicates,
                             MapAsk& ask);
// The index of the step whose id stands in a field. Errors: kInvalidInput when there is none.
base::Result<std::size_t> map_step_named(model::ObjectReader& reader, std::string_view field,
                                         const MapAsk& ask);

}  // namespace wend::analyze
