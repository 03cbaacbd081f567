#include "analyze/driver_statistics.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "base/assert.h"

namespace wend::analyze {
namespace {

constexpr double kZ95 = 1.959963984540054;  // the standard normal quantile of 0.975
constexpr double kExpectedMin = 5;
// Probabilities that are equal but for rounding count as equal.
constexpr double kRounding = 1e-7;

double part(std::uint64_t count, std::uint64_t of) {
  return static_cast<double>(count) / static_cast<double>(of);
}

double log_choose(double n, double k) {
  return std::lgamma(n + 1) - std::lgamma(k + 1) - std::lgamma(n - k + 1);
}

double fisher_p(const TwoGroups& groups) {
  const std::uint64_t outcomes = groups.with_outcome + groups.without_outcome;
  const auto all = static_cast<double>(groups.with + groups.without);
  const auto log_probability = [&](std::uint64_t with_outcome) {
    return log_choose(static_cast<double>(groups.with), static_cast<double>(with_outcome)) +
           log_choose(static_cast<double>(groups.without),
                      static_cast<double>(outcomes - with_outcome)) -
           log_choose(all, static_cast<double>(outcomes));
  };
  const std::uint64_t least = outcomes > groups.without ? outcomes - groups.without : 0;
  const std::uint64_t most = std::min(outcomes, groups.with);
  const double seen = log_probability(groups.with_outcome);
  double p = 0;
  for (std::uint64_t k = least; k <= most; ++k) {
    const double one = log_probability(k);
    if (one <= seen + kRounding) p += std::exp(one);
  }
  return std::min(1.0, p);
}

}  // namespace

Effect risk_difference(const TwoGroups& groups) {
  WEND_ASSERT(groups.with > 0 && groups.without > 0, "two groups are compared");
  const double with = part(groups.with_outcome, groups.with);
  const double without = part(groups.without_outcome, groups.without);
  const Interval a = wilson_interval(groups.with_outcome, groups.with);
  const Interval b = wilson_interval(groups.without_outcome, groups.without);
  const double difference = with - without;
  return {difference, difference - std::hypot(with - a.low, b.high - without),
          difference + std::hypot(a.high - with, without - b.low)};
}

std::optional<Effect> risk_ratio(const TwoGroups& groups) {
  if (groups.with_outcome + groups.without_outcome == 0) return std::nullopt;
  const double more = groups.with_outcome == 0 || groups.without_outcome == 0 ? 0.5 : 0;
  const double a = static_cast<double>(groups.with_outcome) + more;
  const double b = static_cast<double>(groups.without_outcome) + more;
  const double with = static_cast<double>(groups.with) + 2 * more;
  const double without = static_cast<double>(groups.without) + 2 * more;
  const double log_ratio = std::log(a / with) - std::log(b / without);
  const double half = kZ95 * std::sqrt(std::max(0.0, 1 / a - 1 / with + 1 / b - 1 / without));
  return Effect{std::exp(log_ratio), std::exp(log_ratio - half), std::exp(log_ratio + half)};
}

double equality_p(const TwoGroups& groups) {
  const auto with = static_cast<double>(groups.with);
  const auto without = static_cast<double>(groups.without);
  const double all = with + without;
  const auto outcomes = static_cast<double>(groups.with_outcome + groups.without_outcome);
  if (outcomes == 0 || outcomes == all) return 1;
  const double expected_min = std::min(with, without) * std::min(outcomes, all - outcomes) / all;
  if (expected_min < kExpectedMin) return fisher_p(groups);
  const double off = static_cast<double>(groups.with_outcome) - with * outcomes / all;
  const double chi_square =
      off * off * all * all * all / (with * without * outcomes * (all - outcomes));
  return std::erfc(std::sqrt(chi_square / 2));
}

std::vector<double> q_values(std::span<const double> p) {
  std::vector<std::size_t> order(p.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::stable_sort(order, {}, [&](std::size_t i) { return p[i]; });
  std::vector<double> q(p.size());
  double least = 1;
  for (std::size_t rank = order.size(); rank > 0; --rank) {
    const std::size_t i = order[rank - 1];
    least = std::min(least, p[i] * static_cast<double>(p.size()) / static_cast<double>(rank));
    q[i] = least;
  }
  return q;
}

}  // namespace wend::analyze
