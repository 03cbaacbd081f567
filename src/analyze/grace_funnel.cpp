#include "analyze/grace_funnel.h"

#include <algorithm>

namespace wend::analyze {

GraceFunnel::GraceFunnel(const FunnelInput& input, FunnelRules rules, const EventFilter& filter)
    : input_(input),
      rules_(std::move(rules)),
      filter_(filter),
      classes_of_step_(rules_.step_count()),
      options_(rules_.step_count()) {}

void GraceFunnel::read(std::size_t begin, std::size_t end) {
  entries_.clear();
  for (const std::uint32_t step_class : classes_) events_of_class_[step_class].clear();
  classes_.clear();
  for (auto& classes : classes_of_step_) classes.clear();
  for (std::size_t i = begin; i < end; ++i) {
    const std::uint32_t step_class = input_.step_class(i);
    if (!input_.looks_at(i) || step_class == 0 || !filter_.takes(i)) continue;
    if (step_class >= events_of_class_.size()) events_of_class_.resize(step_class + 1);
    auto& events = events_of_class_[step_class];
    const auto steps = input_.steps(i);
    if (events.empty()) {
      classes_.push_back(step_class);
      for (const std::uint32_t step : steps) classes_of_step_[step].push_back(step_class);
    }
    events.push_back(static_cast<std::uint32_t>(i));
    if (steps.front() == 0) entries_.push_back(static_cast<std::uint32_t>(i));
  }
}

bool GraceFunnel::is_used(std::uint32_t event) const {
  return !rules_.reuse && std::ranges::find(chain_, event) != chain_.end();
}

void GraceFunnel::try_from(std::uint32_t event) {
  const auto time_us = input_.exact_times();
  chain_.assign(1, event);
  found_ = chain_;
  failed_.clear();
  extend(time_us[event]);
  const bool comes_first =
      found_.size() == best_.size() && time_us[found_[0]] == time_us[best_[0]] &&
      std::ranges::lexicographical_compare(
          found_, best_, [&](std::uint32_t a, std::uint32_t b) { return time_us[a] < time_us[b]; });
  if (found_.size() > best_.size() || comes_first) best_ = found_;
}

// Goes on from chain_, whose latest time is frontier_us; leaves chain_ as it was.
void GraceFunnel::extend(TimeUs frontier_us) {
  const std::size_t step = chain_.size();
  if (step == rules_.step_count()) return;
  const auto time_us = input_.exact_times();
  auto& options = options_[step];
  options.clear();
  for (const std::uint32_t step_class : classes_of_step_[step]) {
    const auto& events = events_of_class_[step_class];
    auto at = std::ranges::partition_point(events, [&](std::uint32_t event) {
      return time_us[event] < frontier_us - rules_.grace_us;
    });
    while (at != events.end() && is_used(*at)) ++at;
    if (at == events.end()) continue;
    if (rules_.window_us && time_us[*at] - time_us[chain_[0]] > *rules_.window_us) continue;
    options.push_back(*at);
  }
  std::ranges::sort(options);
  // Without reuse a choice may have to be taken back; the same events in another order of steps are
  // no other case.
  if (rules_.reuse && options.size() > 1) options.resize(1);
  if (options.size() > 1 || !failed_.empty()) {
    auto set = chain_;
    std::ranges::sort(set);
    if (std::ranges::binary_search(failed_, set)) return;
    failed_.insert(std::ranges::lower_bound(failed_, set), set);
  }
  for (std::size_t i = 0; i < options_[step].size(); ++i) {
    const std::uint32_t event = options_[step][i];
    // Behind a whole attempt only events of the same time may still lead to earlier times.
    if (found_.size() == rules_.step_count() && time_us[event] > time_us[found_[step]]) return;
    chain_.push_back(event);
    if (chain_.size() > found_.size() || (chain_.size() == found_.size() && comes_before(found_)))
      found_ = chain_;
    extend(std::max(frontier_us, time_us[event]));
    chain_.pop_back();
  }
}

// Whether the times of chain_ come before those of another one of its length.
bool GraceFunnel::comes_before(const std::vector<std::uint32_t>& other) const {
  const auto time_us = input_.exact_times();
  return std::ranges::lexicographical_compare(
      chain_, other, [&](std::uint32_t a, std::uint32_t b) { return time_us[a] < time_us[b]; });
}

// The last event of step 1 that no other event of the attempt is too early for.
void GraceFunnel::enter_as_late_as_possible() {
  if (best_.size() == 1) {
    best_[0] = entries_.back();
    return;
  }
  const auto time_us = input_.exact_times();
  TimeUs earliest = time_us[best_[1]];
  for (std::size_t i = 1; i < best_.size(); ++i) earliest = std::min(earliest, time_us[best_[i]]);
  for (std::size_t i = entries_.size(); i > 0; --i) {
    const std::uint32_t entry = entries_[i - 1];
    if (time_us[entry] - rules_.grace_us > earliest) continue;
    if (!rules_.reuse && std::find(best_.begin() + 1, best_.end(), entry) != best_.end()) continue;
    best_[0] = entry;
    return;
  }
}

void GraceFunnel::find(std::size_t begin, std::size_t end, AttemptList& attempts) {
  read(begin, end);
  const auto time_us = input_.exact_times();
  const FunnelTries tries = rules_.attempt;
  for (std::size_t entry = 0; entry < entries_.size();) {
    best_.clear();
    // Entries of one time are one beginning.
    const TimeUs begun = time_us[entries_[entry]];
    const bool one_beginning = tries == FunnelTries::kFirst || tries == FunnelTries::kAll;
    for (; entry < entries_.size(); ++entry) {
      if (one_beginning && time_us[entries_[entry]] != begun) break;
      // Nothing that begins later is better than a whole attempt.
      if (best_.size() == rules_.step_count() && time_us[entries_[entry]] != time_us[best_[0]])
        continue;
      try_from(entries_[entry]);
    }
    if (tries == FunnelTries::kLatest) enter_as_late_as_possible();
    attempts.add(best_);
    if (tries != FunnelTries::kAll) return;
    TimeUs over = begun;
    for (const std::uint32_t event : best_) over = std::max(over, time_us[event]);
    if (best_.size() < rules_.step_count()) {
      if (!rules_.window_us) return;
      over = std::max(over, begun + *rules_.window_us);
    }
    while (entry < entries_.size() && time_us[entries_[entry]] <= over) ++entry;
  }
}

}  // namespace wend::analyze
