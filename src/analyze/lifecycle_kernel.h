#pragma once

#include <cstdint>
#include <span>

#include "analyze/journey_table.h"
#include "analyze/period_grid.h"

namespace wend::analyze {

// What a customer is in a period.
enum class LifecycleState : std::uint8_t {
  kNew,           // active, and never before it
  kReturning,     // active, as in the period before
  kResurrecting,  // active, not in the period before, but earlier
  kDormant,       // not active, but in the period before
};
inline constexpr std::size_t kLifecycleStates = 4;

// Walks through one customer's activity. Keeps nothing from one customer to the next.
class LifecycleKernel {
 public:
  // `periods` begins with the period before the first that is asked for; activity counts in the
  // span [from_us, to_us), while what was before says what a customer is.
  LifecycleKernel(const JourneyTable& table, const PeriodGrid& periods, TimeUs from_us,
                  TimeUs to_us)
      : time_us_(table.time_us()), periods_(periods), from_us_(from_us), to_us_(to_us) {}

  // `active`: the positions of what counts as a customer's activity, at any time, ascending. Calls
  // visit(period, state) in the order of periods, each at most once, never for period 0; and
  // before(period) for each period that the customer was active in the one before.
  template <typename Visit, typename Before>
  void each_state(std::span<const std::uint32_t> active, Visit&& visit, Before&& before) const {
    constexpr std::size_t kNone = ~std::size_t{0};
    bool earlier = false;          // active before the grid
    std::size_t last = kNone;      // the last period with activity
    std::size_t previous = kNone;  // the one before that
    bool counted = false;          // whether `last` was visited
    const auto leave = [&] {
      if (last == kNone || last + 1 == periods_.size()) return;
      before(last + 1);
    };
    for (const std::uint32_t position : active) {
      const TimeUs time_us = time_us_[position];
      if (time_us >= to_us_) break;
      if (time_us < periods_.start_us(0)) {
        earlier = true;
        continue;
      }
      const std::size_t period = periods_.period_of(time_us);
      if (period != last) {
        leave();
        if (last != kNone && last + 1 < period) visit(last + 1, LifecycleState::kDormant);
        previous = last;
        last = period;
        counted = false;
      }
      if (counted || time_us < from_us_) continue;
      counted = true;
      visit(period, previous == kNone && !earlier                 ? LifecycleState::kNew
                    : previous != kNone && previous + 1 == period ? LifecycleState::kReturning
                                                                  : LifecycleState::kResurrecting);
    }
    leave();
    if (last != kNone && last + 1 < periods_.size()) visit(last + 1, LifecycleState::kDormant);
  }

 private:
  std::span<const TimeUs> time_us_;
  const PeriodGrid& periods_;
  TimeUs from_us_, to_us_;
};

}  // namespace wend::analyze
