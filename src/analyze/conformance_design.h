#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/result.h"
#include "model/duration.h"
#include "model/json_reader.h"

namespace wend::analyze {

// A journey as it was designed: steps in sequence, choices, any order (interleaved), optional parts
// and repeats, written out as an automaton whose runs are all journeys that the design allows.
struct JourneyDesign {
  struct Step {
    std::string label;
    std::optional<model::DurationUs> within;  // after the step before it
    // The choices that the step stands in, each with the number of its branch.
    std::vector<std::pair<std::uint32_t, std::uint32_t>> branches;
  };
  // Steps [first, last) that must take no longer than `within` from the first to the last done.
  struct Stretch {
    std::uint32_t first = 0, last = 0;
    model::DurationUs within = 0;
  };
  static constexpr std::uint32_t kNoStep = ~0U;
  struct Edge {
    std::uint32_t from = 0, to = 0;
    std::uint32_t step = kNoStep;  // or nothing happens
  };

  std::vector<Step> steps;
  std::vector<Stretch> stretches;
  std::uint32_t states = 0, start = 0, end = 0;
  std::vector<Edge> edges;  // by `from`
};

// Limits of a design.
inline constexpr std::size_t kDesignStepsMax = 200;
inline constexpr std::size_t kDesignStatesMax = 20'000;

// Reads the field `journey`. Errors: kTooLarge beyond the limits; kInvalidInput with the place.
base::Result<JourneyDesign> read_journey_design(model::ObjectReader& document);

}  // namespace wend::analyze
