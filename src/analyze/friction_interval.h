#pragma once

#include <cstdint>

namespace wend::analyze {

struct Interval {
  double low = 0;
  double high = 0;
};

// 95 % interval of a proportion k/n (Wilson 1927). n > 0.
Interval wilson_interval(double k, double n);

// 95 % interval of k1/n1 − k0/n0 (Newcombe 1998, method 10). n1, n0 > 0.
Interval newcombe_interval(double k1, double n1, double k0, double n0);

}  // namespace wend::analyze
