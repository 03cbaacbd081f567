#pragma once

#include <cstdint>
#include <span>

namespace wend::env {

// A small, fast, seeded generator whose sequence is the same on every machine and compiler, unlike
// the distributions of <random>. Algorithm: SplitMix64 (Steele, Lea, Flood 2014). Not for secrets.
class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed) {}

  std::uint64_t next();
  // Uniform in [0, 1), 53 bits.
  double uniform();
  // Uniform in [0, bound), bound > 0.
  std::uint64_t below(std::uint64_t bound);
  bool chance(double probability) { return uniform() < probability; }
  // Standard normal, by Box and Muller.
  double normal();
  // Exponential with the given mean.
  double exponential(double mean);
  // Log-normal with the given median and sigma of the logarithm.
  double log_normal(double median, double sigma);
  // Poisson with the given mean (by inversion for small means, normal approximation above 60).
  std::uint64_t poisson(double mean);
  // An index drawn in proportion to weights (not all zero).
  std::size_t pick(std::span<const double> weights);
  // An independent generator for a named part of a simulation, so that a change in one part leaves
  // others alone.
  Random fork(std::uint64_t stream) const;

 private:
  std::uint64_t state_;
};

}  // namespace wend::env
