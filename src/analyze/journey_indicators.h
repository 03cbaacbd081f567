#pragma once

#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

#include "analyze/friction.h"

namespace wend::analyze {

// A share of customers that says how the journey does, and whether it has changed.
struct Indicator {
  std::string name;
  std::vector<std::uint32_t> people;  // who did it
  std::size_t of = 0;                 // of how many
  struct Change {
    double by = 0, low = 0, high = 0;
    TimeUs since_us = 0;
  };
  std::optional<Change> change;
  std::vector<std::optional<double>>
      trend;  // share of those active in each stretch of the data, oldest first
};

// Reaching the goal, asking for help, meeting an error: those that the log knows of. `kept`: one
// byte for each position, empty where all events are looked at. Errors: kCancelled.
base::Result<std::vector<Indicator>> find_indicators(const FrictionBasis& basis,
                                                     std::span<const std::uint8_t> kept,
                                                     const std::stop_token& stop = {});

}  // namespace wend::analyze
