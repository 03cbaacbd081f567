#include "analyze/funnel_kernel.h"

#include <algorithm>
#include <ranges>

#include "base/assert.h"

namespace wend::analyze {

FunnelKernel::FunnelKernel(const JourneyTable& table, const StepClasses& classes,
                           std::optional<model::DurationUs> window_us)
    : time_us_(table.time_us()),
      classes_(classes),
      match_(table.signatures(), classes.relevant()),
      window_us_(window_us),
      matching_(classes),
      chosen_(classes.step_count()),
      latest_(classes.step_count() + 1),
      latest_before_(classes.step_count() + 1) {}

// Nothing before the first event of step 1 matters. False when there is none.
bool FunnelKernel::gather(std::size_t begin, std::size_t end) {
  relevant_.clear();
  bool entered = false;
  std::uint32_t* const found = room_.of(end - begin);
  for (const std::uint32_t i : std::span(found, match_.find(begin, end, found))) {
    const std::uint32_t step_class = classes_.of(i);
    if (step_class == 0) continue;
    if (!entered) {
      // Events at the same moment as the first of step 1 may stand before it.
      if (!relevant_.empty() && time_us_[relevant_.back()] != time_us_[i]) relevant_.clear();
      entered = classes_.steps(step_class).front() == 0;
    }
    relevant_.push_back(i);
  }
  return entered;
}

std::size_t FunnelKernel::moment_end(std::size_t at) const {
  const TimeUs now = time_us_[relevant_[at]];
  do {
    ++at;
  } while (at < relevant_.size() && time_us_[relevant_[at]] == now);
  return at;
}

void FunnelKernel::reach(std::size_t level, TimeUs beginning, TimeUs now) {
  latest_[level] = std::max(latest_[level], beginning);
  if (level <= best_level_) return;
  best_level_ = level;
  best_reached_us_ = now;
}

void FunnelKernel::advance_by_one(std::uint32_t position, TimeUs now) {
  // Later steps first, so that the event fills one step only.
  for (const std::uint32_t step : std::views::reverse(classes_.steps(classes_.of(position)))) {
    const TimeUs beginning = step == 0 ? now : latest_[step];
    if (beginning != kNever && now - beginning <= *window_us_) reach(step + 1, beginning, now);
  }
}

void FunnelKernel::advance_by_many(std::span<const std::uint32_t> positions, TimeUs now) {
  matching_.set_events(positions);
  latest_before_ = latest_;
  const std::size_t levels = std::min(best_level_ + 1, classes_.step_count());
  for (std::size_t level = 0; level < levels; ++level) {
    const TimeUs beginning = level == 0 ? now : latest_before_[level];
    if (beginning == kNever || now - beginning > *window_us_ || !matching_.has_candidate(level))
      continue;
    const std::size_t end = matching_.extend(level);
    for (std::size_t reached = level + 1; reached <= end; ++reached) reach(reached, beginning, now);
  }
}

std::size_t FunnelKernel::best_beginning() {
  std::ranges::fill(latest_, kNever);
  best_level_ = 0;
  for (std::size_t at = 0; at < relevant_.size() && best_level_ < classes_.step_count();) {
    const TimeUs now = time_us_[relevant_[at]];
    const std::size_t end = moment_end(at);
    if (end - at == 1) {
      advance_by_one(relevant_[at], now);
    } else {
      advance_by_many(std::span(relevant_).subspan(at, end - at), now);
    }
    at = end;
  }
  // Every beginning that is not too early for the first moment of the best level reaches it by
  // then; the first is the best.
  for (std::size_t at = 0; at < relevant_.size(); ++at) {
    const std::uint32_t position = relevant_[at];
    if (classes_.steps(classes_.of(position)).front() != 0) continue;
    if (best_reached_us_ - time_us_[position] > *window_us_) continue;
    // The moment's other events belong to the attempt too.
    while (at > 0 && time_us_[relevant_[at - 1]] == time_us_[position]) --at;
    return at;
  }
  WEND_ASSERT(false, "whoever reached a step has begun");
  return 0;
}

std::span<const std::uint32_t> FunnelKernel::walk(std::size_t at) {
  const TimeUs beginning = time_us_[relevant_[at]];
  std::size_t level = 0;
  while (at < relevant_.size() && level < classes_.step_count()) {
    const TimeUs now = time_us_[relevant_[at]];
    if (window_us_ && now - beginning > *window_us_) break;
    const std::size_t end = moment_end(at);
    if (end - at == 1) {
      const auto steps = classes_.steps(classes_.of(relevant_[at]));
      if (std::ranges::binary_search(steps, static_cast<std::uint32_t>(level)))
        chosen_[level++] = relevant_[at];
    } else {
      matching_.set_events(std::span(relevant_).subspan(at, end - at));
      if (matching_.has_candidate(level)) {
        const std::size_t reached = matching_.extend(level);
        matching_.assign(level, reached, chosen_);
        level = reached;
      }
    }
    at = end;
  }
  return std::span(chosen_).first(level);
}

std::span<const std::uint32_t> FunnelKernel::best_attempt(std::size_t begin, std::size_t end) {
  if (!gather(begin, end)) return {};
  // Without a window the first beginning reaches at least as far as any other.
  return walk(window_us_ ? best_beginning() : 0);
}

}  // namespace wend::analyze
