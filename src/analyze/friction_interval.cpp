#include "analyze/friction_interval.h"

#include <cmath>

namespace wend::analyze {

Interval newcombe_interval(std::uint64_t k1, std::uint64_t n1, std::uint64_t k0, std::uint64_t n0) {
  const double p1 = static_cast<double>(k1) / static_cast<double>(n1);
  const double p0 = static_cast<double>(k0) / static_cast<double>(n0);
  const Interval one = wilson_interval(k1, n1), zero = wilson_interval(k0, n0);
  return {p1 - p0 - std::hypot(p1 - one.low, zero.high - p0),
          p1 - p0 + std::hypot(one.high - p1, p0 - zero.low)};
}

}  // namespace wend::analyze
