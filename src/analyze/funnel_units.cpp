#include "analyze/funnel_units.h"

#include "analyze/funnel_attempt.h"

namespace wend::analyze {

FunnelUnits::FunnelUnits(const std::vector<FunnelStep>& steps) : filled_(steps.size()) {
  for (const FunnelStep& step : steps) optional_.push_back(step.optional ? 1 : 0);
}

void FunnelUnits::add(const JourneyTable& table, std::uint32_t profile, std::uint32_t label,
                      std::span<const std::uint32_t> attempt) {
  const auto time_us = table.time_us();
  const auto unit = static_cast<std::uint32_t>(units_.size());
  const TimeUs first_us = time_us[attempt[0]];
  TimeUs previous_us = first_us;
  std::uint32_t reached = 0;
  for (std::size_t step = 0; step < attempt.size(); ++step) {
    if (attempt[step] == kSkippedStep) continue;
    const TimeUs now_us = time_us[attempt[step]];
    if (optional_[step] == 0) reached = static_cast<std::uint32_t>(step + 1);
    if (step == 0) continue;
    filled_[step].unit.push_back(unit);
    // Within a grace duration a later step may come first: it took no time.
    filled_[step].from_first_us.push_back(std::max<std::int64_t>(0, now_us - first_us));
    filled_[step].from_previous_us.push_back(std::max<std::int64_t>(0, now_us - previous_us));
    previous_us = now_us;
  }
  units_.push_back({profile, reached, label, first_us});
}

void FunnelUnits::append(const FunnelUnits& others) {
  const auto offset = static_cast<std::uint32_t>(units_.size());
  const auto put = [](auto& to, const auto& from) {
    to.insert(to.end(), from.begin(), from.end());
  };
  put(units_, others.units_);
  for (std::size_t step = 0; step < filled_.size(); ++step) {
    for (const std::uint32_t unit : others.filled_[step].unit)
      filled_[step].unit.push_back(offset + unit);
    put(filled_[step].from_first_us, others.filled_[step].from_first_us);
    put(filled_[step].from_previous_us, others.filled_[step].from_previous_us);
  }
}

}  // namespace wend::analyze
