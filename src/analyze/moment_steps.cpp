#include "analyze/moment_steps.h"

#include <algorithm>

#include "base/assert.h"

namespace wend::analyze {

MomentSteps::MomentSteps(const FunnelMoments& moments, const FunnelRules& rules)
    : moments_(moments),
      rules_(rules),
      candidates_(rules.step_count()),
      event_of_step_(rules.step_count(), kFree),
      fixed_(rules.step_count()) {}

void MomentSteps::set_moment(const FunnelMoment& moment) {
  events_ = moments_.events(moment);
  only_ours_ = rules_.company_in_moments || moment.looked_at == moment.count;
  needs_matching_ = events_.size() > 1 && !rules_.strictly_later;
  if (!needs_matching_) return;
  for (auto& list : candidates_) list.clear();
  // With reuse every event may have to find a step of its own.
  const std::size_t most = rules_.reuse ? events_.size() : rules_.step_count();
  for (std::uint32_t event = 0; event < events_.size(); ++event) {
    for (const std::uint32_t step : moments_.steps_of(events_[event])) {
      if (candidates_[step].size() < most) candidates_[step].push_back(event);
    }
  }
}

void MomentSteps::add_run(const StepRun& run) {
  const auto at = std::ranges::lower_bound(runs_, run.end, {}, &StepRun::end);
  if (at == runs_.end() || at->end != run.end) {
    runs_.insert(at, run);
  } else {
    at->most = std::max(at->most, run.most);
    at->whole = std::max(at->whole, run.whole);
  }
}

std::span<const StepRun> MomentSteps::runs(std::size_t from) {
  runs_.clear();
  if (!needs_matching_) {
    for (const std::uint32_t event : events_) runs_of_one(from, event);
  } else if (rules_.reuse) {
    runs_of_reuse(from);
  } else {
    runs_of_matching(from);
  }
  return runs_;
}

// All from one event: one step, or with reuse several.
void MomentSteps::runs_of_one(std::size_t from, std::uint32_t event) {
  const bool whole = rules_.company_in_moments || (only_ours_ && events_.size() == 1);
  std::size_t passed = from;  // all steps before this one are optional or filled
  std::uint32_t filled = 0;
  for (const std::uint32_t step : moments_.steps_of(event)) {
    if (step < from) continue;
    while (passed < step && rules_.optional[passed] != 0) ++passed;
    if (passed < step) return;
    filled = rules_.reuse ? filled + 1 : 1;
    add_run({step + 1, filled, whole ? filled : 0});
    if (rules_.reuse) passed = step + 1;
  }
}

void MomentSteps::runs_of_matching(std::size_t from) {
  const auto events = static_cast<std::uint32_t>(events_.size());
  for (std::size_t end = from + 1; end <= rules_.step_count(); ++end) {
    free_all();
    std::size_t least = match_required(from, end);
    if (least == 0) {
      // Nothing behind a step that must be filled and cannot be.
      if (rules_.optional[end - 1] == 0) return;
      continue;
    }
    const std::size_t most = match_optional(from, end, rules_.step_count());
    if (rules_.company_in_moments) {
      add_run({static_cast<std::uint32_t>(end), static_cast<std::uint32_t>(most),
               static_cast<std::uint32_t>(most)});
      continue;
    }
    add_run({static_cast<std::uint32_t>(end), static_cast<std::uint32_t>(most),
             only_ours_ && least <= events && events <= most ? events : 0});
  }
}

void MomentSteps::runs_of_reuse(std::size_t from) {
  std::uint32_t filled = 0;
  free_all();
  std::size_t matched = 0;
  for (std::size_t step = from; step < rules_.step_count(); ++step) {
    if (candidates_[step].empty()) {
      if (rules_.optional[step] == 0) return;
      continue;
    }
    ++filled;
    if (only_ours_ && match(step)) ++matched;
    add_run({static_cast<std::uint32_t>(step + 1), filled,
             only_ours_ && matched == events_.size() ? filled : 0});
  }
}

void MomentSteps::fill(std::size_t from, const StepRun& run, std::uint32_t fills,
                       std::vector<std::uint32_t>& out) {
  std::fill(out.begin() + static_cast<std::ptrdiff_t>(from), out.begin() + run.end, kSkippedStep);
  if (!needs_matching_) {
    for (const std::uint32_t event : events_) {
      if (fill_with_one(from, run, fills, event, out)) return;
    }
    WEND_ASSERT(false, "a run that was found can be filled");
    return;
  }
  free_all();
  if (rules_.reuse) {
    for (std::size_t step = from; step < run.end; ++step) {
      if (candidates_[step].empty()) continue;
      out[step] = events_[candidates_[step].front()];
      match(step);
    }
    if (rules_.order != FunnelOrder::kStrict) return;
    // Every event has a step of its own where that is possible.
    for (std::size_t step = from; step < run.end; ++step) {
      if (event_of_step_[step] != kFree) out[step] = events_[event_of_step_[step]];
    }
    return;
  }
  const std::size_t least = match_required(from, run.end);
  WEND_ASSERT(least > 0, "a run that was found can be filled");
  match_optional(from, run.end, fills);
  take_earliest(from, run.end);
  for (std::size_t step = from; step < run.end; ++step) {
    if (event_of_step_[step] != kFree) out[step] = events_[event_of_step_[step]];
  }
}

bool MomentSteps::fill_with_one(std::size_t from, const StepRun& run, std::uint32_t fills,
                                std::uint32_t event, std::vector<std::uint32_t>& out) const {
  const auto steps = moments_.steps_of(event);
  if (!std::ranges::binary_search(steps, run.end - 1)) return false;
  if (!rules_.reuse) {
    out[run.end - 1] = event;
    return true;
  }
  std::uint32_t filled = 0;
  for (std::size_t step = from; step < run.end; ++step) {
    const bool satisfies = std::ranges::binary_search(steps, static_cast<std::uint32_t>(step));
    if (!satisfies && rules_.optional[step] == 0) return false;
    filled += satisfies ? 1 : 0;
  }
  if (filled != fills) return false;
  for (const std::uint32_t step : steps) {
    if (step >= from && step < run.end) out[step] = event;
  }
  return true;
}

void MomentSteps::free_all() {
  step_of_event_.assign(events_.size(), kFree);
  std::ranges::fill(event_of_step_, kFree);
  seen_.assign(events_.size(), 0);
  std::ranges::fill(fixed_, 0U);
  search_ = 0;
}

bool MomentSteps::match(std::size_t step) {
  ++search_;
  return search(step);
}

bool MomentSteps::search(std::size_t step) {
  for (const std::uint32_t event : candidates_[step]) {
    if (seen_[event] == search_) continue;
    seen_[event] = search_;
    const std::uint32_t holder = step_of_event_[event];
    if (holder != kFree && (fixed_[holder] != 0 || !search(holder))) continue;
    step_of_event_[event] = static_cast<std::uint32_t>(step);
    event_of_step_[step] = event;
    return true;
  }
  return false;
}

// Gives events to the required steps of [from, end) and to its last; how many, or 0 when one gets
// none.
std::size_t MomentSteps::match_required(std::size_t from, std::size_t end) {
  std::size_t matched = 0;
  for (std::size_t step = from; step < end; ++step) {
    if (rules_.optional[step] != 0 && step + 1 != end) continue;
    if (!match(step)) return 0;
    ++matched;
  }
  return matched;
}

// Adds optional steps, the first ones first, until `wanted` are filled; how many then are.
std::size_t MomentSteps::match_optional(std::size_t from, std::size_t end, std::size_t wanted) {
  std::size_t matched = 0;
  for (std::size_t step = from; step < end; ++step) matched += event_of_step_[step] != kFree;
  for (std::size_t step = from; step + 1 < end && matched < wanted; ++step) {
    if (rules_.optional[step] != 0 && event_of_step_[step] == kFree && match(step)) ++matched;
  }
  return matched;
}

// Step by step the first event that leaves one for each of the others.
void MomentSteps::take_earliest(std::size_t from, std::size_t end) {
  for (std::size_t step = from; step < end; ++step) {
    if (event_of_step_[step] == kFree) continue;
    for (const std::uint32_t event : candidates_[step]) {
      const std::uint32_t before = event_of_step_[step];
      if (event == before) break;
      const std::uint32_t holder = step_of_event_[event];
      if (holder != kFree && fixed_[holder] != 0) continue;
      step_of_event_[before] = kFree;
      step_of_event_[event] = static_cast<std::uint32_t>(step);
      event_of_step_[step] = event;
      if (holder == kFree) break;
      ++search_;
      seen_[event] = search_;
      fixed_[step] = 1;
      const bool found = search(holder);
      fixed_[step] = 0;
      if (found) break;
      step_of_event_[event] = holder;
      event_of_step_[holder] = event;
      step_of_event_[before] = static_cast<std::uint32_t>(step);
      event_of_step_[step] = before;
    }
    fixed_[step] = 1;
  }
}

}  // namespace wend::analyze
