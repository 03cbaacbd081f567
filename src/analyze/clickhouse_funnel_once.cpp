#include "analyze/clickhouse_funnel_moment.h"
#include "analyze/tie_matching.h"

namespace wend::analyze {
namespace {

// With strict_once ClickHouse follows every chain, which are far too many where events repeat. What
// a chain can still become depends only on when it began (later is better, for the window), and at
// its own last time on which events of that time it has used. So one chain for each step is enough
// from one time to the next, and within a time the events are given to steps by matching.
class ClickHouseFunnelOnce final : public AttemptKernel {
 public:
  ClickHouseFunnelOnce(const JourneyTable& table, const StepClasses& classes,
                       const ScopeEvents& looked_at, model::DurationUs window_us,
                       ClickHouseModes modes)
      : moment_(table, classes, looked_at),
        matching_(classes),
        assigned_(classes.step_count()),
        step_count_(classes.step_count()),
        window_us_(window_us),
        modes_(modes) {}

  void find(std::size_t begin, std::size_t end, AttemptList& attempts) override {
    for (std::size_t step = 0; step < step_count_; ++step)
      chains_[step].reached = before_[step].reached = false;
    entries_.clear();
    for (std::size_t at = begin; at < end;) {
      at = moment_.read(at, end);
      if (moment_.steps().empty() && !moment_.has_other()) continue;
      if (modes_.strict_order && moment_.has_other() && chains_[0].reached) break;
      if (!(modes_.strict_deduplication ? goes_on_deduplicated() : goes_on())) break;
    }
    std::size_t reached = 0;
    while (reached < step_count_ && chains_[reached].reached) ++reached;
    if (reached > 0) attempts.add(std::span(chains_[reached - 1].positions).first(reached));
  }

 private:
  bool in_window(TimeUs first_us) const { return moment_.now_us() - first_us <= window_us_; }

  // What a step of this time does when its previous step was not reached.
  bool ends_at_gap() const {
    return modes_.strict_order && chains_[0].reached && !modes_.allow_reentry;
  }

  // Puts the chain at its last step unless one that began later is there.
  void put(std::size_t step, const ClickHouseChain& chain) {
    if (!chains_[step].reached || chains_[step].first_us < chain.first_us) chains_[step] = chain;
  }

  bool goes_on() {
    if (moment_.steps().empty()) return true;
    for (std::size_t step = 0; step < step_count_; ++step) before_[step] = chains_[step];
    if (modes_.strict_increase) {
      go_one_step();
    } else {
      go_many_steps();
    }
    for (const std::uint32_t step : moment_.steps()) {
      if (step > 0 && !chains_[step - 1].reached && ends_at_gap()) return false;
    }
    return !chains_[step_count_ - 1].reached;
  }

  // Only chains from before this time go on.
  void go_one_step() {
    for (const std::uint32_t step : moment_.steps()) {
      const bool begins = step == 0;
      if (!begins && (!before_[step - 1].reached || !in_window(before_[step - 1].first_us)))
        continue;
      ClickHouseChain chain =
          begins ? ClickHouseChain{true, moment_.now_us(), 0, {}} : before_[step - 1];
      chain.positions[step] = moment_.events_of(step).front();
      put(step, chain);
    }
  }

  void go_many_steps() {
    matching_.set_events(moment_.events());
    for (std::size_t first = 0; first < step_count_; ++first) {
      if (!matching_.has_candidate(first)) continue;
      if (first > 0 && (!before_[first - 1].reached || !in_window(before_[first - 1].first_us)))
        continue;
      ClickHouseChain chain =
          first == 0 ? ClickHouseChain{true, moment_.now_us(), 0, {}} : before_[first - 1];
      const std::size_t end = matching_.extend(first);
      for (std::size_t reached = first + 1; reached <= end; ++reached) {
        matching_.assign(first, reached, assigned_);
        std::copy(assigned_.begin() + static_cast<std::ptrdiff_t>(first),
                  assigned_.begin() + static_cast<std::ptrdiff_t>(reached),
                  chain.positions.begin() + static_cast<std::ptrdiff_t>(first));
        put(reached - 1, chain);
      }
    }
  }

  // Here each step but the first is reached once, by the first event that can: there is one chain,
  // and only its first event is open.
  bool goes_on_deduplicated() {
    for (const std::uint32_t step : moment_.steps()) {
      if (step == 0) {
        begin_chains();
        continue;
      }
      for (const std::uint32_t event : moment_.events_of(step)) {
        if (chains_[step].reached) return false;
        if (!chains_[step - 1].reached) {
          if (ends_at_gap()) return false;
          break;
        }
        if (take_over(step, event) && step + 1 == step_count_) return false;
      }
    }
    return true;
  }

  struct Entry {
    TimeUs time_us;
    std::uint32_t position;
  };

  // Of the entries of one time as many are kept as there are steps, so that one is free of the
  // chain's other events; of earlier ones the last is enough.
  void begin_chains() {
    chains_[0] = {true, moment_.now_us(), moment_.now_us(), {moment_.events_of(0).front()}};
    if (chains_[1].reached) return;  // the chain is on its way with what it has
    if (!entries_.empty()) entries_.erase(entries_.begin(), entries_.end() - 1);
    for (const std::uint32_t event : moment_.events_of(0).first(
             std::min<std::size_t>(step_count_, moment_.events_of(0).size())))
      entries_.push_back({moment_.now_us(), event});
  }

  bool take_over(std::uint32_t step, std::uint32_t event) {
    const ClickHouseChain& before = chains_[step - 1];
    if (modes_.strict_increase && step > 1 && before.last_us >= moment_.now_us()) return false;
    const auto used = std::span(before.positions).subspan(1, step - 1);
    if (std::ranges::find(used, event) != used.end()) return false;
    for (std::size_t i = entries_.size(); i > 0; --i) {
      const Entry& entry = entries_[i - 1];
      if (entry.position == event || std::ranges::find(used, entry.position) != used.end())
        continue;
      if (step == 1 && modes_.strict_increase && entry.time_us >= moment_.now_us()) continue;
      if (!in_window(entry.time_us)) return false;  // the others began earlier still
      ClickHouseChain chain = before;
      chain.first_us = entry.time_us;
      chain.last_us = moment_.now_us();
      chain.positions[0] = entry.position;
      chain.positions[step] = event;
      chains_[step] = chain;
      // Under strict_increase nothing of this time begins the chain any more.
      if (step == 1 && modes_.strict_increase)
        std::erase_if(entries_, [&](const Entry& at) { return at.time_us >= moment_.now_us(); });
      return true;
    }
    return false;
  }

  ClickHouseMoment moment_;
  TieMatching matching_;
  std::vector<std::uint32_t> assigned_;
  std::size_t step_count_;
  model::DurationUs window_us_;
  ClickHouseModes modes_;
  std::array<ClickHouseChain, kClickHouseStepsMax> chains_, before_;
  std::vector<Entry> entries_;  // with strict_deduplication: where the chain may begin, by time
};

}  // namespace

std::unique_ptr<AttemptKernel> make_clickhouse_funnel_once(const JourneyTable& table,
                                                           const StepClasses& classes,
                                                           const ScopeEvents& looked_at,
                                                           model::DurationUs window_us,
                                                           ClickHouseModes modes) {
  return std::make_unique<ClickHouseFunnelOnce>(table, classes, looked_at, window_us, modes);
}

}  // namespace wend::analyze
