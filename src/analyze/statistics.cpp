#include "analyze/statistics.h"

#include <algorithm>
#include <cmath>
#include <span>

#include "base/assert.h"

namespace wend::analyze {
namespace {

// The standard normal quantile of 0.975.
constexpr double kZ95 = 1.959963984540054;
constexpr double kTailShare = 0.025;
constexpr std::size_t kExactMedianIntervalMax = 1'000;
constexpr double kMicrosecondsPerSecond = 1e6;

// The ranks that a quantile of type 7 is made of.
std::pair<std::size_t, std::size_t> quantile_ranks(std::size_t n, double share) {
  const auto low = static_cast<std::size_t>(static_cast<double>(n - 1) * share);
  return {low, std::min(low + 1, n - 1)};
}

}  // namespace

Interval wilson_interval(std::uint64_t count, std::uint64_t of) {
  WEND_ASSERT(of > 0 && count <= of, "a proportion is a part of something");
  const double n = static_cast<double>(of);
  const double p = static_cast<double>(count) / n;
  const double z2 = kZ95 * kZ95;
  const double middle = (p + z2 / (2 * n)) / (1 + z2 / n);
  const double half = kZ95 * std::sqrt(p * (1 - p) / n + z2 / (4 * n * n)) / (1 + z2 / n);
  // At the ends the formula is exact up to rounding; say so exactly.
  return {count == 0 ? 0.0 : std::max(0.0, middle - half),
          count == of ? 1.0 : std::min(1.0, middle + half)};
}

std::optional<std::pair<std::size_t, std::size_t>> median_interval_ranks(std::size_t n) {
  std::size_t below = 0;  // the largest r with P(Binomial(n, ½) < r) ≤ 2.5 %
  if (n > kExactMedianIntervalMax) {
    const double size = static_cast<double>(n);
    below = static_cast<std::size_t>(std::floor((size - kZ95 * std::sqrt(size)) / 2));
  } else {
    double log_term = -static_cast<double>(n) * std::log(2.0);
    double sum = std::exp(log_term);
    while (sum <= kTailShare && below < n) {
      ++below;
      log_term +=
          std::log(static_cast<double>(n - below + 1)) - std::log(static_cast<double>(below));
      sum += std::exp(log_term);
    }
  }
  if (below == 0) return std::nullopt;
  return std::pair(below - 1, n - below);
}

double quantile(const std::vector<std::int64_t>& sorted, double share) {
  WEND_ASSERT(!sorted.empty(), "an empty list has no quantile");
  const double rank = static_cast<double>(sorted.size() - 1) * share;
  const auto [low, high] = quantile_ranks(sorted.size(), share);
  const double at_low = static_cast<double>(sorted[low]);
  return at_low + (rank - std::floor(rank)) * (static_cast<double>(sorted[high]) - at_low);
}

boost::json::object share_json(std::uint64_t count, std::uint64_t of) {
  boost::json::object share;
  if (of == 0) {
    share["share"] = nullptr;
    share["of"] = 0;
    share["count"] = count;
    share["low"] = nullptr;
    share["high"] = nullptr;
    return share;
  }
  const Interval interval = wilson_interval(count, of);
  share["share"] = static_cast<double>(count) / static_cast<double>(of);
  share["of"] = of;
  share["count"] = count;
  share["low"] = interval.low;
  share["high"] = interval.high;
  return share;
}

boost::json::object times_json(NumberParts durations_us, const std::stop_token& stop) {
  std::size_t count = 0;
  for (const auto& part : durations_us) count += part.size();
  boost::json::object times;
  times["n"] = count;
  const auto put = [&times](std::string_view name, std::optional<double> us) {
    boost::json::value value = nullptr;
    if (us) value = *us / kMicrosecondsPerSecond;
    times.emplace(name, std::move(value));
  };
  if (count == 0) {
    for (const char* name : {"median_s", "q1_s", "q3_s", "p90_s", "low_s", "high_s"})
      put(name, std::nullopt);
    return times;
  }
  const auto ranks = median_interval_ranks(count);
  std::vector<std::size_t> needed;
  for (const double share : {0.25, 0.5, 0.75, 0.9}) {
    const auto [low, high] = quantile_ranks(count, share);
    needed.insert(needed.end(), {low, high});
  }
  if (ranks) needed.insert(needed.end(), {ranks->first, ranks->second});
  std::ranges::sort(needed);
  needed.erase(std::ranges::unique(needed).begin(), needed.end());
  const auto numbers = numbers_at_ranks(durations_us, needed, stop);
  const auto at = [&](std::size_t rank) {
    return static_cast<double>(
        numbers[static_cast<std::size_t>(std::ranges::lower_bound(needed, rank) - needed.begin())]);
  };
  const auto quantile_at = [&](double share) {
    const double rank = static_cast<double>(count - 1) * share;
    const auto [low, high] = quantile_ranks(count, share);
    return at(low) + (rank - std::floor(rank)) * (at(high) - at(low));
  };
  put("median_s", quantile_at(0.5));
  put("q1_s", quantile_at(0.25));
  put("q3_s", quantile_at(0.75));
  put("p90_s", quantile_at(0.9));
  put("low_s", ranks ? std::optional(at(ranks->first)) : std::nullopt);
  put("high_s", ranks ? std::optional(at(ranks->second)) : std::nullopt);
  return times;
}

boost::json::object times_json(const std::vector<std::int64_t>& durations_us,
                               const std::stop_token& stop) {
  const std::span<const std::int64_t> one(durations_us);
  return times_json(NumberParts(&one, 1), stop);
}

}  // namespace wend::analyze
