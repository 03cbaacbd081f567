#pragma once

#include <vector>

#include "analyze/journey_model.h"

namespace wend::analyze {

using TouchpointWeights = std::vector<double>;  // by discovered touchpoint, in events

// For names that are in no discovered touchpoint: how often each touchpoint comes just before them,
// or just after them where none comes before. `row_of_name` is the row of a name in the answer,
// kNoTouchpoint for other names.
std::vector<TouchpointWeights> company_of(const JourneyTable& table, const JourneyModel& discovered,
                                          const std::vector<std::size_t>& row_of_name,
                                          std::size_t rows);

}  // namespace wend::analyze
