#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "unify/leaf_tracker.h"
#include "unify/segment_plan.h"
#include "unify/timer_queue.h"
#include "unify/value_tracker.h"

namespace wend::unify {

// Why somebody entered or left a segment.
enum class Cause : std::uint8_t {
  kEvent,     // an event came
  kTime,      // time passed
  kIdentity,  // identities were joined or taken apart, or events were taken out
  kRule,      // the segment was made or changed
  kDowntime,  // found at a start; it happened while nobody looked
  kAccount,   // an account changed, or who belongs to it
};
std::string_view to_string(Cause cause);

struct Transition {
  std::uint32_t segment = 0;  // in the plan's order
  std::int64_t profile_id = 0;
  bool entered = false;
  TimeUs at = 0;
  Cause cause = Cause::kEvent;
  std::int64_t sequence = 0;  // of the event; 0: none
};

// Who is in which segment: (state, input, now) -> (state, who entered and left). Pure; time only
// moves forward. An event touches only the leaves whose conditions can care for its name and type,
// and a segment is looked at again only when a leaf of it turned.
//
// Profiles are those that have events. The same events give the same members in whatever order they
// are taken, when profiles that became stale are rebuilt.
class SegmentEngine {
 public:
  explicit SegmentEngine(SegmentPlan plan, TimeUs now);
  // One that is to go on from another for a changed plan. What both plans ask is kept and not
  // counted again: this one looks only at what is new, tells nothing and has no members until it
  // takes over. Profiles have the same places in both.
  SegmentEngine(SegmentPlan plan, TimeUs now, const SegmentEngine& before);
  ~SegmentEngine();
  SegmentEngine(SegmentEngine&&) = delete;

  // Whether there is anything new that events must be read for, all that the other one has.
  bool needs_events() const;
  // Takes from the engine it was made from what it kept. Both have the same now() and have taken
  // the same events, but for profiles that are rebuilt afterwards. The other keeps its members and
  // nothing else.
  void take_over(SegmentEngine& before);

  const SegmentPlan& plan() const { return plan_; }
  TimeUs now() const { return now_; }

  // An event of the profile; time moves on to `now` first.
  void apply(std::int64_t profile_id, const SegmentEvent& event, TimeUs now,
             std::vector<Transition>& out);
  // The profile has these events, in any order, and no others: none makes it unknown.
  void rebuild(std::int64_t profile_id, std::span<const SegmentEvent> events, TimeUs now,
               std::vector<Transition>& out, Cause cause = Cause::kIdentity);
  // The list has these members from now on.
  void set_list(std::string_view list, std::vector<std::int64_t> profile_ids, TimeUs now,
                std::vector<Transition>& out, Cause cause = Cause::kIdentity);
  // Time passed.
  void advance(TimeUs now, std::vector<Transition>& out);
  // Nobody enters or leaves by the passing of time before this moment.
  TimeUs next_timer() const { return timers_.next(); }

  // Profiles whose events must be read again and given to rebuild().
  std::vector<std::int64_t> take_stale();

  const ProfileSet& members(std::size_t segment) const { return members_[segment]; }
  const ProfileSet& known() const { return known_; }
  // Those known, by the numbers of their profiles.
  std::vector<ProfileIndex> known_in_order() const;
  std::int64_t profile_id(ProfileIndex profile) const { return profile_ids_[profile]; }
  std::optional<ProfileIndex> profile_of(std::int64_t profile_id) const;

  // The value of a computed trait (in the plan's order) of a profile, as of now().
  model::Value value_of(std::size_t computed, ProfileIndex profile) {
    return value(plan_.computed()[computed].value, profile);
  }

  // Who satisfies a rule whose leaves this engine keeps: at once. Nothing when it keeps not all.
  std::optional<ProfileSet> evaluate(const SegmentPlan& plan, std::size_t segment) const;

  struct Memory {
    std::size_t leaves = 0, timers = 0, sets = 0, profiles = 0;
    std::size_t all() const { return leaves + timers + sets + profiles; }
  };
  Memory memory() const;

 private:
  SegmentEngine(SegmentPlan plan, TimeUs now, const SegmentEngine* before);
  void note_kept(const SegmentEngine& before);
  // Lets events reach a leaf, or a value.
  void listen(std::uint32_t leaf);
  void listen_value(std::uint32_t value_leaf);
  struct Dispatch;  // which conditions can hold for events of a name and type
  const std::vector<std::uint32_t>& conditions_of(const SegmentEvent& event);
  ProfileIndex index_of(std::int64_t profile_id);
  void take(ProfileIndex profile, const SegmentEvent& event);
  void take_traits(ProfileIndex profile, const SegmentEvent& event);
  void take_lists(ProfileIndex profile);
  void note(std::uint32_t leaf, ProfileIndex profile, const LeafView& view);
  void turn(std::uint32_t leaf, ProfileIndex profile, bool holds);
  bool leaf_holds(std::uint32_t leaf, ProfileIndex profile) const {
    return turned_[leaf].has(profile) != holds_of_nothing_[leaf];
  }
  bool node_holds(std::uint32_t node, ProfileIndex profile) const;
  void make_values();
  model::Value value(std::uint32_t value_node, ProfileIndex profile);
  // Compares what is computed anew.
  void compare(std::uint32_t leaf, ProfileIndex profile);
  void note(std::uint32_t value_leaf, ProfileIndex profile, const ValueView& view);
  void take_values(ProfileIndex profile, const SegmentEvent& event, std::uint32_t condition);
  const model::Origin* origin_of(const SegmentEvent& event);
  // Compares what depends on leaves that turned.
  void follow_turned(ProfileIndex profile);
  // Timers of values are numbered after those of leaves.
  bool look_again(const TimerQueue::Timer& timer);
  void forget(ProfileIndex profile);
  struct Why {
    TimeUs at;
    Cause cause;
    std::int64_t sequence;
  };
  // Looks at the segments again that turned leaves are part of.
  void settle(ProfileIndex profile, const Why& why, std::vector<Transition>& out);
  void settle(ProfileIndex profile, std::uint32_t segment, const Why& why,
              std::vector<Transition>& out);
  void settle_all(ProfileIndex profile, const Why& why, std::vector<Transition>& out);

  SegmentPlan plan_;
  TimeUs now_;
  bool waits_ = false;  // until it takes over
  // By leaf and value leaf: the place of the same in the engine it goes on from.
  std::vector<std::optional<std::uint32_t>> kept_leaves_, kept_values_;
  EventReader reader_;
  std::unique_ptr<Dispatch> dispatch_;
  struct Use {  // of a condition by a leaf
    std::uint32_t leaf;
    std::uint16_t steps;
  };
  std::vector<std::vector<Use>> uses_;                    // by condition
  std::vector<std::vector<std::uint32_t>> value_uses_;    // by condition: value leaves
  std::vector<std::vector<std::uint32_t>> trait_leaves_;  // by trait path
  std::vector<std::uint32_t> list_leaves_;
  std::vector<std::vector<std::uint32_t>> segments_of_leaf_;
  std::vector<std::uint32_t> default_segments_;  // that hold of a profile that did nothing
  std::vector<std::unique_ptr<LeafTracker>> trackers_;
  std::vector<std::unique_ptr<ValueTracker>> values_;          // by value leaf
  std::vector<std::vector<std::uint32_t>> computed_of_value_;  // by value leaf: leaves that compare
  std::vector<std::vector<std::uint32_t>> computed_of_leaf_;   // by leaf: leaves that compare
  std::vector<bool> holds_of_nothing_;
  std::vector<ProfileSet> turned_;  // by leaf: where it is not as for a profile that did nothing
  struct TraitState;
  std::vector<std::unique_ptr<TraitState>> traits_;
  std::unordered_map<std::string, std::vector<std::int64_t>> lists_;  // members, sorted

  std::vector<std::int64_t> profile_ids_;
  std::unordered_map<std::int64_t, ProfileIndex> index_;
  ProfileSet known_, stale_;
  std::vector<ProfileIndex> stale_order_;
  std::vector<ProfileSet> members_;
  TimerQueue timers_;
  // Of the call under way.
  std::vector<std::uint32_t> touched_;       // leaves that turned
  std::vector<std::uint32_t> touched_mark_;  // by segment: the last settling that looked at it
  std::uint32_t settling_ = 0;
  // Of the event, when somebody asked for it; nothing when the event says nothing.
  std::optional<model::Origin> origin_;
  bool origin_read_ = false;
  std::vector<std::pair<std::uint32_t, std::uint16_t>> sequences_;  // leaf, steps
};

}  // namespace wend::unify
