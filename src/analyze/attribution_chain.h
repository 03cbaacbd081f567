#pragma once

#include <stop_token>
#include <vector>

#include "analyze/attribution_forms.h"
#include "base/result.h"

namespace wend::analyze {

// How much of all conversions each channel earns by its removal effect (Anderl, Becker,
// von Wangenheim, Schumann 2016): paths are walks of a Markov chain whose state is the last `order`
// touches (fewer at the beginning of a path), with the transitions as frequent as they were seen.
// The effect of a channel is the share of conversions that are lost when every walk that comes to
// it ends without one. Effects are scaled to add up to 1; all zero when there is no conversion.
base::Result<std::vector<double>> removal_shares(const PathForms& forms, std::size_t channels,
                                                 std::size_t order, const std::stop_token& stop);

}  // namespace wend::analyze
