#include "analyze/funnel_kernel.h"

#include <algorithm>
#include <limits>
#include <ranges>

#include "base/assert.h"

namespace wend::analyze {

FunnelKernel::FunnelKernel(const JourneyTable& table, const StepClasses& classes,
                           std::optional<model::DurationUs> window_us)
    : time_us_(table.time_us()),
      classes_(classes),
      signatures_(table.signatures()),
      search_(table, classes.relevant()),
      window_us_(window_us),
      matching_(classes),
      chosen_(classes.step_count() + 1),
      latest_(classes.step_count() + 1),
      latest_before_(classes.step_count() + 1) {
  for (std::uint32_t step_class = 0; step_class < classes.class_count(); ++step_class) {
    const auto steps = classes.steps(step_class);
    begins_.push_back(!steps.empty() && steps.front() == 0 ? 1 : 0);
  }
}

bool FunnelKernel::gather(std::size_t begin, std::size_t end) {
  const std::uint32_t* hit = search_.from(begin, end);
  if (*hit >= end) return false;
  make_room(end - begin);
  const std::uint32_t* const class_of_signature = classes_.class_of_signature().data();
  std::uint32_t* const positions = position_.data();
  std::uint32_t* const step_classes = class_.data();
  TimeUs* const times = time_.data();
  const TimeUs* const time_us = time_us_.data();
  std::size_t count = 0;
  signatures_.with_codes(end, [&](const auto codes) {
    do {
      const std::uint32_t position = *hit;
      std::uint32_t step_class = class_of_signature[codes[position]];
      if ((step_class & StepClasses::kLook) != 0) [[unlikely]]
        step_class = classes_.of(position);
      positions[count] = position;
      step_classes[count] = step_class;
      times[count] = time_us[position];
      count += step_class != 0 ? 1 : 0;
    } while (*++hit < end);
    return 0;
  });
  search_.done_before(hit);
  return begin_among(count);
}

bool FunnelKernel::gather(std::span<const std::uint32_t> events) {
  make_room(events.size());
  std::size_t count = 0;
  for (const std::uint32_t event : events) {
    const std::uint32_t step_class = classes_.of(event);
    position_[count] = event;
    class_[count] = step_class;
    time_[count] = time_us_[event];
    count += step_class != 0 ? 1 : 0;
  }
  return begin_among(count);
}

void FunnelKernel::make_room(std::size_t events) {
  // One more stands behind them.
  if (position_.size() > events) return;
  position_.resize(2 * events + 1);
  class_.resize(position_.size());
  time_.resize(position_.size());
}

// Nothing before the first event of step 1 matters. False when there is none.
bool FunnelKernel::begin_among(std::size_t count) {
  std::size_t first = 0;
  while (first < count && begins_[class_[first]] == 0) ++first;
  if (first == count) return false;
  // Events at the same moment may stand before it.
  while (first > 0 && time_[first - 1] == time_[first]) --first;
  // Behind all: no moment of theirs goes on there.
  time_[count] = std::numeric_limits<TimeUs>::max();
  first_ = first;
  count_ = count;
  return true;
}

std::size_t FunnelKernel::moment_end(std::size_t at) const {
  const TimeUs now = time_[at];
  do {
    ++at;
  } while (time_[at] == now);
  return at;
}

inline void FunnelKernel::reach(std::size_t level, TimeUs beginning, TimeUs now) {
  latest_[level] = std::max(latest_[level], beginning);
  if (level <= best_level_) return;
  best_level_ = level;
  best_reached_us_ = now;
}

void FunnelKernel::advance_by_one(std::size_t at) {
  const TimeUs now = time_[at];
  // Later steps first, so that the event fills one step only.
  for (const std::uint32_t step : std::views::reverse(classes_.steps(class_[at]))) {
    const TimeUs beginning = step == 0 ? now : latest_[step];
    if (beginning != kNever && now - beginning <= *window_us_) reach(step + 1, beginning, now);
  }
}

void FunnelKernel::advance_by_many(std::size_t at, std::size_t end) {
  const TimeUs now = time_[at];
  matching_.set_events(positions(at, end));
  latest_before_ = latest_;
  const std::size_t levels = std::min(best_level_ + 1, classes_.step_count());
  for (std::size_t level = 0; level < levels; ++level) {
    const TimeUs beginning = level == 0 ? now : latest_before_[level];
    if (beginning == kNever || now - beginning > *window_us_ || !matching_.has_candidate(level))
      continue;
    const std::size_t reached_end = matching_.extend(level);
    for (std::size_t reached = level + 1; reached <= reached_end; ++reached)
      reach(reached, beginning, now);
  }
}

std::size_t FunnelKernel::best_beginning() {
  std::ranges::fill(latest_, kNever);
  // What the loop works with stands in places of its own: the compiler knows then that writing one
  // leaves the others as they are.
  TimeUs* const latest = latest_.data();
  const TimeUs* const time = time_.data();
  const std::uint32_t* const step_class = class_.data();
  const std::uint32_t* const only_step = classes_.only_steps().data();
  const std::size_t count = count_, steps = classes_.step_count();
  const TimeUs window_us = *window_us_;
  std::size_t best = 0;
  TimeUs best_reached_us = kNever;
  for (std::size_t at = first_; at < count && best < steps;) {
    const TimeUs now = time[at];
    const std::uint32_t step = only_step[step_class[at]];
    const bool alone = time[at + 1] != now;
    if (!alone || step == StepClasses::kSeveral) [[unlikely]] {
      best_level_ = best;
      best_reached_us_ = best_reached_us;
      const std::size_t end = alone ? at + 1 : moment_end(at);
      if (alone)
        advance_by_one(at);
      else
        advance_by_many(at, end);
      best = best_level_;
      best_reached_us = best_reached_us_;
      at = end;
      continue;
    }
    ++at;
    latest[0] = now;
    // Of a step no beginning is later than of the one before it, and one that is too early now
    // stays so: it may be written whatever it is.
    const TimeUs beginning = latest[step];
    latest[step + 1] = beginning;
    // Never is earlier than all others by more than any window. No branches: nobody can guess them.
    const auto further = static_cast<std::size_t>((beginning >= now - window_us) & (step >= best));
    best ^= (best ^ (step + 1)) & -further;
    best_reached_us ^= (best_reached_us ^ now) & -static_cast<TimeUs>(further);
  }
  best_level_ = best;
  best_reached_us_ = best_reached_us;
  // Every beginning that is not too early for the first moment of the best level reaches it by
  // then; the first is the best.
  for (std::size_t at = first_; at < count_; ++at) {
    if (best_reached_us_ - time_[at] > *window_us_ || begins_[class_[at]] == 0) continue;
    // The moment's other events belong to the attempt too.
    while (at > first_ && time_[at - 1] == time_[at]) --at;
    return at;
  }
  WEND_ASSERT(false, "whoever reached a step has begun");
  return 0;
}

std::span<const std::uint32_t> FunnelKernel::walk(std::size_t at, std::size_t levels) {
  const TimeUs beginning = time_[at];
  std::size_t level = 0;
  while (at < count_ && level < levels) {
    if (window_us_ && time_[at] - beginning > *window_us_) break;
    if (time_[at + 1] != time_[at]) {
      const std::uint32_t only = classes_.only_step(class_[at]);
      // Written whatever it is, and kept when it is the next step.
      chosen_[level] = position_[at];
      level += only == level || (only == StepClasses::kSeveral &&
                                 std::ranges::binary_search(classes_.steps(class_[at]),
                                                            static_cast<std::uint32_t>(level)))
                   ? 1
                   : 0;
      ++at;
      continue;
    }
    const std::size_t end = moment_end(at);
    matching_.set_events(positions(at, end));
    if (matching_.has_candidate(level)) {
      const std::size_t reached = matching_.extend(level);
      matching_.assign(level, reached, chosen_);
      level = reached;
    }
    at = end;
  }
  return std::span(chosen_).first(level);
}

std::span<const std::uint32_t> FunnelKernel::best_attempt(std::size_t begin, std::size_t end) {
  return gather(begin, end) ? best_of_gathered() : std::span<const std::uint32_t>();
}

std::span<const std::uint32_t> FunnelKernel::best_attempt(std::span<const std::uint32_t> events) {
  return gather(events) ? best_of_gathered() : std::span<const std::uint32_t>();
}

std::span<const std::uint32_t> FunnelKernel::best_of_gathered() {
  // Without a window the first beginning reaches at least as far as any other.
  if (!window_us_) return walk(first_, classes_.step_count());
  const std::size_t beginning = best_beginning();
  // No attempt reaches more than the best.
  return walk(beginning, best_level_);
}

}  // namespace wend::analyze
