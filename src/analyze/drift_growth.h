#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

namespace wend::analyze {

struct Proportion {
  std::uint64_t count = 0, of = 0;

  double share() const {
    return of == 0 ? 0 : static_cast<double>(count) / static_cast<double>(of);
  }
};

// How far `later` lies above `earlier`, in standard errors of their difference under the hypothesis
// that both are the same (the pooled two-proportion z test, Fleiss, Levin and Paik 2003, 3.2,
// without continuity correction). 0 where either is of nobody or nothing differs.
double two_proportion_z(Proportion earlier, Proportion later);

// A drift that differs by less is not worth telling, however sure it is.
inline constexpr double kDriftStepMin = 0.05;

// Whether drift grew: `now` against what was before, at least kDriftStepMin more, at least `least`
// people on both sides, and one-sided 1 % by two_proportion_z: a map is looked at every day.
bool drift_grew(Proportion before, Proportion now, std::uint64_t least);

// Where a series of shares changed its level.
struct Turn {
  std::size_t at = 0;  // index of the first bucket of the new level
  Proportion before, after;
};
// The split of a series, at least two buckets on either side, where both sides differ most by
// two_proportion_z; none where they do not differ by kDriftStepMin, have fewer than `least` people,
// or could differ so by chance (two-sided 5 % over all splits, by Bonferroni).
std::optional<Turn> find_turn(std::span<const Proportion> series, std::uint64_t least);

}  // namespace wend::analyze
