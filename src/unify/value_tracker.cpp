#include "unify/value_tracker.h"

#include <algorithm>
#include <compare>
#include <tuple>
#include <variant>

#include "unify/profile_table.h"

namespace wend::unify {
namespace {

using model::Measure;

// Of events whose moment counts for good.
template <typename State>
class GrowingTracker final : public ValueTracker {
 public:
  GrowingTracker(const ValueLeaf& leaf, bool watched)
      : measure_(leaf.measure), bounds_(leaf.bounds), watched_(watched) {}

  ValueView take(ProfileIndex profile, const Observation& seen, TimeUs now) override {
    const bool outside = (bounds_.from_us && seen.time_us < *bounds_.from_us) ||
                         (bounds_.to_us && seen.time_us >= *bounds_.to_us);
    if (outside || !counts(measure_, seen)) return look(profile, now);
    Kept& kept = states_[profile];
    kept.state.add(measure_, seen);
    return view(kept, now);
  }
  ValueView look(ProfileIndex profile, TimeUs now) override {
    Kept* kept = states_.find(profile);
    return kept == nullptr ? ValueView{} : view(*kept, now);
  }
  model::Value value(ProfileIndex profile, TimeUs now) override {
    const Kept* kept = states_.find(profile);
    return (kept == nullptr ? State{} : kept->state).value(measure_, now);
  }
  void forget(ProfileIndex profile) override { states_.erase(profile); }
  std::size_t bytes() const override { return states_.bytes(); }

 private:
  struct Kept {
    State state;
    TimeUs timer = kNoTime;
  };
  ValueView view(Kept& kept, TimeUs now) const {
    if constexpr (std::is_same_v<State, EndState>) {
      if (watched_ && model::grows_old(measure_))
        return {.due = kept.state.next_day(now), .timer = &kept.timer};
    }
    return {.timer = &kept.timer};
  }

  const Measure measure_;
  const model::TimeBounds bounds_;
  const bool watched_;
  ProfileTable<Kept> states_;
};

// Of events in a window before now, which must be kept one by one to be let go. `What` is what has
// to be kept of an event beside its time.
template <typename State, typename What>
class RecentTracker final : public ValueTracker {
 public:
  RecentTracker(const ValueLeaf& leaf, bool watched)
      : measure_(leaf.measure), window_(*leaf.bounds.within), watched_(watched) {}

  ValueView take(ProfileIndex profile, const Observation& seen, TimeUs now) override {
    if (now - seen.time_us >= window_ || !counts(measure_, seen)) return look(profile, now);
    Kept& kept = states_[profile];
    Entry entry{seen.time_us, seen.sequence, {}};
    if constexpr (std::is_same_v<What, double>) {
      entry.what = *counted_number(*seen.value);
      kept.sum.add(entry.what);
    }
    if constexpr (std::is_same_v<What, model::Value>) entry.what = *seen.value;
    const auto place = [](const Entry& one) { return std::pair(one.time_us, one.sequence); };
    kept.entries.insert(std::ranges::upper_bound(kept.entries, place(entry), {}, place),
                        std::move(entry));
    return view(profile, kept, now);
  }
  ValueView look(ProfileIndex profile, TimeUs now) override {
    Kept* kept = states_.find(profile);
    return kept == nullptr ? ValueView{} : view(profile, *kept, now);
  }
  model::Value value(ProfileIndex profile, TimeUs now) override {
    (void)look(profile, now);
    const Kept* kept = states_.find(profile);
    if (kept == nullptr) return State{}.value(measure_, now);
    // What needs no look at all of them.
    if (measure_ == Measure::kCount) return static_cast<double>(kept->entries.size());
    if constexpr (std::is_same_v<What, double>) {
      if (measure_ == Measure::kSum) return kept->sum.sum();
      if (measure_ == Measure::kAverage || measure_ == Measure::kShare) return kept->sum.average();
    }
    if constexpr (std::is_same_v<State, EndState>) return ends(*kept).value(measure_, now);
    State state;
    for (const Entry& entry : kept->entries) add(state, entry);
    return state.value(measure_, now);
  }
  void forget(ProfileIndex profile) override { states_.erase(profile); }
  std::size_t bytes() const override {
    return states_.bytes() + states_.size() * 4 * sizeof(Entry);
  }

 private:
  struct Entry {
    TimeUs time_us = 0;
    std::int64_t sequence = 0;
    [[no_unique_address]] What what;
  };
  struct Kept {
    std::vector<Entry> entries;  // in order of time, then of sequence
    NumberSum sum;
    TimeUs timer = kNoTime;
  };

  void add(State& state, const Entry& entry) const {
    model::Value value;
    if constexpr (!std::is_same_v<What, std::monostate>) value = entry.what;
    state.add(measure_, {entry.time_us, entry.sequence, &value});
  }
  EndState ends(const Kept& kept) const {
    EndState state;
    if constexpr (std::is_same_v<State, EndState>) {
      add(state, kept.entries.front());
      add(state, kept.entries.back());
    }
    return state;
  }
  ValueView view(ProfileIndex profile, Kept& kept, TimeUs now) {
    auto first = kept.entries.begin();
    for (; first != kept.entries.end() && now - first->time_us >= window_; ++first) {
      if constexpr (std::is_same_v<What, double>) kept.sum.remove(first->what);
    }
    kept.entries.erase(kept.entries.begin(), first);
    if (kept.entries.empty()) {
      states_.erase(profile);
      return {};
    }
    ValueView view{.due = kept.entries.front().time_us + window_, .timer = &kept.timer};
    if (watched_ && model::grows_old(measure_))
      view.due = std::min(view.due, ends(kept).next_day(now));
    return view;
  }

  const Measure measure_;
  const model::DurationUs window_;
  const bool watched_;
  ProfileTable<Kept> states_;
};

}  // namespace

class ValueTracker::Visits {
 public:
  // False when the event is older than the last one.
  bool take(ProfileIndex profile, const Observation& seen) {
    Kept& kept = states_[profile];
    const auto order =
        std::tie(seen.time_us, seen.sequence) <=> std::tie(kept.time_us, kept.sequence);
    if (order < 0) return false;
    if (order == 0) return true;  // another touch took it in
    std::tie(kept.time_us, kept.sequence) = std::tie(seen.time_us, seen.sequence);
    kept.visits.add(seen.time_us, seen.origin, &origins_);
    return true;
  }
  model::Value value(ProfileIndex profile, const model::TouchField& field) {
    const Kept* kept = states_.find(profile);
    return kept == nullptr ? model::Value() : kept->visits.value(field);
  }
  void forget(ProfileIndex profile) { states_.erase(profile); }
  std::size_t bytes() const {
    // A node of the set: the value, three pointers and a colour.
    return states_.bytes() + origins_.size() * (sizeof(model::Origin) + 32);
  }

 private:
  struct Kept {
    TimeUs time_us = std::numeric_limits<TimeUs>::min();
    std::int64_t sequence = std::numeric_limits<std::int64_t>::min();
    model::VisitScan visits;
  };
  ProfileTable<Kept> states_;
  model::OriginSet origins_;
};

std::shared_ptr<ValueTracker::Visits> ValueTracker::make_visits() {
  return std::make_shared<Visits>();
}

namespace {

// A part of where a visit came from.
class TouchTracker final : public ValueTracker {
 public:
  TouchTracker(const ValueLeaf& leaf, std::shared_ptr<Visits> visits)
      : field_(*leaf.touch), visits_(std::move(visits)) {}

  ValueView take(ProfileIndex profile, const Observation& seen, TimeUs) override {
    return {.stale = !visits_->take(profile, seen)};
  }
  ValueView look(ProfileIndex, TimeUs) override { return {}; }
  model::Value value(ProfileIndex profile, TimeUs) override {
    return visits_->value(profile, field_);
  }
  void forget(ProfileIndex profile) override { visits_->forget(profile); }
  std::size_t bytes() const override {
    return visits_->bytes() / static_cast<std::size_t>(visits_.use_count());
  }

 private:
  const model::TouchField field_;
  const std::shared_ptr<Visits> visits_;
};

template <typename State, typename What>
std::unique_ptr<ValueTracker> recent(const ValueLeaf& leaf, bool watched) {
  return std::make_unique<RecentTracker<State, What>>(leaf, watched);
}

}  // namespace

std::unique_ptr<ValueTracker> ValueTracker::make(const ValueLeaf& leaf, bool watched,
                                                 const std::shared_ptr<Visits>& visits) {
  if (leaf.touch) return std::make_unique<TouchTracker>(leaf, visits);
  return with_state_of(leaf.measure, [&](auto state) -> std::unique_ptr<ValueTracker> {
    using State = decltype(state);
    if (!leaf.bounds.within) return std::make_unique<GrowingTracker<State>>(leaf, watched);
    if constexpr (std::is_same_v<State, NumberState>) return recent<State, double>(leaf, watched);
    if constexpr (std::is_same_v<State, ValuesState>)
      return recent<State, model::Value>(leaf, watched);
    if (model::needs_property(leaf.measure)) return recent<State, model::Value>(leaf, watched);
    return recent<State, std::monostate>(leaf, watched);
  });
}

}  // namespace wend::unify
