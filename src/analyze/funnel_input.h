#pragma once

#include <memory>

#include "analyze/funnel.h"
#include "analyze/funnel_attempt.h"
#include "analyze/labels.h"
#include "analyze/step_classes.h"

namespace wend::analyze {

// The columns that a funnel's kernels look at.
struct FunnelInput {
  const JourneyTable& table;
  // Of a customer's events in the range, those that count at all.
  const ScopeEvents& looked_at;
  StepClasses steps;         // of events looked at
  StepClasses exclusions;    // which exclusions each event is
  std::vector<Labels> held;  // the properties that keep one value
  // Times are rounded to multiples of this, half up; 1 leaves them.
  model::DurationUs resolution_us = 1;
  // Several events of one time, name and set of steps count as one.
  bool alike_count_once = false;

  TimeUs time_us(std::size_t event) const {
    const TimeUs time = table.time_us()[event];
    if (resolution_us == 1) return time;
    const TimeUs up = time + resolution_us / 2;
    return up - (up % resolution_us + resolution_us) % resolution_us;
  }

  static base::Result<std::unique_ptr<FunnelInput>> make(const QueryRun& run, const FunnelAsk& ask);
};

// The kernel that finds attempts as the question says. The input must outlive it.
std::unique_ptr<AttemptKernel> make_attempt_kernel(const FunnelInput& input, const FunnelAsk& ask);

}  // namespace wend::analyze
