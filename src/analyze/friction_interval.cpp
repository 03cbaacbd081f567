#include "analyze/friction_interval.h"

#include <algorithm>
#include <cmath>

namespace wend::analyze {
namespace {

constexpr double kZ = 1.959963984540054;  // 95 %, both sides

}  // namespace

Interval wilson_interval(double k, double n) {
  const double p = k / n, z2 = kZ * kZ;
  const double center = (p + z2 / (2 * n)) / (1 + z2 / n);
  const double half = kZ / (1 + z2 / n) * std::sqrt(p * (1 - p) / n + z2 / (4 * n * n));
  return {std::clamp(center - half, 0.0, p), std::clamp(center + half, p, 1.0)};
}

Interval newcombe_interval(double k1, double n1, double k0, double n0) {
  const double p1 = k1 / n1, p0 = k0 / n0, difference = p1 - p0;
  const Interval one = wilson_interval(k1, n1), zero = wilson_interval(k0, n0);
  const auto square = [](double x) { return x * x; };
  return {difference - std::sqrt(square(p1 - one.low) + square(zero.high - p0)),
          difference + std::sqrt(square(one.high - p1) + square(p0 - zero.low))};
}

}  // namespace wend::analyze
