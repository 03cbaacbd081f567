#pragma once

#include <optional>
#include <stop_token>
#include <string>

#include "analyze/friction_visits.h"

namespace wend::analyze {

// What reaching the goal is worth.
struct GoalValue {
  bool has_goal = false;
  std::optional<double> per_goal;  // mean revenue of a goal event; none: no revenue-like property
  std::string currency;            // "" when unknown
  std::string property;            // where revenue was read from
  TimeUs within_us = 0;            // how long after a visit a goal counts
};

base::Result<GoalValue> measure_goal(const JourneyTable& table, const JourneyModel& model,
                                     const VisitTable& visits, const ScopeEvents* scope,
                                     const std::stop_token& stop = {});

}  // namespace wend::analyze
