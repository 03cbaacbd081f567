#pragma once

#include <algorithm>
#include <array>
#include <span>
#include <vector>

#include "analyze/clickhouse_funnel.h"

namespace wend::analyze {

// The events of one time, by the steps they satisfy.
class ClickHouseMoment {
 public:
  ClickHouseMoment(const JourneyTable& table, const StepClasses& classes,
                   const ScopeEvents& looked_at)
      : time_us_(table.time_us()), classes_(classes), looked_at_(looked_at) {}

  // Reads the events that have the time of the one at `at`, up to `end`; answers the first behind
  // them.
  std::size_t read(std::size_t at, std::size_t end) {
    for (const std::uint32_t step : steps_) events_of_step_[step].clear();
    steps_.clear();
    events_.clear();
    has_other_ = false;
    now_us_ = time_us_[at];
    for (; at < end && time_us_[at] == now_us_; ++at) {
      if (!looked_at_.takes(at)) continue;
      const auto satisfied = classes_.steps(classes_.of(at));
      has_other_ |= satisfied.empty();
      if (!satisfied.empty()) events_.push_back(static_cast<std::uint32_t>(at));
      for (const std::uint32_t step : satisfied) {
        if (events_of_step_[step].empty()) steps_.push_back(step);
        events_of_step_[step].push_back(static_cast<std::uint32_t>(at));
      }
    }
    std::ranges::sort(steps_);
    return at;
  }

  TimeUs now_us() const { return now_us_; }
  // Whether an event satisfies no step.
  bool has_other() const { return has_other_; }
  // The steps that some event satisfies, ascending, and those events.
  std::span<const std::uint32_t> steps() const { return steps_; }
  std::span<const std::uint32_t> events_of(std::uint32_t step) const {
    return events_of_step_[step];
  }
  // All events that satisfy a step.
  std::span<const std::uint32_t> events() const { return events_; }

 private:
  std::span<const TimeUs> time_us_;
  const StepClasses& classes_;
  const ScopeEvents& looked_at_;
  TimeUs now_us_ = 0;
  bool has_other_ = false;
  std::vector<std::uint32_t> steps_, events_;
  std::array<std::vector<std::uint32_t>, kClickHouseStepsMax> events_of_step_;
};

// The chain that was last put at a step: its events up to there.
struct ClickHouseChain {
  bool reached = false;
  TimeUs first_us = 0, last_us = 0;
  std::array<std::uint32_t, kClickHouseStepsMax> positions{};
};

std::unique_ptr<AttemptKernel> make_clickhouse_funnel_once(const JourneyTable& table,
                                                           const StepClasses& classes,
                                                           const ScopeEvents& looked_at,
                                                           model::DurationUs window_us,
                                                           ClickHouseModes modes);

}  // namespace wend::analyze
