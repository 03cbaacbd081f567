#pragma once

#include <array>
#include <bit>
#include <cstdint>
#include <span>
#include <stop_token>
#include <vector>

namespace wend::analyze {

// Numbers that stand in several places.
using NumberParts = std::span<const std::span<const std::int64_t>>;

// Bins of numbers that are not negative: each number below 64 has its own, larger ones share theirs
// with those that agree in their highest six bits. Bins ascend with their numbers.
inline constexpr std::size_t kNumberBins = 57 * 32 + 64;
inline std::size_t number_bin(std::int64_t number) {
  const auto bits = static_cast<std::uint64_t>(number);
  if (bits < 64) return bits;
  const auto shift = static_cast<std::size_t>(std::bit_width(bits)) - 6;
  return shift * 32 + (bits >> shift);
}

// The numbers that stand at these ranks (from 0, ascending, each once, all below how many there
// are) when all are sorted. Linear: counts bins, then looks only at those that have a rank; very
// many on several threads. Whoever is asked to stop answers something else, and soon.
std::vector<std::int64_t> numbers_at_ranks(NumberParts parts, std::span<const std::size_t> ranks,
                                           const std::stop_token& stop = {});

}  // namespace wend::analyze
