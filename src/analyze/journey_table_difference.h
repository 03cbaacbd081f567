#pragma once

#include <cstdint>
#include <optional>

#include "analyze/journey_table.h"

namespace wend::analyze {

// The first customer, by id, whose events are not the same in both tables: those that one of them
// lacks, or whose times, sequence numbers, names, channels, sources or types differ. Nothing: the
// tables say the same, wherever their events stand.
std::optional<std::int64_t> first_difference(const JourneyTable& a, const JourneyTable& b);

}  // namespace wend::analyze
