#pragma once

#include <optional>
#include <stop_token>
#include <vector>

#include "analyze/attribution_forms.h"
#include "base/result.h"

namespace wend::analyze {

// Up to so many channels Shapley values are computed over every set of them.
inline constexpr std::size_t kShapleyExactChannelsMax = 12;

struct ShapleyValues {
  std::vector<double> conversions;  // by channel; they add up to all conversions
  std::vector<double> error;        // standard error of each; empty when exact
  std::size_t samples = 0;          // orders that were drawn; 0 when exact
};

// The Shapley value (Shapley 1953) of each channel in the game where a set of channels is worth the
// conversion rate of the paths that touch no other channel (0 when there is no such path), scaled
// from rates to conversions. Beyond kShapleyExactChannelsMax channels the mean over orders drawn at
// random, always the same ones, with its standard error. `channels` ≤ 256.
base::Result<ShapleyValues> shapley_of_rates(const PathForms& forms, std::size_t channels,
                                             const std::stop_token& stop);

}  // namespace wend::analyze
