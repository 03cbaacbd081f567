#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "model/duration.h"
#include "model/event.h"

namespace wend::unify {

using model::TimeUs;

// Looks for events that take the steps of a sequence one after another: a different event for each
// step, no step before the one before it, and the last no later than `span` after the first. Events
// of equal times may take steps in either order.
//
// Fed in order of time, it keeps for each number of steps the latest moment at which a chain of so
// many could begin: of two chains that came equally far the one that began later can go on longer.
// Events of one moment are kept apart until a later one comes, because together they can take
// steps that they could not take one by one.
class SequenceScan {
 public:
  SequenceScan(std::size_t steps, std::optional<model::DurationUs> span);

  // Bit i of `taken` is set when the event can be step i; at least one is. False, and nothing
  // changes, when it is older than one that came before.
  bool add(TimeUs time_us, std::uint16_t taken);
  // The latest moment at which a whole chain ended.
  std::optional<TimeUs> last_end() const;

 private:
  bool moment_takes(std::size_t from, std::size_t to) const;
  TimeUs latest_start(std::size_t steps) const;
  void pass_moment();

  std::size_t steps_;
  std::optional<model::DurationUs> span_;
  std::vector<TimeUs> starts_;         // [i]: of chains of i + 1 steps before this moment
  std::vector<std::uint16_t> moment_;  // what the events of this moment can be
  TimeUs time_us_;
  TimeUs last_end_;
};

}  // namespace wend::unify
