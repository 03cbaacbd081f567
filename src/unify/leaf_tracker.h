#pragma once

#include <cstdint>
#include <limits>
#include <memory>

#include "model/value.h"
#include "unify/profile_set.h"
#include "unify/segment_plan.h"

namespace wend::unify {

inline constexpr TimeUs kNoTime = std::numeric_limits<TimeUs>::max();

// What a leaf says of a profile after something happened.
struct LeafView {
  bool holds = false;
  TimeUs due = kNoTime;  // when the passing of time alone will change that
  // Where the leaf keeps the moment of the earliest timer that is set for it; null where it has
  // nothing to keep.
  TimeUs* timer = nullptr;
  // What happened came too late to be taken in: the events of the profile must be read again.
  bool stale = false;
};

// An event that satisfies a leaf's condition.
struct TakenEvent {
  TimeUs time_us = 0;
  const model::Value* number = nullptr;  // of an aggregate: the property
  std::uint16_t steps = 0;               // of a sequence: bit i when it can be step i
};

// Keeps what one leaf must know of each profile, and only of those of which there is anything to
// know. Whatever the order in which events are taken, it says the same; a sequence cannot take an
// event older than the last and says `stale` instead.
class LeafTracker {
 public:
  // Of a count, an aggregate, a first time or a sequence.
  static std::unique_ptr<LeafTracker> make(const Leaf& leaf);
  virtual ~LeafTracker() = default;

  // Of a profile that did nothing.
  virtual bool holds_of_nothing() const { return false; }
  virtual LeafView take(ProfileIndex profile, const TakenEvent& event, TimeUs now) = 0;
  // As of now, with nothing new.
  virtual LeafView look(ProfileIndex profile, TimeUs now) = 0;
  virtual void forget(ProfileIndex profile) = 0;
  virtual std::size_t bytes() const = 0;
};

}  // namespace wend::unify
