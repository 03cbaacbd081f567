#pragma once

#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include "analyze/funnel.h"
#include "analyze/journey_table.h"

namespace wend::analyze {

// What a funnel counts: an attempt of a customer.
struct FunnelUnit {
  std::uint32_t profile;
  std::uint32_t reached;  // steps up to the furthest that is not optional
  std::uint32_t label;    // of the breakdown
  TimeUs entered_us;
};

// Units by how many steps they reached.
class StepCounts {
 public:
  explicit StepCounts(std::size_t steps) : at_least_(steps) {}
  void count(std::uint32_t reached) { ++at_least_[reached - 1]; }
  // From "exactly k" to "k or more".
  void finish() {
    for (std::size_t step = at_least_.size() - 1; step > 0; --step)
      at_least_[step - 1] += at_least_[step];
  }
  // How many reached the step (from 0) or one behind it.
  std::uint64_t operator[](std::size_t step) const { return at_least_[step]; }

 private:
  std::vector<std::uint64_t> at_least_;
};

// Customers by the furthest step that one of their units reached. Units come customer by customer.
class PeopleCounts {
 public:
  explicit PeopleCounts(std::size_t steps) : counts_(steps) {}
  void add(std::uint32_t profile, std::uint32_t reached) {
    if (profile != profile_) {
      flush();
      profile_ = profile;
    }
    reached_ = std::max(reached_, reached);
  }
  void finish() {
    flush();
    counts_.finish();
  }
  std::uint64_t operator[](std::size_t step) const { return counts_[step]; }

 private:
  void flush() {
    if (reached_ > 0) counts_.count(reached_);
    reached_ = 0;
  }
  StepCounts counts_;
  std::uint32_t profile_ = std::numeric_limits<std::uint32_t>::max();
  std::uint32_t reached_ = 0;
};

// All units of a funnel, in the order of their customers, and how long their steps took.
class FunnelUnits {
 public:
  explicit FunnelUnits(const std::vector<FunnelStep>& steps);

  // An attempt's positions by step; kSkippedStep for one that was passed over.
  void add(const JourneyTable& table, std::uint32_t profile, std::uint32_t label,
           std::span<const std::uint32_t> attempt);

  // Those of the customers behind these.
  void append(const FunnelUnits& others);

  std::span<const FunnelUnit> all() const { return units_; }

  // Those who filled a step behind the first (from 0), in order: their unit, and the times in
  // microseconds since their first event and since the one before this.
  struct Filled {
    std::vector<std::uint32_t> unit;
    std::vector<std::int64_t> from_first_us, from_previous_us;
  };
  const Filled& filled(std::size_t step) const { return filled_[step]; }

 private:
  std::vector<std::uint8_t> optional_;  // per step
  std::vector<FunnelUnit> units_;
  std::vector<Filled> filled_;
};

}  // namespace wend::analyze
