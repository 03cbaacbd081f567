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
  void add(const StepCounts& others) {
    for (std::size_t step = 0; step < at_least_.size(); ++step)
      at_least_[step] += others.at_least_[step];
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
  // Other customers; both are finished.
  void add(const PeopleCounts& others) { counts_.add(others.counts_); }
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

// The units of a range of customers, in their order, and how long their steps took. Only what is
// asked for is kept of them.
class FunnelUnits {
 public:
  struct Keeps {
    bool labels = false, entered = false;
  };
  FunnelUnits(const std::vector<FunnelStep>& steps, Keeps keeps);

  // An attempt's positions by step; kSkippedStep for one that was passed over. How many steps it
  // reached.
  std::uint32_t add(const JourneyTable& table, std::uint32_t profile, std::uint32_t label,
                    std::span<const std::uint32_t> attempt);
  // Forgets all, and keeps the memory.
  void clear();

  std::size_t size() const { return profile_.size(); }
  FunnelUnit operator[](std::size_t unit) const {
    return {profile_[unit], reached_[unit], keeps_.labels ? label_[unit] : 0,
            keeps_.entered ? entered_us_[unit] : 0};
  }

  // Those who filled a step behind the first (from 0), in order: their unit, and the times in
  // microseconds since the one before this and since their first event; for the second step both
  // are the same, and the latter is empty.
  struct Filled {
    std::vector<std::uint32_t> unit;
    std::vector<std::int64_t> from_previous_us, from_first_us;
  };
  const Filled& filled(std::size_t step) const { return filled_[step]; }

 private:
  std::vector<std::uint8_t> optional_;  // per step
  Keeps keeps_;
  std::vector<std::uint32_t> profile_, reached_, label_;
  std::vector<TimeUs> entered_us_;
  std::vector<Filled> filled_;
};

}  // namespace wend::analyze
