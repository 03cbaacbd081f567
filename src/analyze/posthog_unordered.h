#pragma once

#include <memory>

#include "analyze/funnel_attempt.h"
#include "analyze/funnel_moments.h"

namespace wend::analyze {

// The `any` order of make_posthog_funnel.
std::unique_ptr<AttemptKernel> make_posthog_unordered(const FunnelInput& input, FunnelRules rules);

}  // namespace wend::analyze
