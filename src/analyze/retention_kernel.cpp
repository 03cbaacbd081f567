#include "analyze/retention_kernel.h"

#include <algorithm>

namespace wend::analyze {
namespace {

// Later than anything: the start of a calendar period behind the grid.
constexpr TimeUs kBeyond = std::numeric_limits<TimeUs>::max();

}  // namespace

RetentionKernel::RetentionKernel(const JourneyTable& table, const Mask& start_ever,
                                 const Mask& start, const Mask& back, const PeriodGrid& cohorts,
                                 const RetentionRule& rule)
    : table_(table),
      start_ever_(start_ever),
      start_(start),
      back_(back),
      cohorts_(cohorts),
      rule_(rule),
      cells_(rule.cells.size()) {}

void RetentionKernel::collect_returns(std::size_t begin, std::size_t end) {
  returns_us_.clear();
  for (std::size_t i = begin; i < end; ++i) {
    if (back_[i] != 0) returns_us_.push_back(table_.time_us()[i]);
  }
}

TimeUs RetentionKernel::period_start(TimeUs start_us, std::size_t cohort,
                                     std::uint32_t periods) const {
  if (periods == RetentionCell::kOpen) return kBeyond;
  if (rule_.rolling_us > 0) return start_us + rule_.rolling_us * static_cast<TimeUs>(periods);
  const std::size_t period = cohort + periods;
  return period <= cohorts_.size() ? cohorts_.start_us(period) : kBeyond;
}

void RetentionKernel::fill_cells(std::size_t start, std::size_t cohort) {
  const TimeUs start_us = table_.time_us()[start];
  auto next = std::ranges::lower_bound(returns_us_, start_us);
  // Of the returns of that very time one is the start itself.
  if (back_[start] != 0) ++next;
  for (std::size_t i = 0; i < cells_.size(); ++i) {
    const RetentionCell& cell = rule_.cells[i];
    const bool open = cell.to == RetentionCell::kOpen;
    const TimeUs from_us = cell.from == 0 ? start_us : period_start(start_us, cohort, cell.from);
    const TimeUs to_us = period_start(start_us, cohort, cell.to);
    // An open cell can be judged when its first period is over.
    const TimeUs over_us = open ? period_start(start_us, cohort, cell.from + 1) : to_us;
    next = std::lower_bound(next, returns_us_.end(), from_us);
    std::uint8_t state = 0;
    if (next != returns_us_.end() && *next < to_us) state |= RetentionUnit::kReturned;
    if (from_us < rule_.observed_until_us) state |= RetentionUnit::kBegun;
    if (over_us <= rule_.observed_until_us) state |= RetentionUnit::kOver;
    cells_[i] = state;
  }
}

}  // namespace wend::analyze
