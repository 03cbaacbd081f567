#include "analyze/attribution_rules.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "base/assert.h"

namespace wend::analyze {
namespace {

// Shares of the first and the last touch; those between share the rest equally. Where nothing is
// between, the two keep their proportion.
void by_position(double first, double last, std::vector<double>& weights) {
  if (weights.size() == 1) {
    weights[0] = 1;
  } else if (weights.size() == 2) {
    weights[0] = first / (first + last);
    weights[1] = last / (first + last);
  } else {
    std::ranges::fill(weights, (1 - first - last) / static_cast<double>(weights.size() - 2));
    weights.front() = first;
    weights.back() = last;
  }
}

// Weights fall by half for every half-life before the last touch; to count from the conversion
// would multiply all of them by one number, which the division by their sum takes out again.
void by_age(double half_life_us, std::span<const TimeUs> times_us, std::vector<double>& weights) {
  double sum = 0;
  for (std::size_t i = 0; i < weights.size(); ++i) {
    weights[i] = std::exp2(-static_cast<double>(times_us.back() - times_us[i]) / half_life_us);
    sum += weights[i];
  }
  for (double& weight : weights) weight /= sum;
}

void by_different_channels(std::span<const ChannelCode> channels, std::vector<double>& weights) {
  std::array<std::uint8_t, 256> seen{};
  double different = 0;
  for (std::size_t i = 0; i < channels.size(); ++i) {
    weights[i] = seen[channels[i]] == 0 ? 1 : 0;
    different += weights[i];
    seen[channels[i]] = 1;
  }
  for (double& weight : weights) weight /= different;
}

}  // namespace

void touch_weights(const AttributionModel& model, const TouchPath& path,
                   std::span<const std::uint8_t> is_direct, std::vector<double>& weights) {
  const std::size_t touches = path.channels.size();
  WEND_ASSERT(touches > 0 && path.times_us.size() == touches, "a path has touches");
  weights.assign(touches, 0);
  switch (model.rule) {
    case AttributionRule::kFirst:
      weights.front() = 1;
      break;
    case AttributionRule::kLast:
      weights.back() = 1;
      break;
    case AttributionRule::kLastNonDirect: {
      std::size_t at = touches;
      while (at > 0 && is_direct[path.channels[at - 1]] != 0) --at;
      weights[at == 0 ? touches - 1 : at - 1] = 1;
      break;
    }
    case AttributionRule::kLinear:
      std::ranges::fill(weights, 1 / static_cast<double>(touches));
      break;
    case AttributionRule::kPosition:
      by_position(0.4, 0.4, weights);
      break;
    case AttributionRule::kJ:
      by_position(0.2, 0.6, weights);
      break;
    case AttributionRule::kInverseJ:
      by_position(0.6, 0.2, weights);
      break;
    case AttributionRule::kTimeDecay:
      by_age(static_cast<double>(model.half_life_us), path.times_us, weights);
      break;
    case AttributionRule::kShapley:
      by_different_channels(path.channels, weights);
      break;
    case AttributionRule::kMarkov:
      WEND_ASSERT(false, "a Markov chain looks at all paths together");
  }
}

}  // namespace wend::analyze
