#pragma once

#include <optional>
#include <string>

#include "analyze/friction_visits.h"

namespace wend::analyze {

// What reaching the goal is worth, and who reaches it after which visit.
struct GoalValue {
  bool has_goal = false;
  std::optional<double> per_goal;  // mean revenue of a goal event; none: no revenue-like property
  std::string currency;            // "" when unknown
  std::string property;            // where revenue was read from
  std::vector<TimeUs>
      next_goal_us;      // per event: how long until the customer's next goal event; -1: none
  TimeUs within_us = 0;  // how long after a visit a goal counts
};

base::Result<GoalValue> measure_goal(const JourneyTable& table, const JourneyModel& model,
                                     const VisitTable& visits, std::span<const std::uint8_t> kept);

// How much likelier a visit without this friction is followed by the goal than one with it; at
// least 0. None where that cannot be told: without a goal, from the goal on, and with too few
// visits of either sort.
std::optional<double> goal_loss(const GoalValue& value, const JourneyModel& model,
                                const VisitTable& visits, const JourneyTable& table,
                                std::size_t touchpoint, FrictionKind kind);

}  // namespace wend::analyze
