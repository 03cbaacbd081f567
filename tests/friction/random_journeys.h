#pragma once

#include <optional>
#include <string>
#include <vector>

#include "analyze/journey_table_builder.h"

namespace wend {

// What was done to a random log.
struct RandomIncident {
  std::string what;                      // "break", "outage", "loop", "wait", "vanish"
  std::vector<std::string> touchpoints;  // at which it may be reported
  std::vector<std::string> kinds;        // as which it may be reported
  std::string property, value;           // whom it strikes; empty: everyone
  std::int64_t from_us = 0;
  std::optional<std::int64_t> to_us;
};

struct RandomLog {
  std::string about;  // for messages of a failing test
  std::vector<analyze::MemoryEvent> events;
  std::vector<RandomIncident> incidents;
};

// A log that has nothing in common with the sample company: chains of steps (software onboarding,
// insurance claims, a small shop) walked by a random number of people over weeks, with weekday and
// trend in volume, a campaign that brings people who convert less, rates that differ by segment,
// customers who come again; and 0 to 2 incidents.
RandomLog random_log(std::uint64_t seed, bool with_incidents);

}  // namespace wend
