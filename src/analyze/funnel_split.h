#pragma once

#include <memory>

#include "analyze/funnel_attempt.h"
#include "analyze/funnel_moments.h"

namespace wend::analyze {

// Looks at each session of a customer as if there were no other: a gap between neighbouring events
// looked at that is longer than `gap_us` begins a new one.
std::unique_ptr<AttemptKernel> make_by_session(const FunnelInput& input, model::DurationUs gap_us,
                                               std::unique_ptr<AttemptKernel> inner);

// Finds attempts whose events all have the same values of the held properties; an event without one
// of them fills no step. Of the attempts at several values all count (`attempt`: all), or the one
// that reaches the most steps, then begins first, then comes first in the table; with `attempt`:
// first only the value counts that the customer entered with. Without held properties it is `inner`
// alone. `inner` heeds `filter`.
std::unique_ptr<AttemptKernel> make_holding(const FunnelInput& input, const FunnelRules& rules,
                                            std::unique_ptr<EventFilter> filter,
                                            std::unique_ptr<AttemptKernel> inner);

}  // namespace wend::analyze
