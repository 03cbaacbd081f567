// The part of SegmentEngine that keeps the values of computed traits.
#include "unify/segment_engine.h"

namespace wend::unify {
namespace {

// What a value depends on: the value leaves it may be, and the leaves of the nodes that are asked.
struct Dependencies {
  const SegmentPlan& plan;
  std::vector<bool> seen_nodes, seen_values;
  std::vector<std::uint32_t> values, leaves;

  explicit Dependencies(const SegmentPlan& of)
      : plan(of), seen_nodes(of.nodes().size()), seen_values(of.values().size()) {}

  void of_value(std::uint32_t index) {
    if (seen_values[index]) return;
    seen_values[index] = true;
    const ValueNode& value = plan.values()[index];
    if (value.leaf) {
      values.push_back(*value.leaf);
      return;
    }
    of_node(value.asked);
    of_value(value.yes);
    of_value(value.no);
  }
  void of_node(std::uint32_t index) {
    if (seen_nodes[index]) return;
    seen_nodes[index] = true;
    const Node& node = plan.nodes()[index];
    if (node.kind == Node::Kind::kLeaf) leaves.push_back(node.leaf);
    for (const std::uint32_t part : node.parts) of_node(part);
  }
};

}  // namespace

void SegmentEngine::make_values() {
  const auto& leaves = plan_.leaves();
  const auto& value_leaves = plan_.value_leaves();
  value_uses_.resize(plan_.conditions().size());
  computed_of_value_.resize(value_leaves.size());
  computed_of_leaf_.resize(leaves.size());
  for (std::uint32_t leaf = 0; leaf < leaves.size(); ++leaf) {
    if (leaves[leaf].kind != Leaf::Kind::kComputed) continue;
    Dependencies of(plan_);
    of.of_value(leaves[leaf].value);
    for (const std::uint32_t value_leaf : of.values) computed_of_value_[value_leaf].push_back(leaf);
    for (const std::uint32_t other : of.leaves) computed_of_leaf_[other].push_back(leaf);
  }
  const auto visits = ValueTracker::make_visits();
  for (std::uint32_t i = 0; i < value_leaves.size(); ++i)
    values_.push_back(ValueTracker::make(value_leaves[i], !computed_of_value_[i].empty(), visits));
}

model::Value SegmentEngine::value(std::uint32_t value_node, ProfileIndex profile) {
  const ValueNode* node = &plan_.values()[value_node];
  while (!node->leaf)
    node = &plan_.values()[node_holds(node->asked, profile) ? node->yes : node->no];
  return values_[*node->leaf]->value(profile, now_);
}

void SegmentEngine::compare(std::uint32_t leaf, ProfileIndex profile) {
  if (waits_) return;
  const Leaf& what = plan_.leaves()[leaf];
  turn(leaf, profile, what.comparison.holds(value(what.value, profile)));
}

void SegmentEngine::note(std::uint32_t value_leaf, ProfileIndex profile, const ValueView& view) {
  if (view.timer != nullptr && view.due < *view.timer) {
    *view.timer = view.due;
    const auto number = static_cast<std::uint32_t>(plan_.leaves().size()) + value_leaf;
    timers_.set({view.due, number, profile});
  }
  if (view.stale && stale_.put(profile, true)) stale_order_.push_back(profile);
  for (const std::uint32_t leaf : computed_of_value_[value_leaf]) compare(leaf, profile);
}

const model::Origin* SegmentEngine::origin_of(const SegmentEvent& event) {
  if (!origin_read_) {
    origin_read_ = true;
    origin_.reset();
    if (model::may_tell_origin(event.properties))
      origin_ = model::origin_of([this](std::string_view path) { return reader_.trait(path); });
  }
  return origin_ ? &*origin_ : nullptr;
}

void SegmentEngine::take_values(ProfileIndex profile, const SegmentEvent& event,
                                std::uint32_t condition) {
  for (const std::uint32_t i : value_uses_[condition]) {
    const ValueLeaf& leaf = plan_.value_leaves()[i];
    Observation seen{event.time_us, event.sequence};
    if (model::needs_property(leaf.measure)) seen.value = &reader_.property(leaf.path);
    const model::Value is_part =
        leaf.part && plan_.conditions()[*leaf.part].holds(reader_) ? 1.0 : 0.0;
    if (leaf.part) seen.value = &is_part;
    if (leaf.touch) seen.origin = origin_of(event);
    note(i, profile, values_[i]->take(profile, seen, now_));
  }
}

void SegmentEngine::follow_turned(ProfileIndex profile) {
  // What turns here is appended, so that what depends on it follows.
  for (std::size_t i = 0; i < touched_.size(); ++i) {
    for (const std::uint32_t leaf : computed_of_leaf_[touched_[i]]) compare(leaf, profile);
  }
}

bool SegmentEngine::look_again(const TimerQueue::Timer& timer) {
  const auto look = [&](std::uint32_t index, auto& tracker) {
    auto view = tracker->look(timer.profile, now_);
    // One that was set for an earlier moment stands for all of a leaf and profile: it is gone now.
    if (view.timer != nullptr) {
      if (*view.timer != timer.due) return false;
      *view.timer = kNoTime;
    }
    note(index, timer.profile, view);
    return true;
  };
  const auto leaves = static_cast<std::uint32_t>(plan_.leaves().size());
  if (timer.leaf >= leaves) return look(timer.leaf - leaves, values_[timer.leaf - leaves]);
  return look(timer.leaf, trackers_[timer.leaf]);
}

}  // namespace wend::unify
