#include "unify/leaf_tracker.h"

#include <algorithm>

#include "unify/number_sum.h"
#include "unify/profile_table.h"
#include "unify/sequence_scan.h"

namespace wend::unify {
namespace {

bool lies_between(const model::TimeBounds& bounds, TimeUs time_us) {
  return (!bounds.from_us || time_us >= *bounds.from_us) &&
         (!bounds.to_us || time_us < *bounds.to_us);
}

// How many have to be told apart: more than these are as good as these.
std::uint64_t most_told(const Leaf& leaf) {
  return leaf.at_most ? *leaf.at_most + 1 : leaf.at_least;
}

bool count_holds(const Leaf& leaf, std::uint64_t count) {
  return count >= leaf.at_least && (!leaf.at_most || count <= *leaf.at_most);
}

// Counts that only grow.
class CountTracker final : public LeafTracker {
 public:
  explicit CountTracker(const Leaf& leaf)
      : leaf_(leaf), most_(static_cast<std::uint32_t>(most_told(leaf))) {}

  bool holds_of_nothing() const override { return count_holds(leaf_, 0); }
  LeafView take(ProfileIndex profile, const TakenEvent& event, TimeUs now) override {
    if (!lies_between(leaf_.bounds, event.time_us)) return look(profile, now);
    if (most_ == 1) {
      some_.put(profile, true);
      return {.holds = count_holds(leaf_, 1)};
    }
    std::uint32_t& count = counts_[profile];
    if (count < most_) ++count;
    return {.holds = count_holds(leaf_, count)};
  }
  LeafView look(ProfileIndex profile, TimeUs) override {
    if (most_ == 1) return {.holds = count_holds(leaf_, some_.has(profile) ? 1 : 0)};
    const std::uint32_t* count = counts_.find(profile);
    return {.holds = count_holds(leaf_, count == nullptr ? 0 : *count)};
  }
  void forget(ProfileIndex profile) override {
    some_.put(profile, false);
    counts_.erase(profile);
  }
  std::size_t bytes() const override { return some_.bytes() + counts_.bytes(); }

 private:
  const Leaf leaf_;
  const std::uint32_t most_;
  ProfileSet some_;  // where one is as good as more
  ProfileTable<std::uint32_t> counts_;
};

// The latest time: enough where one event in the window is as good as more.
class LatestTracker final : public LeafTracker {
 public:
  explicit LatestTracker(const Leaf& leaf) : leaf_(leaf), window_(*leaf.bounds.within) {}

  bool holds_of_nothing() const override { return count_holds(leaf_, 0); }
  LeafView take(ProfileIndex profile, const TakenEvent& event, TimeUs now) override {
    if (now - event.time_us >= window_) return look(profile, now);
    State& state = states_[profile];
    state.time_us = std::max(state.time_us, event.time_us);
    return view(state, now);
  }
  LeafView look(ProfileIndex profile, TimeUs now) override {
    State* state = states_.find(profile);
    if (state == nullptr) return {.holds = holds_of_nothing()};
    if (now - state->time_us < window_) return view(*state, now);
    states_.erase(profile);
    return {.holds = holds_of_nothing()};
  }
  void forget(ProfileIndex profile) override { states_.erase(profile); }
  std::size_t bytes() const override { return states_.bytes(); }

 private:
  struct State {
    TimeUs time_us = std::numeric_limits<TimeUs>::min();
    TimeUs timer = kNoTime;
  };
  LeafView view(State& state, TimeUs) {
    return {.holds = count_holds(leaf_, 1), .due = state.time_us + window_, .timer = &state.timer};
  }

  const Leaf leaf_;
  const model::DurationUs window_;
  ProfileTable<State> states_;
};

// The latest times, as many as have to be told apart.
class RecentTracker final : public LeafTracker {
 public:
  explicit RecentTracker(const Leaf& leaf)
      : leaf_(leaf), window_(*leaf.bounds.within), most_(most_told(leaf)) {}

  bool holds_of_nothing() const override { return count_holds(leaf_, 0); }
  LeafView take(ProfileIndex profile, const TakenEvent& event, TimeUs now) override {
    if (now - event.time_us >= window_) return look(profile, now);
    State& state = states_[profile];
    auto& times = state.times;
    const auto at = std::ranges::upper_bound(times, event.time_us);
    if (times.size() < most_) {
      times.insert(at, event.time_us);
    } else if (at != times.begin()) {
      // The oldest goes.
      std::move(times.begin() + 1, at, times.begin());
      *(at - 1) = event.time_us;
    }
    return view(profile, state, now);
  }
  LeafView look(ProfileIndex profile, TimeUs now) override {
    State* state = states_.find(profile);
    if (state == nullptr) return {.holds = holds_of_nothing()};
    return view(profile, *state, now);
  }
  void forget(ProfileIndex profile) override { states_.erase(profile); }
  std::size_t bytes() const override {
    return states_.bytes() + states_.size() * std::min<std::size_t>(most_, 8) * sizeof(TimeUs);
  }

 private:
  struct State {
    std::vector<TimeUs> times;  // ascending
    TimeUs timer = kNoTime;
  };
  LeafView view(ProfileIndex profile, State& state, TimeUs now) {
    auto& times = state.times;
    const auto old =
        std::ranges::find_if(times, [&](TimeUs time_us) { return now - time_us < window_; });
    times.erase(times.begin(), old);
    const std::uint64_t count = times.size();
    if (count == 0) {
      states_.erase(profile);
      return {.holds = holds_of_nothing()};
    }
    // Which of the times, counted from the latest, has to go before the answer changes.
    LeafView view{.holds = count_holds(leaf_, count)};
    std::uint64_t deciding = 0;
    if (leaf_.at_most && count > *leaf_.at_most)
      deciding = *leaf_.at_most + 1;
    else if (count >= leaf_.at_least)
      deciding = leaf_.at_least;
    if (deciding > 0) {
      view.due = times[count - deciding] + window_;
      view.timer = &state.timer;
    }
    // Kept although nothing hangs on them yet, they must not be kept for ever.
    if (deciding == 0) {
      view.due = times.back() + window_;
      view.timer = &state.timer;
    }
    return view;
  }

  const Leaf leaf_;
  const model::DurationUs window_;
  const std::uint64_t most_;
  ProfileTable<State> states_;
};

class FirstTracker final : public LeafTracker {
 public:
  explicit FirstTracker(const Leaf& leaf) : leaf_(leaf) {}

  LeafView take(ProfileIndex profile, const TakenEvent& event, TimeUs now) override {
    State& state = states_[profile];
    state.time_us = std::min(state.time_us, event.time_us);
    return view(state, now);
  }
  LeafView look(ProfileIndex profile, TimeUs now) override {
    State* state = states_.find(profile);
    return state == nullptr ? LeafView{} : view(*state, now);
  }
  void forget(ProfileIndex profile) override { states_.erase(profile); }
  std::size_t bytes() const override { return states_.bytes(); }

 private:
  struct State {
    TimeUs time_us = kNoTime;
    TimeUs timer = kNoTime;
  };
  LeafView view(State& state, TimeUs now) const {
    if (!leaf_.bounds.within) return {.holds = lies_between(leaf_.bounds, state.time_us)};
    if (now - state.time_us >= *leaf_.bounds.within) return {.timer = &state.timer};
    return {.holds = true, .due = state.time_us + *leaf_.bounds.within, .timer = &state.timer};
  }

  const Leaf leaf_;
  ProfileTable<State> states_;
};

// An aggregate of numbers that stay.
class AggregateTracker final : public LeafTracker {
 public:
  explicit AggregateTracker(const Leaf& leaf) : leaf_(leaf) {}

  bool holds_of_nothing() const override { return holds(State{}); }
  LeafView take(ProfileIndex profile, const TakenEvent& event, TimeUs now) override {
    const auto number = counted_number(*event.number);
    if (!number || !lies_between(leaf_.bounds, event.time_us)) return look(profile, now);
    State& state = states_[profile];
    state.least = state.sum.count() == 0 ? *number : std::min(state.least, *number);
    state.greatest = state.sum.count() == 0 ? *number : std::max(state.greatest, *number);
    state.sum.add(*number);
    return {.holds = holds(state)};
  }
  LeafView look(ProfileIndex profile, TimeUs) override {
    const State* state = states_.find(profile);
    return {.holds = state == nullptr ? holds_of_nothing() : holds(*state)};
  }
  void forget(ProfileIndex profile) override { states_.erase(profile); }
  std::size_t bytes() const override { return states_.bytes(); }

 private:
  struct State {
    NumberSum sum;
    double least = 0, greatest = 0;
  };
  bool holds(const State& state) const {
    return leaf_.comparison.holds(
        aggregate_value(leaf_.aggregate, state.sum, state.least, state.greatest));
  }

  const Leaf leaf_;
  ProfileTable<State> states_;
};

// An aggregate of the numbers in a window, which must be kept one by one to be let go.
class RecentAggregateTracker final : public LeafTracker {
 public:
  explicit RecentAggregateTracker(const Leaf& leaf) : leaf_(leaf), window_(*leaf.bounds.within) {}

  bool holds_of_nothing() const override {
    return leaf_.comparison.holds(aggregate_value(leaf_.aggregate, NumberSum{}, 0, 0));
  }
  LeafView take(ProfileIndex profile, const TakenEvent& event, TimeUs now) override {
    const auto number = counted_number(*event.number);
    if (!number || now - event.time_us >= window_) return look(profile, now);
    State& state = states_[profile];
    auto& numbers = state.numbers;
    numbers.insert(std::ranges::upper_bound(numbers, event.time_us, {}, &Number::time_us),
                   {event.time_us, *number});
    state.sum.add(*number);
    return view(profile, state, now);
  }
  LeafView look(ProfileIndex profile, TimeUs now) override {
    State* state = states_.find(profile);
    if (state == nullptr) return {.holds = holds_of_nothing()};
    return view(profile, *state, now);
  }
  void forget(ProfileIndex profile) override { states_.erase(profile); }
  std::size_t bytes() const override { return states_.bytes(); }

 private:
  struct Number {
    TimeUs time_us;
    double number;
  };
  struct State {
    std::vector<Number> numbers;  // in order of time
    NumberSum sum;
    TimeUs timer = kNoTime;
  };
  LeafView view(ProfileIndex profile, State& state, TimeUs now) {
    auto& numbers = state.numbers;
    auto kept = numbers.begin();
    for (; kept != numbers.end() && now - kept->time_us >= window_; ++kept)
      state.sum.remove(kept->number);
    numbers.erase(numbers.begin(), kept);
    if (numbers.empty()) {
      states_.erase(profile);
      return {.holds = holds_of_nothing()};
    }
    double least = 0, greatest = 0;
    if (leaf_.aggregate == model::Aggregate::kMin || leaf_.aggregate == model::Aggregate::kMax) {
      const auto [low, high] = std::ranges::minmax_element(numbers, {}, &Number::number);
      least = low->number;
      greatest = high->number;
    }
    return {.holds = leaf_.comparison.holds(
                aggregate_value(leaf_.aggregate, state.sum, least, greatest)),
            .due = numbers.front().time_us + window_,
            .timer = &state.timer};
  }

  const Leaf leaf_;
  const model::DurationUs window_;
  ProfileTable<State> states_;
};

class SequenceTracker final : public LeafTracker {
 public:
  explicit SequenceTracker(const Leaf& leaf) : leaf_(leaf) {}

  LeafView take(ProfileIndex profile, const TakenEvent& event, TimeUs now) override {
    if (leaf_.bounds.to_us && event.time_us >= *leaf_.bounds.to_us) return look(profile, now);
    State& state = states_[profile];
    if (!state.scan)
      state.scan = std::make_unique<SequenceScan>(leaf_.conditions.size(), leaf_.span);
    if (state.scan->add(event.time_us, event.steps)) return view(state, now);
    LeafView late = view(state, now);
    late.stale = true;
    return late;
  }
  LeafView look(ProfileIndex profile, TimeUs now) override {
    State* state = states_.find(profile);
    return state == nullptr ? LeafView{} : view(*state, now);
  }
  void forget(ProfileIndex profile) override { states_.erase(profile); }
  std::size_t bytes() const override {
    return states_.bytes() +
           states_.size() * (sizeof(SequenceScan) + leaf_.conditions.size() * sizeof(TimeUs));
  }

 private:
  struct State {
    std::unique_ptr<SequenceScan> scan;
    TimeUs timer = kNoTime;
  };
  LeafView view(State& state, TimeUs now) const {
    const auto end = state.scan->last_end();
    if (!end) return {.timer = &state.timer};
    if (!leaf_.bounds.within) return {.holds = lies_between(leaf_.bounds, *end)};
    if (now - *end >= *leaf_.bounds.within) return {.timer = &state.timer};
    return {.holds = true, .due = *end + *leaf_.bounds.within, .timer = &state.timer};
  }

  const Leaf leaf_;
  ProfileTable<State> states_;
};

}  // namespace

std::unique_ptr<LeafTracker> LeafTracker::make(const Leaf& leaf) {
  const bool window = leaf.bounds.within.has_value();
  switch (leaf.kind) {
    case Leaf::Kind::kCount:
      if (!window) return std::make_unique<CountTracker>(leaf);
      if (most_told(leaf) == 1) return std::make_unique<LatestTracker>(leaf);
      return std::make_unique<RecentTracker>(leaf);
    case Leaf::Kind::kAggregate:
      if (!window) return std::make_unique<AggregateTracker>(leaf);
      return std::make_unique<RecentAggregateTracker>(leaf);
    case Leaf::Kind::kFirst:
      return std::make_unique<FirstTracker>(leaf);
    case Leaf::Kind::kSequence:
      return std::make_unique<SequenceTracker>(leaf);
    default:
      return nullptr;
  }
}

}  // namespace wend::unify
