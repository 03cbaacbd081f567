#pragma once

#include <memory>

#include "analyze/funnel.h"
#include "analyze/funnel_attempt.h"
#include "analyze/labels.h"
#include "analyze/step_classes.h"

namespace wend::analyze {

// The columns that a funnel's kernels look at; one for all threads.
struct FunnelColumns {
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

  static base::Result<std::unique_ptr<FunnelColumns>> make(const QueryRun& run,
                                                           const FunnelAsk& ask);
};

// The events of one unit as its kernel sees them, by number: those of a customer stand in the table
// one after another, so that their numbers are their positions; those of an account stand in a list
// that is filled anew for each. One for each thread.
class FunnelInput {
 public:
  // `listed`: the positions by number; null: numbers are positions. Both must outlive it.
  explicit FunnelInput(const FunnelColumns& columns,
                       const std::vector<std::uint32_t>* listed = nullptr)
      : columns_(columns), listed_(listed), times_(columns.table.time_us()) {}

  const FunnelColumns& columns() const { return columns_; }
  std::size_t position(std::size_t event) const {
    return listed_ == nullptr ? event : (*listed_)[event];
  }
  TimeUs exact_time_us(std::size_t event) const { return times_[position(event)]; }
  // The same as exact_times()[event].
  struct ExactTimes {
    const FunnelInput& input;
    TimeUs operator[](std::size_t event) const { return input.exact_time_us(event); }
  };
  ExactTimes exact_times() const { return {*this}; }
  // Rounded.
  TimeUs time_us(std::size_t event) const {
    const TimeUs time = exact_time_us(event);
    const model::DurationUs resolution_us = columns_.resolution_us;
    if (resolution_us == 1) return time;
    const TimeUs up = time + resolution_us / 2;
    return up - (up % resolution_us + resolution_us) % resolution_us;
  }
  bool looks_at(std::size_t event) const { return columns_.looked_at.takes(position(event)); }
  // Which steps an event satisfies, and which exclusions it is, as one number each (0: none).
  std::uint32_t step_class(std::size_t event) const { return columns_.steps.of(position(event)); }
  std::uint32_t exclusion_class(std::size_t event) const {
    return columns_.exclusions.of(position(event));
  }
  std::span<const std::uint32_t> steps(std::size_t event) const {
    return columns_.steps.steps(step_class(event));
  }
  std::span<const std::uint32_t> exclusions(std::size_t event) const {
    return columns_.exclusions.steps(exclusion_class(event));
  }
  std::uint32_t name(std::size_t event) const { return columns_.table.name()[position(event)]; }

 private:
  const FunnelColumns& columns_;
  const std::vector<std::uint32_t>* listed_;
  std::span<const TimeUs> times_;
};

// The kernel that finds attempts as the question says. The input must outlive it; presets take no
// listed events.
std::unique_ptr<AttemptKernel> make_attempt_kernel(const FunnelInput& input, const FunnelAsk& ask);

// Whether an attempt is as it is when no knob is turned, which FunnelKernel finds by itself.
bool has_default_knobs(const FunnelAsk& ask);

}  // namespace wend::analyze
