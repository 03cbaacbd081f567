#include "analyze/friction_steps_ahead.h"

#include <algorithm>

namespace wend::analyze {
namespace {

constexpr TimeUs kMessageWorks = env::kDayUs;
constexpr TimeUs kSpanParts = 12;  // no horizon beyond this part of the data's span

TouchpointRole role_from(std::string_view role) {
  if (role == "goal") return TouchpointRole::kGoal;
  if (role == "contact") return TouchpointRole::kContact;
  if (role == "error") return TouchpointRole::kError;
  if (role == "message") return TouchpointRole::kMessage;
  return TouchpointRole::kStep;
}

}  // namespace

VisitRules::VisitRules(const JourneyModel& model, TimeUs span_us)
    : goal(model.goal.value_or(model.touchpoints.size())),
      longest_us(std::max(kHorizonMin, span_us / kSpanParts)),
      message_us(kMessageWorks) {
  for (const Touchpoint& touchpoint : model.touchpoints) {
    roles.push_back(role_from(touchpoint.role));
    positions.push_back(touchpoint.position);
  }
}

StepsAhead::StepsAhead(const VisitRules& rules)
    : rules_(rules),
      forward_(rules.roles.size()),
      contacts_(rules.roles.size()),
      messages_(rules.roles.size()),
      next_at_(rules.roles.size()) {}

void StepsAhead::begin(std::span<const JourneyStep> steps) {
  const auto none = static_cast<std::uint32_t>(steps.size());
  forward_.clear(none), contacts_.clear(none), messages_.clear(none);
  if (ahead_.size() < steps.size()) ahead_.resize(2 * steps.size());
}

// Takes a step up; answers the next step forward from it.
std::uint32_t StepsAhead::take(std::size_t touchpoint, std::uint32_t step) {
  std::uint32_t progress = forward_.next_beyond(touchpoint);
  switch (rules_.roles[touchpoint]) {
    case TouchpointRole::kStep:
    case TouchpointRole::kGoal:
      forward_.take_up(touchpoint, step);
      break;
    case TouchpointRole::kContact:
      progress = std::min(progress, contacts_.next_beyond(touchpoint));
      contacts_.take_up(touchpoint, step);
      break;
    case TouchpointRole::kMessage:
      progress = std::min(progress, messages_.next_beyond(touchpoint));
      messages_.take_up(touchpoint, step);
      break;
    case TouchpointRole::kError:
      break;
  }
  return progress;
}

void StepsAhead::look_for_progress(std::span<const JourneyStep> steps) {
  begin(steps);
  for (std::size_t i = steps.size(); i-- > 0;)
    ahead_[i].progress = take(steps[i].touchpoint, static_cast<std::uint32_t>(i));
}

void StepsAhead::look(std::span<const JourneyStep> steps, std::span<const Horizons> horizons) {
  begin(steps);
  ++looks_;
  const auto none = static_cast<std::uint32_t>(steps.size());
  TimeUs goal_us = kNever, contact_us = kNever;
  for (std::size_t i = steps.size(); i-- > 0;) {
    const std::size_t t = steps[i].touchpoint;
    const auto step = static_cast<std::uint32_t>(i);
    Ahead& ahead = ahead_[i];
    ahead.goal_us = goal_us, ahead.contact_us = contact_us;
    const std::size_t usual = horizons[t].usual_next;
    const bool met = usual < next_at_.size() && next_at_[usual].look == looks_;
    ahead.usual_us = met ? next_at_[usual].time_us : kNever;
    Next& next = next_at_[t];
    ahead.again = next.look == looks_ ? next.step : none;
    next = {looks_, step, steps[i].time_us};
    const TouchpointRole role = rules_.roles[t];
    goal_us = role == TouchpointRole::kGoal ? steps[i].time_us : goal_us;
    contact_us = role == TouchpointRole::kContact ? steps[i].time_us : contact_us;
    ahead.progress = take(t, step);
  }
}

}  // namespace wend::analyze
