#pragma once

#include <memory>

#include "analyze/funnel_attempt.h"
#include "analyze/journey_table.h"
#include "analyze/step_classes.h"
#include "model/duration.h"

namespace wend::analyze {

// The modes of ClickHouse's windowFunnel.
struct ClickHouseModes {
  bool strict_order = false;
  bool strict_deduplication = false;
  bool strict_increase = false;
  bool strict_once = false;
  bool allow_reentry = false;
};

// As many steps as windowFunnel takes.
inline constexpr std::size_t kClickHouseStepsMax = 32;

// Counts as windowFunnel(window, modes…) of ClickHouse 26.7 does, with the window in microseconds.
//
// It looks at a customer's (time, step) pairs in that order; an event that satisfies several steps
// gives several pairs. A pair of step 1 begins a chain and replaces the one that had only begun; a
// pair of a later step takes over the chain of the step before it, when that has begun no longer
// than the window ago. The answer is the furthest step that any chain reached.
//  - strict_order: an event that satisfies no step ends the scan once a chain has begun (it stands
//    before the others of its time), and so does a step whose previous step was not reached yet,
//    unless allow_reentry.
//  - strict_deduplication: a second pair of a step that was reached, but step 1, ends the scan.
//  - strict_increase: a chain goes on at a later time only.
//  - strict_once: an event is used once in a chain, and all chains are followed rather than each
//    step's last one.
// The attempt is the chain that reached the step; with strict_once the one that began last.
// Equal times give the same answer in any order, but with strict_once and strict_deduplication
// together, where the table's order decides.
//
// `looked_at` and `classes` must outlive the kernel. At most kClickHouseStepsMax steps.
std::unique_ptr<AttemptKernel> make_clickhouse_funnel(const JourneyTable& table,
                                                      const StepClasses& classes,
                                                      const ScopeEvents& looked_at,
                                                      model::DurationUs window_us,
                                                      ClickHouseModes modes);

}  // namespace wend::analyze
