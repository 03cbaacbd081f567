#pragma once

#include <optional>
#include <string>
#include <vector>

#include "analyze/discovery_names.h"
#include "analyze/discovery_order.h"

namespace wend::analyze {

// What is known of a touchpoint before it has a stage.
struct Candidate {
  NameGroup group;
  std::string channel;  // of most of its events
  std::string role;     // "step", "goal", "contact", "error", "message"
  int revenue_grade =
      0;  // names_revenue of the surest property that at least half of its events have
};

struct Roles {
  std::vector<Candidate> candidates;
  std::vector<std::size_t> touchpoint_of_name;
  std::optional<std::size_t> goal;
};

// Touchpoints with the main channel, and all roles that can be told without the order.
base::Result<Roles> first_roles(const JourneyTable& table, const std::stop_token& stop);

// The goal: what sounds like one or earns revenue; else where most journeys end. Sets the role of
// the goal, and of everything that sounds and earns like one.
void find_goal(Roles& roles, const Precedence& precedence, const std::vector<double>& positions,
               std::size_t profiles);

// The property that tells revenue best in this table, when there is one; "" otherwise.
base::Result<std::string> revenue_property(const JourneyTable& table);

}  // namespace wend::analyze
