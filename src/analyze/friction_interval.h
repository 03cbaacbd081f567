#pragma once

#include "analyze/statistics.h"

namespace wend::analyze {

// The 95 % interval of k1/n1 − k0/n0 by Newcombe (1998, method 10). n1, n0 > 0.
Interval newcombe_interval(std::uint64_t k1, std::uint64_t n1, std::uint64_t k0, std::uint64_t n0);

}  // namespace wend::analyze
