#include "analyze/funnel_moments.h"

#include <algorithm>

namespace wend::analyze {

FunnelRules FunnelRules::of(const FunnelAsk& ask) {
  FunnelRules rules;
  rules.order = ask.knobs.order;
  rules.attempt = ask.knobs.attempt;
  rules.strictly_later = ask.knobs.ties == FunnelTies::kStrict;
  rules.reuse = ask.knobs.reuse;
  rules.each_held_value = ask.knobs.each_held_value;
  rules.company_in_moments = ask.preset == FunnelPreset::kAmplitude;
  rules.window_us = ask.window_us;
  rules.grace_us = ask.knobs.grace_us;
  for (const FunnelStep& step : ask.steps) rules.optional.push_back(step.optional ? 1 : 0);
  for (const FunnelExclusion& exclusion : ask.knobs.exclude)
    rules.exclusions.push_back({exclusion.from, exclusion.to});
  return rules;
}

// Whether the moment has an event of the same name and the same steps.
bool FunnelMoments::has_alike(const FunnelMoment& moment, std::size_t event) const {
  return std::any_of(events_.begin() + moment.first, events_.end(), [&](std::uint32_t other) {
    return input_.name(other) == input_.name(event) &&
           input_.step_class(other) == input_.step_class(event);
  });
}

void FunnelMoments::read(std::size_t begin, std::size_t end) {
  moments_.clear();
  events_.clear();
  exclusions_.clear();
  for (std::size_t at = begin; at < end;) {
    FunnelMoment moment{input_.time_us(at),
                        static_cast<std::uint32_t>(events_.size()),
                        0,
                        0,
                        static_cast<std::uint32_t>(exclusions_.size()),
                        0};
    for (; at < end && input_.time_us(at) == moment.time_us; ++at) {
      if (!input_.looks_at(at)) continue;
      ++moment.looked_at;
      for (const std::uint32_t exclusion : input_.exclusions(at)) exclusions_.push_back(exclusion);
      if (input_.step_class(at) != 0 && filter_.takes(at) &&
          !(input_.columns().alike_count_once && has_alike(moment, at)))
        events_.push_back(static_cast<std::uint32_t>(at));
    }
    moment.count = static_cast<std::uint32_t>(events_.size()) - moment.first;
    moment.exclusion_count =
        static_cast<std::uint32_t>(exclusions_.size()) - moment.first_exclusion;
    if (moment.count > 0 || moment.exclusion_count > 0 || (every_moment_ && moment.looked_at > 0))
      moments_.push_back(moment);
  }
}

}  // namespace wend::analyze
