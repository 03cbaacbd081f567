#include "analyze/tie_matching.h"

#include <algorithm>

#include "base/assert.h"

namespace wend::analyze {

void TieMatching::set_events(std::span<const std::uint32_t> positions) {
  for (const std::uint32_t step : touched_) candidates_[step].clear();
  touched_.clear();
  positions_ = positions;
  for (std::uint32_t event = 0; event < positions.size(); ++event) {
    for (const std::uint32_t step : classes_->steps(classes_->of(positions[event]))) {
      auto& list = candidates_[step];
      if (list.empty()) touched_.push_back(step);
      if (list.size() < classes_->step_count()) list.push_back(event);
    }
  }
  clear();
}

void TieMatching::clear() {
  step_of_event_.assign(positions_.size(), kFree);
  seen_.assign(positions_.size(), 0);
  search_ = 0;
}

// Steps below first_movable keep their events.
bool TieMatching::try_step(std::size_t step, std::size_t first_movable) {
  for (const std::uint32_t event : candidates_[step]) {
    if (seen_[event] == search_) continue;
    seen_[event] = search_;
    const std::uint32_t holder = step_of_event_[event];
    if (holder != kFree && (holder < first_movable || !try_step(holder, first_movable))) continue;
    step_of_event_[event] = static_cast<std::uint32_t>(step);
    event_of_step_[step] = event;
    return true;
  }
  return false;
}

std::size_t TieMatching::extend(std::size_t first) {
  clear();
  std::size_t end = first;
  while (end < candidates_.size()) {
    ++search_;
    if (!try_step(end, first)) break;
    ++end;
  }
  return end;
}

void TieMatching::assign(std::size_t first, std::size_t end, std::vector<std::uint32_t>& out) {
  const std::size_t reached = extend(first);
  WEND_ASSERT(reached >= end, "only steps that can be filled are filled");
  for (std::size_t step = end; step < reached; ++step) step_of_event_[event_of_step_[step]] = kFree;
  for (std::size_t step = first; step < end; ++step) {
    // Try the earliest events first: take one away from a later step when that step finds another.
    for (const std::uint32_t event : candidates_[step]) {
      if (event == event_of_step_[step]) break;
      const std::uint32_t holder = step_of_event_[event];
      if (holder != kFree && holder < step) continue;
      const std::uint32_t before = event_of_step_[step];
      step_of_event_[before] = kFree;
      step_of_event_[event] = static_cast<std::uint32_t>(step);
      event_of_step_[step] = event;
      if (holder == kFree) break;
      ++search_;
      seen_[event] = search_;
      if (try_step(holder, step + 1)) break;
      step_of_event_[event] = holder;
      event_of_step_[holder] = event;
      step_of_event_[before] = static_cast<std::uint32_t>(step);
      event_of_step_[step] = before;
    }
    out[step] = positions_[event_of_step_[step]];
  }
}

}  // namespace wend::analyze
