#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "analyze/statistics.h"

namespace wend::analyze {

// An outcome among those with something and those without it. Both groups have somebody.
struct TwoGroups {
  std::uint64_t with = 0, with_outcome = 0;
  std::uint64_t without = 0, without_outcome = 0;
};

struct Effect {
  double value = 0;
  double low = 0, high = 0;  // 95 %
};

// The share of the outcome with it minus the share without, with Newcombe's interval from two
// Wilson intervals (Newcombe 1998, method 10).
Effect risk_difference(const TwoGroups& groups);

// The one divided by the other, with the interval of Katz et al. (1978) on the logarithm. Where
// nobody of a group has the outcome, half a customer is added to each of the four numbers (Haldane
// 1956, Anscombe 1956). None where nobody of either group has it.
std::optional<Effect> risk_ratio(const TwoGroups& groups);

// The two-sided p-value of "the outcome is equally frequent": Pearson's chi-square test, or where a
// number is expected below five, Fisher's exact test (the sum of all tables no more probable).
double equality_p(const TwoGroups& groups);

// The q-value of each p-value (Benjamini and Hochberg 1995): the least false discovery rate at
// which it is held.
std::vector<double> q_values(std::span<const double> p);

}  // namespace wend::analyze
