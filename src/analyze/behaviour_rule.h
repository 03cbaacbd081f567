#pragma once

#include <boost/json/object.hpp>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "analyze/behaviour_features.h"

namespace wend::analyze {

// "At least so many of that", or fewer.
struct BehaviourCondition {
  std::uint32_t feature = 0;
  std::uint32_t times = 1;
  bool at_least = true;

  bool holds(std::span<const std::uint32_t> counts) const {
    return (counts[feature] >= times) == at_least;
  }
};

// What tells a group from everybody else in words that a segment understands: all of these.
struct BehaviourRule {
  std::vector<BehaviourCondition> conditions;

  bool holds(std::span<const std::uint32_t> counts) const {
    for (const BehaviourCondition& condition : conditions)
      if (!condition.holds(counts)) return false;
    return true;
  }
};

// Counts of some customers by feature, and the group of each.
struct CountedCustomers {
  std::size_t features = 0;
  std::vector<std::uint32_t> counts;  // [customer][feature]
  std::vector<std::uint32_t> group;   // by customer

  std::span<const std::uint32_t> of(std::size_t customer) const {
    return std::span(counts).subspan(customer * features, features);
  }
};

// At most three conditions on steps and channels, each chosen greedily for the highest F measure
// (the harmonic mean of precision and recall) and kept when it raises that by a hundredth at least.
// None: no condition tells the group from the others.
BehaviourRule rule_for(const std::vector<Feature>& features, const CountedCustomers& customers,
                       std::uint32_t group);

// The rule as a predicate about customers (docs/query-language.md); `step_form` is "event" or
// "touchpoint", `within` the time that events are counted back from now, if not all.
boost::json::object predicate_of(const BehaviourRule& rule, const std::vector<Feature>& features,
                                 const std::string& step_form,
                                 const std::optional<std::string>& within);

// "Support call at least 3 times, and fewer than 2 times on the channel app".
std::string sentence_of(const BehaviourRule& rule, const std::vector<Feature>& features);

}  // namespace wend::analyze
