#pragma once

#include <optional>
#include <span>
#include <vector>

#include "analyze/funnel.h"
#include "analyze/funnel_input.h"

namespace wend::analyze {

// What the events of one customer must satisfy to be one attempt, in the numbers of kernels.
struct FunnelRules {
  FunnelOrder order = FunnelOrder::kOrdered;
  FunnelTries attempt = FunnelTries::kBest;
  bool strictly_later = false;  // each event at a later time than the one before it
  bool reuse = false;
  bool each_held_value = false;
  // With strict order, other events of a moment that has one of the attempt do not come between.
  bool company_in_moments = false;
  std::optional<model::DurationUs> window_us;
  model::DurationUs grace_us = 0;
  std::vector<std::uint8_t> optional;  // per step
  struct Exclusion {
    std::size_t from, to;  // steps, from 0
  };
  std::vector<Exclusion> exclusions;

  static FunnelRules of(const FunnelAsk& ask);
  std::size_t step_count() const { return optional.size(); }
};

// Which of a customer's events may fill steps: all, or those with one value.
struct EventFilter {
  bool on = false;
  std::size_t begin = 0;
  std::vector<std::uint32_t> value;  // of the events from `begin` on
  std::uint32_t wanted = 0;
  bool takes(std::size_t event) const { return !on || value[event - begin] == wanted; }
};

// The events of one time: those that may fill steps, how many there are of any kind, and which
// exclusions are among them.
struct FunnelMoment {
  TimeUs time_us;
  std::uint32_t first, count;  // of the events that may fill steps
  std::uint32_t looked_at;
  std::uint32_t first_exclusion, exclusion_count;
};

// A customer's events by their times, as far as a funnel needs them.
class FunnelMoments {
 public:
  FunnelMoments(const FunnelInput& input, const FunnelRules& rules, const EventFilter& filter)
      : input_(input), filter_(filter), every_moment_(rules.order == FunnelOrder::kStrict) {}

  void read(std::size_t begin, std::size_t end);

  std::size_t size() const { return moments_.size(); }
  const FunnelMoment& operator[](std::size_t index) const { return moments_[index]; }
  std::span<const std::uint32_t> events(const FunnelMoment& moment) const {
    return std::span(events_).subspan(moment.first, moment.count);
  }
  std::span<const std::uint32_t> exclusions(const FunnelMoment& moment) const {
    return std::span(exclusions_).subspan(moment.first_exclusion, moment.exclusion_count);
  }
  std::span<const std::uint32_t> steps_of(std::uint32_t event) const { return input_.steps(event); }

 private:
  bool has_alike(const FunnelMoment& moment, std::size_t event) const;

  const FunnelInput& input_;
  const EventFilter& filter_;
  bool every_moment_;
  std::vector<FunnelMoment> moments_;
  std::vector<std::uint32_t> events_, exclusions_;
};

}  // namespace wend::analyze
