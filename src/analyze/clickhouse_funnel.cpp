#include "analyze/clickhouse_funnel.h"

#include "analyze/clickhouse_funnel_moment.h"
#include "base/assert.h"

namespace wend::analyze {
namespace {

// Without strict_once: one chain for each step, the last.
class ClickHouseFunnel final : public AttemptKernel {
 public:
  ClickHouseFunnel(const JourneyTable& table, const StepClasses& classes,
                   const ScopeEvents& looked_at, model::DurationUs window_us, ClickHouseModes modes)
      : moment_(table, classes, looked_at),
        step_count_(classes.step_count()),
        window_us_(window_us),
        modes_(modes) {}

  void find(std::size_t begin, std::size_t end, AttemptList& attempts) override {
    for (std::size_t step = 0; step < step_count_; ++step) chains_[step].reached = false;
    for (std::size_t at = begin; at < end;) {
      at = moment_.read(at, end);
      if (!goes_on_after_moment()) break;
    }
    // Chains go on from step to step, so the steps that were reached are the first ones.
    std::size_t reached = 0;
    while (reached < step_count_ && chains_[reached].reached) ++reached;
    if (reached > 0) attempts.add(std::span(chains_[reached - 1].positions).first(reached));
  }

 private:
  bool goes_on_after_moment() {
    if (modes_.strict_order && moment_.has_other() && chains_[0].reached) return false;
    for (const std::uint32_t step : moment_.steps()) {
      // Events of one step and one time do the same, one after another.
      std::size_t repeats = moment_.events_of(step).size();
      if (step == 0) {
        chains_[0] = {true, moment_.now_us(), moment_.now_us(), {moment_.events_of(0).front()}};
        continue;
      }
      if (modes_.strict_deduplication && chains_[step].reached) return false;
      if (!chains_[step - 1].reached) {
        if (modes_.strict_order && chains_[0].reached && !modes_.allow_reentry) return false;
        continue;
      }
      if (!take_over(step)) continue;
      if (step + 1 == step_count_) return false;
      if (modes_.strict_deduplication && repeats > 1) return false;
    }
    return true;
  }

  bool take_over(std::uint32_t step) {
    const ClickHouseChain& before = chains_[step - 1];
    if (moment_.now_us() - before.first_us > window_us_) return false;
    if (modes_.strict_increase && before.last_us >= moment_.now_us()) return false;
    ClickHouseChain& chain = chains_[step];
    chain = before;
    chain.last_us = moment_.now_us();
    chain.positions[step] = moment_.events_of(step).front();
    return true;
  }

  ClickHouseMoment moment_;
  std::size_t step_count_;
  model::DurationUs window_us_;
  ClickHouseModes modes_;
  std::array<ClickHouseChain, kClickHouseStepsMax> chains_;
};

}  // namespace

std::unique_ptr<AttemptKernel> make_clickhouse_funnel(const JourneyTable& table,
                                                      const StepClasses& classes,
                                                      const ScopeEvents& looked_at,
                                                      model::DurationUs window_us,
                                                      ClickHouseModes modes) {
  WEND_ASSERT(classes.step_count() <= kClickHouseStepsMax, "the reader limits the steps");
  if (modes.strict_once)
    return make_clickhouse_funnel_once(table, classes, looked_at, window_us, modes);
  return std::make_unique<ClickHouseFunnel>(table, classes, looked_at, window_us, modes);
}

}  // namespace wend::analyze
