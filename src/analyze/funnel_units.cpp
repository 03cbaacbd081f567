#include "analyze/funnel_units.h"

#include "analyze/funnel_attempt.h"

namespace wend::analyze {

FunnelUnits::FunnelUnits(const std::vector<FunnelStep>& steps, Keeps keeps)
    : keeps_(keeps), filled_(steps.size()) {
  for (const FunnelStep& step : steps) optional_.push_back(step.optional ? 1 : 0);
}

std::uint32_t FunnelUnits::add(const JourneyTable& table, std::uint32_t profile,
                               std::uint32_t label, std::span<const std::uint32_t> attempt) {
  const auto time_us = table.time_us();
  const auto unit = static_cast<std::uint32_t>(size());
  const TimeUs first_us = time_us[attempt[0]];
  TimeUs previous_us = first_us;
  std::uint32_t reached = 0;
  for (std::size_t step = 0; step < attempt.size(); ++step) {
    if (attempt[step] == kSkippedStep) continue;
    if (optional_[step] == 0) reached = static_cast<std::uint32_t>(step + 1);
    if (step == 0) continue;
    const TimeUs now_us = time_us[attempt[step]];
    Filled& filled = filled_[step];
    filled.unit.push_back(unit);
    // Within a grace duration a later step may come first: it took no time.
    filled.from_previous_us.push_back(std::max<std::int64_t>(0, now_us - previous_us));
    if (step > 1) filled.from_first_us.push_back(std::max<std::int64_t>(0, now_us - first_us));
    previous_us = now_us;
  }
  profile_.push_back(profile);
  reached_.push_back(reached);
  if (keeps_.labels) label_.push_back(label);
  if (keeps_.entered) entered_us_.push_back(first_us);
  return reached;
}

void FunnelUnits::clear() {
  profile_.clear();
  reached_.clear();
  label_.clear();
  entered_us_.clear();
  for (Filled& filled : filled_) {
    filled.unit.clear();
    filled.from_previous_us.clear();
    filled.from_first_us.clear();
  }
}

}  // namespace wend::analyze
