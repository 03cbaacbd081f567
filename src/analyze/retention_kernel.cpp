#include "analyze/retention_kernel.h"

#include <algorithm>

namespace wend::analyze {
RetentionKernel::RetentionKernel(const JourneyTable& table, const Selection& start,
                                 const Selection& back, const PeriodGrid& cohorts,
                                 const RetentionRule& rule)
    : time_us_(table.time_us()),
      starts_(table, start),
      returns_(table, back),
      cohorts_(cohorts),
      rule_(rule),
      cells_(rule.cells.size()),
      known_(cohorts.size()) {}

void RetentionKernel::fill_known(std::vector<std::uint8_t>& cells, TimeUs start_us,
                                 std::size_t cohort) const {
  cells.resize(rule_.cells.size());
  for (std::size_t i = 0; i < cells.size(); ++i) {
    const RetentionCell& cell = rule_.cells[i];
    const TimeUs from_us = cell.from == 0 ? start_us : period_start(start_us, cohort, cell.from);
    // An open cell can be judged when its first period is over.
    const TimeUs over_us =
        period_start(start_us, cohort, cell.to == RetentionCell::kOpen ? cell.from + 1 : cell.to);
    std::uint8_t state = 0;
    if (from_us < rule_.observed_until_us) state |= RetentionUnit::kBegun;
    if (over_us <= rule_.observed_until_us) state |= RetentionUnit::kOver;
    cells[i] = state;
  }
}

void RetentionKernel::fill_cells(std::size_t start, std::size_t cohort,
                                 std::span<const std::uint32_t> returns) {
  const TimeUs start_us = time_us_[start];
  std::size_t next = 0;
  while (next < returns.size() && time_us_[returns[next]] < start_us) ++next;
  // Of the returns of that very time one is the start itself.
  for (std::size_t i = next; i < returns.size() && returns[i] <= start; ++i) {
    if (returns[i] != start) continue;
    ++next;
    break;
  }
  if (rule_.rolling_us > 0) {
    fill_known(cells_, start_us, cohort);
  } else {
    auto& known = known_[cohort];
    if (known.empty()) fill_known(known, start_us, cohort);
    cells_ = known;
  }
  const std::size_t count = rule_.cells.size();
  if (next == returns.size() || count == 0) return;
  std::size_t cell = 0;
  if (rule_.cells[0].to == RetentionCell::kOpen) {
    // Whoever came back last came back in all that begin before.
    const TimeUs last_us = time_us_[returns.back()];
    for (; cell < count; ++cell) {
      if (rule_.cells[cell].from > 0 &&
          period_start(start_us, cohort, rule_.cells[cell].from) > last_us)
        return;
      cells_[cell] |= RetentionUnit::kReturned;
    }
    return;
  }
  TimeUs from_us = 0, to_us = 0;
  const auto look_at_cell = [&] {
    const RetentionCell& here = rule_.cells[cell];
    from_us = here.from == 0 ? start_us : period_start(start_us, cohort, here.from);
    to_us = period_start(start_us, cohort, here.to);
  };
  look_at_cell();
  for (; next < returns.size(); ++next) {
    const TimeUs now = time_us_[returns[next]];
    while (now >= to_us) {
      if (++cell == count) return;
      look_at_cell();
    }
    if (now >= from_us) cells_[cell] |= RetentionUnit::kReturned;
  }
}

}  // namespace wend::analyze
