// The part of SegmentEngine that goes on from another one when segments change.
#include <map>
#include <unordered_map>

#include "base/assert.h"
#include "unify/segment_engine.h"
#include "unify/segment_engine_state.h"

namespace wend::unify {
namespace {

// What a leaf of these kinds says hangs on what its key does not name: it is asked anew, which
// takes no event.
bool asked_anew(const Leaf& leaf) {
  return leaf.kind == Leaf::Kind::kList || leaf.kind == Leaf::Kind::kComputed;
}

template <typename Leaves>
std::unordered_map<std::string_view, std::uint32_t> by_key(const Leaves& leaves) {
  std::unordered_map<std::string_view, std::uint32_t> places;
  for (std::uint32_t i = 0; i < leaves.size(); ++i) places.emplace(leaves[i].key, i);
  return places;
}

}  // namespace

void SegmentEngine::listen(std::uint32_t leaf) {
  const Leaf& what = plan_.leaves()[leaf];
  for (std::size_t step = 0; step < what.conditions.size(); ++step)
    uses_[what.conditions[step]].push_back({leaf, static_cast<std::uint16_t>(1U << step)});
  if (what.kind == Leaf::Kind::kTrait) trait_leaves_[what.path].push_back(leaf);
  if (what.kind == Leaf::Kind::kList) list_leaves_.push_back(leaf);
}

void SegmentEngine::listen_value(std::uint32_t value_leaf) {
  value_uses_[plan_.value_leaves()[value_leaf].condition].push_back(value_leaf);
}

void SegmentEngine::note_kept(const SegmentEngine& before) {
  const auto leaves = by_key(before.plan_.leaves());
  for (std::size_t i = 0; i < kept_leaves_.size(); ++i) {
    const Leaf& leaf = plan_.leaves()[i];
    if (asked_anew(leaf)) continue;
    if (const auto found = leaves.find(leaf.key); found != leaves.end())
      kept_leaves_[i] = found->second;
  }
  const auto values = by_key(before.plan_.value_leaves());
  for (std::size_t i = 0; i < kept_values_.size(); ++i) {
    const auto found = values.find(plan_.value_leaves()[i].key);
    if (found == values.end()) continue;
    // One that nobody watched has no timers.
    const bool was_watched = !before.computed_of_value_[found->second].empty();
    if (was_watched == !computed_of_value_[i].empty()) kept_values_[i] = found->second;
  }
  profile_ids_ = before.profile_ids_;
  index_ = before.index_;
  known_ = before.known_;
}

bool SegmentEngine::needs_events() const {
  for (std::size_t i = 0; i < kept_leaves_.size(); ++i)
    if (!kept_leaves_[i] && !asked_anew(plan_.leaves()[i])) return true;
  for (const auto& kept : kept_values_)
    if (!kept) return true;
  return false;
}

void SegmentEngine::take_over(SegmentEngine& before) {
  WEND_ASSERT(waits_ && before.now_ == now_, "it goes on at the same moment");
  const auto leaves = static_cast<std::uint32_t>(plan_.leaves().size());
  const auto leaves_before = static_cast<std::uint32_t>(before.plan_.leaves().size());
  std::vector<std::optional<std::uint32_t>> place_of_timer(leaves_before + before.values_.size());
  for (std::uint32_t leaf = 0; leaf < leaves; ++leaf) {
    if (!kept_leaves_[leaf]) continue;
    const std::uint32_t from = *kept_leaves_[leaf];
    trackers_[leaf] = std::move(before.trackers_[from]);
    turned_[leaf] = std::move(before.turned_[from]);
    place_of_timer[from] = leaf;
    listen(leaf);
  }
  for (std::uint32_t value = 0; value < values_.size(); ++value) {
    if (!kept_values_[value]) continue;
    values_[value] = std::move(before.values_[*kept_values_[value]]);
    place_of_timer[leaves_before + *kept_values_[value]] = leaves + value;
    listen_value(value);
  }
  for (std::uint32_t path = 0; path < traits_.size(); ++path) {
    for (std::uint32_t from = 0; from < before.traits_.size(); ++from)
      if (before.traits_[from] && before.plan_.traits().path(from) == plan_.traits().path(path))
        traits_[path] = std::move(before.traits_[from]);
  }
  before.timers_.each([&](TimerQueue::Timer timer) {
    if (!place_of_timer[timer.leaf]) return;
    timer.leaf = *place_of_timer[timer.leaf];
    timers_.set(timer);
  });
  // Conditions that nobody asked have their events now.
  dispatch_ = std::make_unique<Dispatch>();
  waits_ = false;

  known_.each([&](ProfileIndex profile) {
    if (!list_leaves_.empty()) take_lists(profile);
    for (std::uint32_t leaf = 0; leaf < leaves; ++leaf)
      if (plan_.leaves()[leaf].kind == Leaf::Kind::kComputed) compare(leaf, profile);
    follow_turned(profile);
    touched_.clear();
  });
  for (std::size_t segment = 0; segment < members_.size(); ++segment)
    members_[segment] = *evaluate(plan_, segment);
}

}  // namespace wend::unify
