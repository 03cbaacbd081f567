#include "analyze/any_order_funnel.h"

#include <algorithm>

namespace wend::analyze {

AnyOrderFunnel::AnyOrderFunnel(const FunnelInput& input, FunnelRules rules,
                               const EventFilter& filter)
    : input_(input),
      rules_(std::move(rules)),
      moments_(input, rules_, filter),
      class_of_step_(rules_.step_count()),
      known_classes_(rules_.step_count()) {}

// How far an attempt may go: to the end of the window, and to the first moment behind its beginning
// that has something excluded.
void AnyOrderFunnel::set_reach() {
  reach_.resize(moments_.size());
  blocked_.assign(moments_.size(), 0);
  std::size_t next_excluded = moments_.size();
  std::size_t end = moments_.size();  // of the window, one behind
  for (std::size_t m = moments_.size(); m > 0; --m) {
    const FunnelMoment& moment = moments_[m - 1];
    while (rules_.window_us && end > m &&
           moments_[end - 1].time_us - moment.time_us > *rules_.window_us)
      --end;
    reach_[m - 1] = end - 1;
    if (next_excluded < end) {
      reach_[m - 1] = next_excluded;
      blocked_[m - 1] = 1;
    }
    if (moment.exclusion_count > 0) next_excluded = m - 1;
  }
}

std::size_t AnyOrderFunnel::next_beginning(std::size_t moment) const {
  while (moment < moments_.size() && moments_[moment].count == 0) ++moment;
  return moment;
}

void AnyOrderFunnel::clear_matching() {
  std::ranges::fill(class_of_step_, kNone);
  for (auto& classes : known_classes_) classes.clear();
  for (const std::uint32_t step_class : touched_)
    in_window_[step_class] = used_[step_class] = is_known_[step_class] = 0;
  touched_.clear();
  matched_ = 0;
}

void AnyOrderFunnel::add(std::uint32_t event) {
  const std::uint32_t step_class = input_.step_class(event);
  if (step_class >= in_window_.size()) {
    in_window_.resize(step_class + 1);
    used_.resize(step_class + 1);
    is_known_.resize(step_class + 1);
    seen_.resize(step_class + 1);
  }
  if (is_known_[step_class] == 0) {
    is_known_[step_class] = 1;
    touched_.push_back(step_class);
    for (const std::uint32_t step : moments_.steps_of(event))
      known_classes_[step].push_back(step_class);
  }
  // Another of a kind that had some to spare helps nobody.
  const bool helps = used_[step_class] == in_window_[step_class];
  ++in_window_[step_class];
  if (!helps) return;
  for (std::size_t step = 0; step < rules_.step_count(); ++step) {
    if (class_of_step_[step] == kNone && match(step)) {
      ++matched_;
      if (!rules_.reuse) return;
    }
  }
}

void AnyOrderFunnel::remove(std::uint32_t event) {
  const std::uint32_t step_class = input_.step_class(event);
  --in_window_[step_class];
  if (rules_.reuse) {
    if (in_window_[step_class] > 0) return;
    for (std::size_t step = 0; step < rules_.step_count(); ++step) {
      if (class_of_step_[step] != step_class) continue;
      class_of_step_[step] = kNone;
      if (!match(step)) --matched_;
    }
    return;
  }
  if (used_[step_class] <= in_window_[step_class]) return;
  const auto step = static_cast<std::size_t>(std::ranges::find(class_of_step_, step_class) -
                                             class_of_step_.begin());
  class_of_step_[step] = kNone;
  --used_[step_class];
  if (!match(step)) --matched_;
}

bool AnyOrderFunnel::match(std::size_t step) {
  for (const std::uint32_t step_class : touched_) seen_[step_class] = 0;
  return search(step);
}

bool AnyOrderFunnel::search(std::size_t step) {
  for (const std::uint32_t step_class : known_classes_[step]) {
    if (seen_[step_class] != 0 || in_window_[step_class] == 0) continue;
    if (rules_.reuse) {
      class_of_step_[step] = step_class;
      return true;
    }
    seen_[step_class] = 1;
    bool free = used_[step_class] < in_window_[step_class];
    for (std::size_t other = 0; other < rules_.step_count() && !free; ++other) {
      if (class_of_step_[other] != step_class || !search(other)) continue;
      --used_[step_class];
      free = true;
    }
    if (!free) continue;
    class_of_step_[step] = step_class;
    ++used_[step_class];
    return true;
  }
  return false;
}

std::size_t AnyOrderFunnel::best_beginning() {
  clear_matching();
  std::size_t best = moments_.size(), most = 0, added = 0;
  for (std::size_t m = 0; m < moments_.size() && most < rules_.step_count(); ++m) {
    for (; added <= reach_[m]; ++added) {
      for (const std::uint32_t event : moments_.events(moments_[added])) add(event);
    }
    if (moments_[m].count > 0 && matched_ > most) {
      most = matched_;
      best = m;
    }
    for (const std::uint32_t event : moments_.events(moments_[m])) remove(event);
  }
  return best;
}

std::size_t AnyOrderFunnel::take_from(std::size_t beginning) {
  clear_matching();
  attempt_.clear();
  std::size_t last = beginning;
  for (std::size_t m = beginning; m <= reach_[beginning] && matched_ < rules_.step_count(); ++m) {
    for (const std::uint32_t event : moments_.events(moments_[m])) {
      const std::size_t before = matched_;
      add(event);
      if (matched_ == before) {
        // One that adds no step now adds none later either.
        remove(event);
        continue;
      }
      attempt_.insert(attempt_.end(), matched_ - before, event);
      last = m;
    }
  }
  return last;
}

void AnyOrderFunnel::find(std::size_t begin, std::size_t end, AttemptList& attempts) {
  moments_.read(begin, end);
  std::size_t beginning = next_beginning(0);
  if (beginning == moments_.size()) return;
  set_reach();
  if (rules_.attempt == FunnelTries::kBest) beginning = best_beginning();
  while (beginning < moments_.size()) {
    const std::size_t last = take_from(beginning);
    attempts.add(attempt_);
    if (rules_.attempt != FunnelTries::kAll) return;
    const bool whole = attempt_.size() == rules_.step_count();
    const std::size_t over = whole ? last + 1 : reach_[beginning] + (blocked_[beginning] ? 0 : 1);
    beginning = next_beginning(std::max(over, last + 1));
  }
}

}  // namespace wend::analyze
