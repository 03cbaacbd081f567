#include "env/random.h"

#include <cmath>
#include <numbers>

#include "base/assert.h"

namespace wend::env {

std::uint64_t Random::next() {
  std::uint64_t z = (state_ += 0x9e3779b97f4a7c15ULL);
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
  return z ^ (z >> 31);
}

double Random::uniform() {
  return static_cast<double>(next() >> 11) * 0x1.0p-53;
}

std::uint64_t Random::below(std::uint64_t bound) {
  WEND_ASSERT(bound > 0, "nothing to choose from");
  // Lemire's multiply-shift; the bias is below 2^-64 × bound.
  return static_cast<std::uint64_t>((static_cast<unsigned __int128>(next()) * bound) >> 64);
}

double Random::normal() {
  const double u = 1.0 - uniform();
  const double v = uniform();
  return std::sqrt(-2.0 * std::log(u)) * std::cos(2.0 * std::numbers::pi * v);
}

double Random::exponential(double mean) {
  return -mean * std::log(1.0 - uniform());
}

double Random::log_normal(double median, double sigma) {
  return median * std::exp(sigma * normal());
}

std::uint64_t Random::poisson(double mean) {
  if (mean <= 0) return 0;
  if (mean > 60) {
    const double x = std::round(mean + std::sqrt(mean) * normal());
    return x < 0 ? 0 : static_cast<std::uint64_t>(x);
  }
  const double limit = std::exp(-mean);
  double product = uniform();
  std::uint64_t count = 0;
  while (product > limit) {
    product *= uniform();
    ++count;
  }
  return count;
}

std::size_t Random::pick(std::span<const double> weights) {
  double total = 0;
  for (double weight : weights) total += weight;
  double x = uniform() * total;
  for (std::size_t i = 0; i + 1 < weights.size(); ++i) {
    x -= weights[i];
    if (x < 0) return i;
  }
  return weights.size() - 1;
}

Random Random::fork(std::uint64_t stream) const {
  Random child(state_ ^ (stream * 0xd1342543de82ef95ULL + 0x632be59bd9b4e019ULL));
  child.next();
  return child;
}

}  // namespace wend::env
