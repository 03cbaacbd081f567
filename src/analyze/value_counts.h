#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "analyze/journey_table.h"
#include "base/result.h"

namespace wend::analyze {

struct ValueCount {
  model::Value value;
  std::uint64_t count = 0;  // events; customers for a trait
};

// What a filter can be set to, the most frequent first: `property` is a property's path, or event,
// channel, source, touchpoint or stage, or "trait:" and a trait's path. `search` is a text within
// the value, whatever its case.
base::Result<std::vector<ValueCount>> value_counts(const std::shared_ptr<const JourneyTable>& table,
                                                   std::string_view property,
                                                   std::string_view search, std::size_t limit);

struct PropertySummary {
  std::string name;
  bool trait = false;
  std::string_view type;  // text, number, boolean or mixed
  std::size_t distinct = 0;
  std::uint64_t count = 0;  // events that have it
};
// All properties and traits, the most common first, at most `limit`.
base::Result<std::vector<PropertySummary>> property_summaries(const JourneyTable& table,
                                                              std::size_t limit);

}  // namespace wend::analyze
