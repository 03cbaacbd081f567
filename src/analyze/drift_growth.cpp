#include "analyze/drift_growth.h"

#include <cmath>

namespace wend::analyze {
namespace {

constexpr double kGrewZ = 2.3263478740408408;  // the standard normal quantile of 0.99
constexpr double kTurnAlpha = 0.05;
constexpr std::size_t kBucketsAside = 2;

double two_sided_p(double z) {
  return std::erfc(std::abs(z) / std::sqrt(2.0));
}

}  // namespace

double two_proportion_z(Proportion earlier, Proportion later) {
  if (earlier.of == 0 || later.of == 0) return 0;
  const auto n1 = static_cast<double>(earlier.of), n2 = static_cast<double>(later.of);
  const double pooled = static_cast<double>(earlier.count + later.count) / (n1 + n2);
  const double variance = pooled * (1 - pooled) * (1 / n1 + 1 / n2);
  return variance <= 0 ? 0 : (later.share() - earlier.share()) / std::sqrt(variance);
}

bool drift_grew(Proportion before, Proportion now, std::uint64_t least) {
  return before.of >= least && now.of >= least && now.share() - before.share() >= kDriftStepMin &&
         two_proportion_z(before, now) >= kGrewZ;
}

std::optional<Turn> find_turn(std::span<const Proportion> series, std::uint64_t least) {
  if (series.size() < 2 * kBucketsAside) return std::nullopt;
  Proportion all;
  for (const Proportion& one : series) {
    all.count += one.count;
    all.of += one.of;
  }
  std::optional<Turn> best;
  double best_z = 0;
  Proportion before;
  std::size_t splits = 0;
  for (std::size_t at = 1; at + kBucketsAside <= series.size(); ++at) {
    before.count += series[at - 1].count;
    before.of += series[at - 1].of;
    if (at < kBucketsAside) continue;
    ++splits;
    const Proportion after{all.count - before.count, all.of - before.of};
    const double z = two_proportion_z(before, after);
    if (std::abs(z) <= std::abs(best_z)) continue;
    best_z = z;
    best = Turn{at, before, after};
  }
  if (!best || best->before.of < least || best->after.of < least ||
      std::abs(best->after.share() - best->before.share()) < kDriftStepMin ||
      two_sided_p(best_z) * static_cast<double>(splits) > kTurnAlpha)
    return std::nullopt;
  return best;
}

}  // namespace wend::analyze
