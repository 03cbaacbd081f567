#include "analyze/stickiness_kernel.h"

#include <algorithm>

namespace wend::analyze {

std::span<const ActiveDay> StickinessKernel::days_of(std::span<const std::uint32_t> active) {
  active_.clear();
  for (const std::uint32_t position : active) {
    const TimeUs time_us = time_us_[position];
    if (time_us >= to_us_) break;
    if (time_us < days_.start_us(0)) continue;
    const auto day = static_cast<std::uint32_t>(days_.period_of(time_us));
    const bool looked_at = time_us >= from_us_;
    if (active_.empty() || active_.back().day != day) {
      active_.push_back({day, looked_at});
    } else {
      active_.back().looked_at |= looked_at;
    }
  }
  return active_;
}

void RollingActives::add(std::span<const ActiveDay> days) {
  const std::size_t last = change_.size() - 1;
  std::size_t covered = 0;  // the windows up to here, exclusive, hold the customer already
  for (const ActiveDay& active : days) {
    const std::size_t from = std::max<std::size_t>(active.day, covered);
    const std::size_t to = std::min(active.day + length_, last);
    if (from >= to) continue;
    ++change_[from];
    --change_[to];
    covered = to;
  }
}

void RollingActives::merge(const RollingActives& others) {
  for (std::size_t day = 0; day < change_.size(); ++day) change_[day] += others.change_[day];
}

std::vector<std::uint64_t> RollingActives::finish() const {
  std::vector<std::uint64_t> counts;
  std::int64_t now = 0;
  for (std::size_t day = 0; day + 1 < change_.size(); ++day) {
    now += change_[day];
    counts.push_back(static_cast<std::uint64_t>(now));
  }
  return counts;
}

bool RollingActives::holds(std::span<const ActiveDay> days, std::size_t day, std::size_t length) {
  return std::ranges::any_of(days, [&](const ActiveDay& active) {
    return active.day <= day && day < active.day + length;
  });
}

}  // namespace wend::analyze
