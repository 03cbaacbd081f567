#pragma once

#include <memory>

#include "unify/leaf_tracker.h"
#include "unify/segment_plan.h"
#include "unify/trait_measure.h"

namespace wend::unify {

// What a value says of a profile after something happened.
struct ValueView {
  TimeUs due = kNoTime;  // when the passing of time alone may change the value
  // Where the moment of the earliest timer is kept that is set for it; null where there is nothing
  // to keep.
  TimeUs* timer = nullptr;
  // What happened came too late to be taken in: the events of the profile must be read again.
  bool stale = false;
};

// Keeps what one computed value must know of each profile, and only of those of which there is
// anything to know. Whatever the order in which events are taken, it says the same; a touch cannot
// take an event older than the last and says `stale` instead.
class ValueTracker {
 public:
  // The visits of every profile, of which all touches tell parts.
  class Visits;
  static std::shared_ptr<Visits> make_visits();

  // `watched`: whether somebody wants to be told at the moment when the value changes. Touches with
  // the same `visits` keep them once.
  static std::unique_ptr<ValueTracker> make(const ValueLeaf& leaf, bool watched,
                                            const std::shared_ptr<Visits>& visits);
  virtual ~ValueTracker() = default;

  virtual ValueView take(ProfileIndex profile, const Observation& seen, TimeUs now) = 0;
  // As of now, with nothing new.
  virtual ValueView look(ProfileIndex profile, TimeUs now) = 0;
  virtual model::Value value(ProfileIndex profile, TimeUs now) = 0;
  virtual void forget(ProfileIndex profile) = 0;
  virtual std::size_t bytes() const = 0;
};

}  // namespace wend::unify
