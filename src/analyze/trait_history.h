#pragma once

#include <boost/json/value.hpp>
#include <string>
#include <vector>

#include "analyze/timeline.h"

namespace wend::analyze {

// What was said of a customer's trait, the latest first.
struct TraitHistory {
  std::string trait;
  struct Value {
    boost::json::value value;
    std::size_t place = 0;  // of the identify event, counted from 0 in the customer's events
  };
  std::vector<Value> values;  // never empty
};

// All traits of a customer by name, each with the values it had, as often as it changed. Looks at
// the customer's latest kTraitEventsMax identify events; `all` says whether those are all there
// are.
struct TraitHistories {
  std::vector<TraitHistory> traits;
  bool all = true;
};
base::Result<TraitHistories> trait_histories(const JourneyTable& table, std::size_t profile,
                                             const ReadProperties& read);

}  // namespace wend::analyze
