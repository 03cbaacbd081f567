#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "analyze/attribution.h"

namespace wend::analyze {

// The number of a channel (or other label) among those that stand in an answer.
using ChannelCode = std::uint8_t;

// One path: the touches before a conversion, or before none, oldest first. Not empty.
struct TouchPath {
  std::span<const ChannelCode> channels;
  std::span<const TimeUs> times_us;  // of the same touches
};

// How much of one conversion each touch of a path earns, by a model that shares out each
// conversion by itself: as many weights as touches; they add up to 1. `is_direct` by channel.
void touch_weights(const AttributionModel& model, const TouchPath& path,
                   std::span<const std::uint8_t> is_direct, std::vector<double>& weights);

}  // namespace wend::analyze
