#pragma once

#include <memory>

#include "analyze/funnel_attempt.h"
#include "analyze/funnel_moments.h"

namespace wend::analyze {

// Counts as PostHog's funnel does (its user-defined function of 2025, which replaced the SQL of
// before): a newer entry replaces an older one at each step it reaches, an event is tried for the
// highest step first, the scan stops at the first time of a whole conversion, and the answer is the
// furthest step, without whoever did what is excluded on the way to it. At a time with several
// events of different steps, the events are taken by step and exclusions and strict order are
// ignored. `strict` order forgets the steps that an event is not; `any` order counts the steps that
// were done within the window before some event, an event counting for its first step only.
std::unique_ptr<AttemptKernel> make_posthog_funnel(const FunnelInput& input, FunnelRules rules);

}  // namespace wend::analyze
