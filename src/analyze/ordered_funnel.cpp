#include "analyze/ordered_funnel.h"

#include <algorithm>

#include "base/assert.h"

namespace wend::analyze {

OrderedFunnel::OrderedFunnel(const FunnelInput& input, FunnelRules rules, const EventFilter& filter)
    : rules_(std::move(rules)),
      strict_(rules_.order == FunnelOrder::kStrict),
      moments_(input, rules_, filter),
      steps_(moments_, rules_),
      input_(input),
      required_(rules_.step_count() + 1),
      chosen_(rules_.step_count()) {
  for (std::size_t level = 1; level < required_.size(); ++level)
    required_[level] = rules_.optional[level - 1] != 0 ? required_[level - 1] : level;
}

// Whether somebody who had passed `before` steps when the moment came, and `after` behind it, is
// not spoiled by what is excluded in it.
bool OrderedFunnel::outlives(const FunnelMoment& moment, std::size_t before,
                             std::size_t after) const {
  return std::ranges::none_of(moments_.exclusions(moment), [&](std::uint32_t index) {
    const auto& exclusion = rules_.exclusions[index];
    return before > exclusion.from && after <= exclusion.to;
  });
}

// The first moment from this one on that has an event of step 1.
std::size_t OrderedFunnel::first_entry(std::size_t moment) const {
  for (; moment < moments_.size(); ++moment) {
    for (const std::uint32_t event : moments_.events(moments_[moment])) {
      if (moments_.steps_of(event).front() == 0) return moment;
    }
  }
  return moment;
}

std::size_t OrderedFunnel::furthest() {
  const std::size_t levels = rules_.step_count() + 1;
  latest_.assign(levels, kNever);
  std::size_t reached = 0;
  for (std::size_t m = 0; m < moments_.size() && reached + 1 < levels; ++m) {
    const FunnelMoment& moment = moments_[m];
    steps_.set_moment(moment);
    latest_before_ = latest_;
    for (std::size_t level = 1; level < levels; ++level) {
      if (strict_ || !outlives(moment, level, level)) latest_[level] = kNever;
    }
    for (std::size_t level = 0; level < rules_.step_count(); ++level) {
      const TimeUs beginning = level == 0 ? moment.time_us : latest_before_[level];
      if (beginning == kNever || !in_window(beginning, moment.time_us)) continue;
      for (const StepRun& run : steps_.runs(level)) {
        reached = std::max(reached, required_[run.end]);
        if (level > 0 && ((strict_ && run.whole == 0) || !outlives(moment, level, run.end)))
          continue;
        latest_[run.end] = std::max(latest_[run.end], beginning);
      }
    }
  }
  return reached;
}

std::size_t OrderedFunnel::earliest_beginning(std::size_t reached) {
  const std::size_t levels = rules_.step_count() + 1;
  end_.assign(levels, kNotAtAll);
  std::size_t earliest = moments_.size();
  for (std::size_t m = moments_.size(); m > 0; --m) {
    const FunnelMoment& moment = moments_[m - 1];
    steps_.set_moment(moment);
    const auto end_of = [&](const StepRun& run, bool goes_on) {
      if (required_[run.end] >= reached) return moment.time_us;
      return goes_on ? end_[run.end] : kNotAtAll;
    };
    for (const StepRun& run : steps_.runs(0)) {
      const TimeUs end = end_of(run, true);
      if (end != kNotAtAll && in_window(moment.time_us, end)) earliest = m - 1;
    }
    end_after_ = end_;
    for (std::size_t level = 1; level < rules_.step_count(); ++level) {
      TimeUs best = !strict_ && outlives(moment, level, level) ? end_[level] : kNotAtAll;
      for (const StepRun& run : steps_.runs(level)) {
        const bool goes_on = !(strict_ && run.whole == 0) && outlives(moment, level, run.end);
        best = std::min(best, end_of(run, goes_on));
      }
      end_after_[level] = best;
    }
    std::swap(end_, end_after_);
  }
  return earliest;
}

OrderedFunnel::Course OrderedFunnel::follow(std::size_t beginning) {
  const std::size_t levels = rules_.step_count() + 1;
  const TimeUs begun = moments_[beginning].time_us;
  Course course{0, beginning, moments_.size()};
  alive_.assign(levels, 0);
  steps_.set_moment(moments_[beginning]);
  for (const StepRun& run : steps_.runs(0)) {
    alive_[run.end] = 1;
    course.reached = std::max(course.reached, required_[run.end]);
  }
  for (std::size_t m = beginning + 1;; ++m) {
    if (course.reached + 1 == levels) {
      course.over = m;
      return course;
    }
    if (m == moments_.size()) return course;
    const FunnelMoment& moment = moments_[m];
    if (!in_window(begun, moment.time_us)) {
      course.over = m;
      return course;
    }
    course.last = m;
    steps_.set_moment(moment);
    alive_after_.assign(levels, 0);
    bool any = false;
    for (std::size_t level = 1; level < rules_.step_count(); ++level) {
      if (alive_[level] == 0) continue;
      if (!strict_ && outlives(moment, level, level)) alive_after_[level] = 1, any = true;
      for (const StepRun& run : steps_.runs(level)) {
        course.reached = std::max(course.reached, required_[run.end]);
        if ((strict_ && run.whole == 0) || !outlives(moment, level, run.end)) continue;
        alive_after_[run.end] = 1;
        any = true;
      }
    }
    std::swap(alive_, alive_after_);
    if (!any && course.reached + 1 < levels) {
      course.over = m;
      return course;
    }
  }
}

// to_come_ of row r and a number of passed steps: how many more the moments from beginning + r on
// can fill on the way to what the course reaches.
void OrderedFunnel::count_steps_to_come(std::size_t beginning, const Course& course) {
  const std::size_t levels = rules_.step_count() + 1;
  const std::size_t rows = course.last - beginning + 2;
  to_come_.assign(rows * levels, kImpossible);
  for (std::size_t level = 1; level < levels; ++level) {
    if (required_[level] == course.reached) to_come(rows - 1, level) = 0;
  }
  for (std::size_t row = rows - 2; row > 0; --row) {
    const FunnelMoment& moment = moments_[beginning + row];
    steps_.set_moment(moment);
    for (std::size_t level = 1; level < levels; ++level) {
      std::int32_t best = required_[level] == course.reached ? 0 : kImpossible;
      if (!strict_ && outlives(moment, level, level))
        best = std::max(best, to_come(row + 1, level));
      if (level == rules_.step_count()) {
        to_come(row, level) = best;
        continue;
      }
      for (const StepRun& run : steps_.runs(level)) {
        if (required_[run.end] == course.reached)
          best = std::max(best, static_cast<std::int32_t>(run.most));
        const std::uint32_t fills = strict_ ? run.whole : run.most;
        if (fills > 0 && outlives(moment, level, run.end))
          best = std::max(best, static_cast<std::int32_t>(fills) + to_come(row + 1, run.end));
      }
      to_come(row, level) = best;
    }
  }
}

std::size_t OrderedFunnel::choose(std::size_t beginning, const Course& course) {
  count_steps_to_come(beginning, course);
  std::size_t level = 0;
  std::size_t last = beginning;
  std::int32_t wanted = kImpossible;
  for (std::size_t m = beginning; m <= course.last; ++m) {
    const FunnelMoment& moment = moments_[m];
    const std::size_t row = m - beginning;
    steps_.set_moment(moment);
    StepRun best_run{};
    std::int32_t best = kImpossible;
    std::uint32_t best_fills = 0;
    bool best_goes_on = false;
    const auto offer = [&](const StepRun& run, std::uint32_t fills, std::int32_t more,
                           bool goes_on) {
      const std::int32_t total = static_cast<std::int32_t>(fills) + more;
      if (total < 0 || total < best || (total == best && fills <= best_fills)) return;
      best = total;
      best_run = run;
      best_fills = fills;
      best_goes_on = goes_on;
    };
    for (const StepRun& run : steps_.runs(level)) {
      if (required_[run.end] == course.reached) offer(run, run.most, 0, false);
      const std::uint32_t fills = strict_ && level > 0 ? run.whole : run.most;
      if (fills > 0 && (level == 0 || outlives(moment, level, run.end)))
        offer(run, fills, to_come(row + 1, run.end), true);
    }
    if (level == 0) wanted = best;
    if (best < wanted || best < 0) continue;
    steps_.fill(level, best_run, best_fills, chosen_);
    level = best_run.end;
    last = m;
    wanted -= static_cast<std::int32_t>(best_fills);
    if (!best_goes_on || wanted == 0) break;
  }
  attempt_.assign(chosen_.begin(), chosen_.begin() + static_cast<std::ptrdiff_t>(level));
  return last;
}

// The last event of step 1 that can stand before the second step that was filled.
void OrderedFunnel::enter_as_late_as_possible() {
  std::size_t second = 1;
  while (second < attempt_.size() && attempt_[second] == kSkippedStep) ++second;
  const bool alone = second >= attempt_.size();
  for (std::size_t m = moments_.size(); m > 0; --m) {
    const FunnelMoment& moment = moments_[m - 1];
    if (!alone && moment.time_us > input_.time_us(attempt_[second])) continue;
    const auto events = moments_.events(moment);
    for (std::size_t i = events.size(); i > 0; --i) {
      const std::uint32_t event = events[i - 1];
      if (moments_.steps_of(event).front() != 0) continue;
      const bool used = std::find(attempt_.begin() + 1, attempt_.end(), event) != attempt_.end();
      if (used && !rules_.reuse) continue;
      if (!alone && rules_.strictly_later && !used &&
          moment.time_us == input_.time_us(attempt_[second]))
        continue;
      // An attempt that begins in the middle of a moment with strict order leaves none of it out.
      attempt_[0] = event;
      return;
    }
  }
}

void OrderedFunnel::find(std::size_t begin, std::size_t end, AttemptList& attempts) {
  moments_.read(begin, end);
  std::size_t beginning = first_entry(0);
  if (beginning == moments_.size()) return;
  const FunnelTries tries = rules_.attempt;
  if (tries == FunnelTries::kBest || tries == FunnelTries::kLatest)
    beginning = earliest_beginning(furthest());
  while (beginning < moments_.size()) {
    const Course course = follow(beginning);
    const std::size_t last = choose(beginning, course);
    if (tries == FunnelTries::kLatest) enter_as_late_as_possible();
    attempts.add(attempt_);
    if (tries != FunnelTries::kAll) return;
    beginning = first_entry(std::max(course.over, last + 1));
  }
}

}  // namespace wend::analyze
