#include "unify/segment_engine.h"

#include <algorithm>
#include <functional>

#include "base/assert.h"
#include "unify/segment_engine_state.h"

namespace wend::unify {

std::string_view to_string(Cause cause) {
  switch (cause) {
    case Cause::kEvent:
      return "event";
    case Cause::kTime:
      return "time";
    case Cause::kIdentity:
      return "identity";
    case Cause::kRule:
      return "rule";
    case Cause::kDowntime:
      return "downtime";
    case Cause::kAccount:
      return "account";
  }
  return "";
}

SegmentEngine::SegmentEngine(SegmentPlan plan, TimeUs now)
    : SegmentEngine(std::move(plan), now, nullptr) {}

SegmentEngine::SegmentEngine(SegmentPlan plan, TimeUs now, const SegmentEngine& before)
    : SegmentEngine(std::move(plan), now, &before) {}

SegmentEngine::SegmentEngine(SegmentPlan plan, TimeUs now, const SegmentEngine* before)
    : plan_(std::move(plan)),
      now_(now),
      waits_(before != nullptr),
      kept_leaves_(plan_.leaves().size()),
      kept_values_(plan_.value_leaves().size()),
      dispatch_(std::make_unique<Dispatch>()) {
  const auto& leaves = plan_.leaves();
  const auto& nodes = plan_.nodes();
  uses_.resize(plan_.conditions().size());
  trait_leaves_.resize(plan_.traits().size());
  for (std::size_t i = 0; i < plan_.traits().size(); ++i)
    traits_.push_back(std::make_unique<TraitState>());
  turned_.resize(leaves.size());
  for (std::uint32_t leaf = 0; leaf < leaves.size(); ++leaf) {
    trackers_.push_back(LeafTracker::make(leaves[leaf]));
  }
  make_values();
  if (before != nullptr) note_kept(*before);
  for (std::uint32_t leaf = 0; leaf < leaves.size(); ++leaf)
    if (!kept_leaves_[leaf]) listen(leaf);
  for (std::uint32_t value = 0; value < values_.size(); ++value)
    if (!kept_values_[value]) listen_value(value);
  for (std::uint32_t leaf = 0; leaf < leaves.size(); ++leaf) {
    const Leaf& what = leaves[leaf];
    bool holds = false;
    if (what.kind == Leaf::Kind::kTrait)
      holds = what.comparison.holds({});
    else if (what.kind == Leaf::Kind::kComputed)
      holds = what.comparison.holds(value(what.value, 0));  // of nobody yet
    else if (what.kind != Leaf::Kind::kList)
      holds = trackers_[leaf]->holds_of_nothing();
    holds_of_nothing_.push_back(holds);
  }
  segments_of_leaf_.resize(leaves.size());
  members_.resize(plan_.segments().size());
  touched_mark_.resize(plan_.segments().size(), 0);
  for (std::uint32_t segment = 0; segment < plan_.segments().size(); ++segment) {
    std::vector<bool> seen(nodes.size(), false);
    const auto visit = [&](auto&& self, std::uint32_t node) -> void {
      if (seen[node]) return;
      seen[node] = true;
      if (nodes[node].kind == Node::Kind::kLeaf) {
        auto& segments = segments_of_leaf_[nodes[node].leaf];
        if (segments.empty() || segments.back() != segment) segments.push_back(segment);
      }
      for (const std::uint32_t part : nodes[node].parts) self(self, part);
    };
    visit(visit, plan_.segments()[segment].node);
    const auto& about = plan_.segments()[segment];
    if (node_holds(about.node, 0)) default_segments_.push_back(segment);
    auto members = about.list_profiles;
    std::ranges::sort(members);
    if (!members.empty()) lists_[about.id] = std::move(members);
  }
}

SegmentEngine::~SegmentEngine() = default;

std::optional<ProfileIndex> SegmentEngine::profile_of(std::int64_t profile_id) const {
  const auto found = index_.find(profile_id);
  if (found == index_.end() || !known_.has(found->second)) return std::nullopt;
  return found->second;
}

std::vector<ProfileIndex> SegmentEngine::known_in_order() const {
  std::vector<ProfileIndex> profiles;
  profiles.reserve(known_.count());
  known_.each([&](ProfileIndex profile) { profiles.push_back(profile); });
  std::ranges::sort(profiles, {}, [this](ProfileIndex profile) { return profile_ids_[profile]; });
  return profiles;
}

ProfileIndex SegmentEngine::index_of(std::int64_t profile_id) {
  const auto [found, is_new] =
      index_.try_emplace(profile_id, static_cast<ProfileIndex>(profile_ids_.size()));
  if (is_new) profile_ids_.push_back(profile_id);
  return found->second;
}

const std::vector<std::uint32_t>& SegmentEngine::conditions_of(const SegmentEvent& event) {
  auto& names = dispatch_->by_name;
  auto found = names.find(event.name);
  if (found == names.end()) {
    if (names.size() >= Dispatch::kNamesMax) names.clear();
    found = names.try_emplace(std::string(event.name)).first;
  }
  auto& of_type = found->second.of_type[static_cast<std::size_t>(event.type)];
  if (!of_type) {
    of_type.emplace();
    for (std::uint32_t i = 0; i < plan_.conditions().size(); ++i) {
      if (uses_[i].empty() && value_uses_[i].empty()) continue;
      if (plan_.conditions()[i].of(event.name, event.type) != std::optional(false))
        of_type->push_back(i);
    }
  }
  return *of_type;
}

bool SegmentEngine::node_holds(std::uint32_t index, ProfileIndex profile) const {
  const Node& node = plan_.nodes()[index];
  const auto holds = [&](std::uint32_t part) { return node_holds(part, profile); };
  switch (node.kind) {
    case Node::Kind::kTrue:
      return true;
    case Node::Kind::kFalse:
      return false;
    case Node::Kind::kLeaf:
      return leaf_holds(node.leaf, profile);
    case Node::Kind::kAll:
      return std::ranges::all_of(node.parts, holds);
    case Node::Kind::kAny:
      return std::ranges::any_of(node.parts, holds);
    case Node::Kind::kNot:
      return !holds(node.parts[0]);
  }
  return false;
}

void SegmentEngine::turn(std::uint32_t leaf, ProfileIndex profile, bool holds) {
  if (turned_[leaf].put(profile, holds != holds_of_nothing_[leaf])) touched_.push_back(leaf);
}

void SegmentEngine::note(std::uint32_t leaf, ProfileIndex profile, const LeafView& view) {
  if (view.timer != nullptr && view.due < *view.timer) {
    *view.timer = view.due;
    timers_.set({view.due, leaf, profile});
  }
  if (view.stale && stale_.put(profile, true)) stale_order_.push_back(profile);
  turn(leaf, profile, view.holds);
}

void SegmentEngine::take_traits(ProfileIndex profile, const SegmentEvent& event) {
  for (std::uint32_t path = 0; path < traits_.size(); ++path) {
    if (trait_leaves_[path].empty()) continue;
    const model::Value value = reader_.trait(plan_.traits().path(path));
    if (model::is_missing(value)) continue;
    auto& said = traits_[path]->said[profile];
    if (std::tie(event.time_us, event.sequence) < std::tie(said.time_us, said.sequence)) continue;
    said = {event.time_us, event.sequence};
    for (const std::uint32_t leaf : trait_leaves_[path])
      turn(leaf, profile, plan_.leaves()[leaf].comparison.holds(value));
  }
}

void SegmentEngine::take_lists(ProfileIndex profile) {
  for (const std::uint32_t leaf : list_leaves_) {
    const auto found = lists_.find(plan_.leaves()[leaf].list);
    turn(leaf, profile,
         found != lists_.end() && std::ranges::binary_search(found->second, profile_ids_[profile]));
  }
}

void SegmentEngine::take(ProfileIndex profile, const SegmentEvent& event) {
  reader_.open(event, plan_.properties());
  origin_read_ = false;
  sequences_.clear();
  for (const std::uint32_t condition : conditions_of(event)) {
    if (!plan_.conditions()[condition].holds(reader_)) continue;
    take_values(profile, event, condition);
    for (const Use& use : uses_[condition]) {
      const Leaf& leaf = plan_.leaves()[use.leaf];
      if (leaf.kind == Leaf::Kind::kSequence) {
        const auto known = std::ranges::find(sequences_, use.leaf,
                                             &std::pair<std::uint32_t, std::uint16_t>::first);
        if (known == sequences_.end())
          sequences_.emplace_back(use.leaf, use.steps);
        else
          known->second = static_cast<std::uint16_t>(known->second | use.steps);
        continue;
      }
      TakenEvent taken{.time_us = event.time_us};
      if (leaf.kind == Leaf::Kind::kAggregate) taken.number = &reader_.property(leaf.path);
      note(use.leaf, profile, trackers_[use.leaf]->take(profile, taken, now_));
    }
  }
  for (const auto& [leaf, steps] : sequences_)
    note(leaf, profile,
         trackers_[leaf]->take(profile, {.time_us = event.time_us, .steps = steps}, now_));
  if (event.type == model::EventType::kIdentify) take_traits(profile, event);
}

void SegmentEngine::settle(ProfileIndex profile, std::uint32_t segment, const Why& why,
                           std::vector<Transition>& out) {
  if (waits_) return;
  const bool in = known_.has(profile) && node_holds(plan_.segments()[segment].node, profile);
  if (!members_[segment].put(profile, in)) return;
  out.push_back({segment, profile_ids_[profile], in, why.at, why.cause, why.sequence});
}

void SegmentEngine::settle(ProfileIndex profile, const Why& why, std::vector<Transition>& out) {
  follow_turned(profile);
  ++settling_;
  for (const std::uint32_t leaf : touched_) {
    for (const std::uint32_t segment : segments_of_leaf_[leaf]) {
      if (touched_mark_[segment] == settling_) continue;
      touched_mark_[segment] = settling_;
      settle(profile, segment, why, out);
    }
  }
  touched_.clear();
}

void SegmentEngine::settle_all(ProfileIndex profile, const Why& why, std::vector<Transition>& out) {
  follow_turned(profile);
  for (std::uint32_t segment = 0; segment < members_.size(); ++segment)
    settle(profile, segment, why, out);
  touched_.clear();
}

void SegmentEngine::apply(std::int64_t profile_id, const SegmentEvent& event, TimeUs now,
                          std::vector<Transition>& out) {
  advance(now, out);
  const ProfileIndex profile = index_of(profile_id);
  const bool is_new = known_.put(profile, true);
  if (is_new && !list_leaves_.empty()) take_lists(profile);
  take(profile, event);
  const Why why{now_, Cause::kEvent, event.sequence};
  settle(profile, why, out);
  if (!is_new) return;
  for (const std::uint32_t segment : default_segments_) settle(profile, segment, why, out);
}

void SegmentEngine::forget(ProfileIndex profile) {
  for (std::uint32_t leaf = 0; leaf < trackers_.size(); ++leaf) {
    if (trackers_[leaf]) trackers_[leaf]->forget(profile);
    turned_[leaf].put(profile, false);
  }
  for (const auto& values : values_) values->forget(profile);
  for (const auto& trait : traits_) trait->said.erase(profile);
}

void SegmentEngine::rebuild(std::int64_t profile_id, std::span<const SegmentEvent> events,
                            TimeUs now, std::vector<Transition>& out, Cause cause) {
  advance(now, out);
  if (events.empty() && !index_.contains(profile_id)) return;
  const ProfileIndex profile = index_of(profile_id);
  forget(profile);
  known_.put(profile, !events.empty());
  std::vector<const SegmentEvent*> sorted;
  for (const SegmentEvent& event : events) sorted.push_back(&event);
  std::ranges::sort(sorted, {}, [](const SegmentEvent* event) {
    return std::pair(event->time_us, event->sequence);
  });
  for (const SegmentEvent* event : sorted) take(profile, *event);
  if (!events.empty()) take_lists(profile);
  stale_.put(profile, false);
  // The event that is named as the cause of what changed is the last that came.
  std::int64_t sequence = 0;
  if (cause == Cause::kEvent && !events.empty())
    sequence = std::ranges::max(events, {}, &SegmentEvent::sequence).sequence;
  settle_all(profile, {now_, cause, sequence}, out);
}

void SegmentEngine::set_list(std::string_view list, std::vector<std::int64_t> profile_ids,
                             TimeUs now, std::vector<Transition>& out, Cause cause) {
  advance(now, out);
  std::ranges::sort(profile_ids);
  auto& members = lists_[std::string(list)];
  std::vector<std::int64_t> changed;
  std::ranges::set_symmetric_difference(members, profile_ids, std::back_inserter(changed));
  members = std::move(profile_ids);
  for (const std::int64_t profile_id : changed) {
    const auto profile = profile_of(profile_id);
    if (!profile) continue;
    take_lists(*profile);
    settle(*profile, {now_, cause, 0}, out);
  }
}

void SegmentEngine::advance(TimeUs now, std::vector<Transition>& out) {
  if (now <= now_) return;
  while (const auto timer = timers_.take(now)) {
    now_ = std::max(now_, timer->due);
    if (!look_again(*timer)) continue;
    settle(timer->profile, {timer->due, Cause::kTime, 0}, out);
  }
  now_ = now;
}

std::vector<std::int64_t> SegmentEngine::take_stale() {
  std::vector<std::int64_t> ids;
  for (const ProfileIndex profile : stale_order_) {
    if (stale_.has(profile)) ids.push_back(profile_ids_[profile]);
    stale_.put(profile, false);
  }
  stale_order_.clear();
  return ids;
}

std::optional<ProfileSet> SegmentEngine::evaluate(const SegmentPlan& plan,
                                                  std::size_t segment) const {
  std::unordered_map<std::string_view, std::uint32_t> own;
  for (std::uint32_t leaf = 0; leaf < plan_.leaves().size(); ++leaf)
    own.emplace(plan_.leaves()[leaf].key, leaf);
  const std::size_t words = (profile_ids_.size() + 63) / 64;
  std::vector<std::optional<std::vector<std::uint64_t>>> done(plan.nodes().size());
  const auto visit = [&](auto&& self, std::uint32_t index) -> bool {
    if (done[index]) return true;
    const Node& node = plan.nodes()[index];
    for (const std::uint32_t part : node.parts)
      if (!self(self, part)) return false;
    std::vector<std::uint64_t> bits(
        words, node.kind == Node::Kind::kTrue || node.kind == Node::Kind::kAll ? ~0ULL : 0);
    if (node.kind == Node::Kind::kLeaf) {
      const auto found = own.find(plan.leaves()[node.leaf].key);
      if (found == own.end()) return false;
      const std::uint64_t flip = holds_of_nothing_[found->second] ? ~0ULL : 0;
      for (std::size_t word = 0; word < words; ++word)
        bits[word] = turned_[found->second].word(word) ^ flip;
    }
    for (const std::uint32_t part : node.parts) {
      for (std::size_t word = 0; word < words; ++word) {
        const std::uint64_t other = (*done[part])[word];
        if (node.kind == Node::Kind::kAll) bits[word] &= other;
        if (node.kind == Node::Kind::kAny) bits[word] |= other;
        if (node.kind == Node::Kind::kNot) bits[word] = ~other;
      }
    }
    done[index] = std::move(bits);
    return true;
  };
  const std::uint32_t root = plan.segments()[segment].node;
  if (!visit(visit, root)) return std::nullopt;
  ProfileSet found;
  known_.each([&](ProfileIndex profile) {
    if (((*done[root])[profile / 64] >> profile % 64 & 1) != 0) found.put(profile, true);
  });
  return found;
}

SegmentEngine::Memory SegmentEngine::memory() const {
  Memory memory;
  for (const auto& tracker : trackers_)
    if (tracker) memory.leaves += tracker->bytes();
  for (const auto& values : values_) memory.leaves += values->bytes();
  for (const auto& trait : traits_) memory.leaves += trait->said.bytes();
  for (const auto& set : turned_) memory.sets += set.bytes();
  for (const auto& set : members_) memory.sets += set.bytes();
  memory.sets += known_.bytes() + stale_.bytes();
  memory.timers = timers_.bytes();
  // A node of the map: key, value, next and the heap's own bytes, and its bucket.
  memory.profiles = profile_ids_.capacity() * sizeof(std::int64_t) + index_.size() * 40;
  return memory;
}

}  // namespace wend::unify
