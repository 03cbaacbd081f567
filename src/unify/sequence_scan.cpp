#include "unify/sequence_scan.h"

#include <algorithm>
#include <array>
#include <limits>

#include "model/predicate.h"

namespace wend::unify {
namespace {

constexpr TimeUs kNever = std::numeric_limits<TimeUs>::min();
}  // namespace

SequenceScan::SequenceScan(std::size_t steps, std::optional<model::DurationUs> span)
    : steps_(steps), span_(span), starts_(steps - 1, kNever), time_us_(kNever), last_end_(kNever) {}

// Whether different events of this moment can take the steps [from, to): a matching, found step by
// step along augmenting paths.
bool SequenceScan::moment_takes(std::size_t from, std::size_t to) const {
  if (to - from > moment_.size()) return false;
  std::vector<std::size_t> step_of(moment_.size(), model::kSequenceStepsMax);
  const auto place = [&](auto&& self, std::size_t step, std::vector<bool>& tried) -> bool {
    for (std::size_t event = 0; event < moment_.size(); ++event) {
      if ((moment_[event] >> step & 1) == 0 || tried[event]) continue;
      tried[event] = true;
      if (step_of[event] != model::kSequenceStepsMax && !self(self, step_of[event], tried))
        continue;
      step_of[event] = step;
      return true;
    }
    return false;
  };
  for (std::size_t step = from; step < to; ++step) {
    std::vector<bool> tried(moment_.size(), false);
    if (!place(place, step, tried)) return false;
  }
  return true;
}

// Of chains of `steps` steps that this moment's events may have a part in.
TimeUs SequenceScan::latest_start(std::size_t steps) const {
  if (moment_takes(0, steps)) return time_us_;
  TimeUs latest = steps < steps_ ? starts_[steps - 1] : kNever;
  for (std::size_t before = 1; before < steps; ++before) {
    const TimeUs start = starts_[before - 1];
    if (start == kNever || start <= latest) continue;
    if (span_ && time_us_ - start > *span_) continue;
    if (moment_takes(before, steps)) latest = start;
  }
  return latest;
}

void SequenceScan::pass_moment() {
  std::array<TimeUs, model::kSequenceStepsMax> next;
  for (std::size_t i = 0; i < starts_.size(); ++i) next[i] = latest_start(i + 1);
  std::copy_n(next.begin(), starts_.size(), starts_.begin());
  moment_.clear();
}

bool SequenceScan::add(TimeUs time_us, std::uint16_t taken) {
  if (time_us < time_us_) return false;
  if (time_us > time_us_ && !moment_.empty()) pass_moment();
  time_us_ = time_us;
  // More events alike than there are steps change nothing.
  if (std::ranges::count(moment_, taken) >= static_cast<std::ptrdiff_t>(steps_)) return true;
  moment_.push_back(taken);
  if (latest_start(steps_) != kNever) last_end_ = time_us;
  return true;
}

std::optional<TimeUs> SequenceScan::last_end() const {
  if (last_end_ == kNever) return std::nullopt;
  return last_end_;
}

}  // namespace wend::unify
