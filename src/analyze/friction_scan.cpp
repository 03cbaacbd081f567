#include "analyze/friction_scan.h"

#include <algorithm>
#include <cmath>

namespace wend::analyze {
namespace {

// Standard deviations.
constexpr double kScoreMin = 3.0;
// The share of buckets that may be wild without widening φ, and the mean of a χ² with one degree of
// freedom below its 90 % point (2.706), relative to the whole mean: P(χ²₃ < 2.706) / 0.9.
constexpr double kTrimmed = 0.10;
constexpr double kTrimmedMean = 0.6232;
constexpr std::size_t kGroupsMin = 5;
// Residuals are of use where at least so many bad (and good) outcomes are expected; smaller buckets
// are pooled.
constexpr double kExpectedMin = 3.0;
// The rate inside must also beat what was before the window alone: LLR 4.5 is three standard
// deviations.
constexpr double kBeforeLikelihoodMin = 4.5;

double x_log_x(double x) {
  return x > 0 ? x * std::log(x) : 0.0;
}

// Of k of n under its own rate.
double log_likelihood(double k, double n) {
  return n > 0 ? x_log_x(k) + x_log_x(n - k) - x_log_x(n) : 0.0;
}

// Sums of squared residuals by variance, one per group of buckets with enough expectation.
double dispersion_of(std::vector<double> ratios) {
  if (ratios.size() < kGroupsMin) return 1.0;
  std::ranges::sort(ratios);
  const auto keep =
      static_cast<std::size_t>(std::ceil((1 - kTrimmed) * static_cast<double>(ratios.size())));
  double sum = 0;
  for (std::size_t i = 0; i < keep; ++i) sum += ratios[i];
  return std::max(1.0, sum / static_cast<double>(keep) / kTrimmedMean);
}

}  // namespace

bool is_large(const ScanLimits& limits, double rate, double before) {
  const double difference = rate - before;
  return difference >= limits.difference_min ||
         (rate >= limits.ratio_min * before && difference >= limits.ratio_difference_min);
}

double two_sample_likelihood(double k, double n, double ko, double no) {
  if (n <= 0 || no <= 0 || k * no <= ko * n) return 0.0;
  return std::max(0.0,
                  log_likelihood(k, n) + log_likelihood(ko, no) - log_likelihood(k + ko, n + no));
}

double dispersion_outside(const Series& series, std::span<const double> rhythm,
                          std::span<const std::size_t> week_of, std::size_t from, std::size_t to) {
  double n = 0, k = 0, e = 0;
  const std::size_t size = series.n.size();
  const auto outside = [&](std::size_t b) { return (b < from || b >= to) && series.n[b] > 0; };
  const auto rate = [&](std::size_t b) { return rhythm.empty() ? 1.0 : rhythm[b]; };
  for (std::size_t b = 0; b < size; ++b) {
    if (!outside(b)) continue;
    n += series.n[b], k += series.k[b], e += series.n[b] * rate(b);
  }
  if (k <= 0 || e <= 0) return 1.0;
  const double base = k / e;
  const auto ratios = [&](bool weekly) {
    std::vector<double> result;
    double observed = 0, expected = 0, variance = 0, good = 0;
    for (std::size_t b = 0; b < size; ++b) {
      if (outside(b)) {
        const double p = std::clamp(base * rate(b), 1e-9, 1 - 1e-9);
        observed += series.k[b], expected += series.n[b] * p;
        variance += series.n[b] * p * (1 - p), good += series.n[b] * (1 - p);
      }
      const bool group_ends = !weekly || b + 1 == size || week_of[b + 1] != week_of[b];
      if (!group_ends || expected < kExpectedMin || good < kExpectedMin) continue;
      result.push_back((observed - expected) * (observed - expected) / variance);
      observed = expected = variance = good = 0;
    }
    return result;
  };
  double dispersion = dispersion_of(ratios(false));
  if (!week_of.empty()) dispersion = std::max(dispersion, dispersion_of(ratios(true)));
  return dispersion;
}

std::optional<Window> worst_window(const Series& series, std::span<const double> rhythm,
                                   std::span<const std::size_t> week_of, const ScanLimits& limits) {
  const std::size_t size = series.n.size();
  std::vector<double> n(size + 1, 0), k(size + 1, 0), e(size + 1, 0);
  for (std::size_t b = 0; b < size; ++b) {
    n[b + 1] = n[b] + series.n[b];
    k[b + 1] = k[b] + series.k[b];
    e[b + 1] = e[b] + series.n[b] * (rhythm.empty() ? 1.0 : rhythm[b]);
  }
  const double total_n = n[size], total_k = k[size];
  if (total_n <= 0 || total_k < limits.k_min) return std::nullopt;
  if (e[size] <= 0) return std::nullopt;
  const double level = total_k / e[size];
  const auto longest =
      static_cast<std::size_t>(limits.window_share_max * static_cast<double>(size));
  const auto longest_open =
      static_cast<std::size_t>(limits.open_window_share_max * static_cast<double>(size));
  // A series may end early (its horizon is longer than what is left): its own end counts as the
  // end.
  std::size_t end = size;
  while (end > 0 && series.n[end - 1] <= 0) --end;

  Window best[2];  // closed, open
  double windows[2] = {0, 0};
  for (std::size_t from = 0; from < end; ++from) {
    if (n[from] < limits.before_n_min) continue;
    if (series.n[from] <= 0) continue;
    const double before_level = e[from] > 0 ? k[from] / e[from] : 0;
    const std::size_t closed_last = std::min(end - 1, from + longest);
    const auto consider = [&](std::size_t to, int open) {
      const double in_n = n[to] - n[from], in_k = k[to] - k[from];
      ++windows[open];
      if (in_n < limits.n_min || in_k < limits.k_min) return;
      // The logarithms are spared those that cannot become significant among thousands of others.
      const double usual = (e[to] - e[from]) * level;
      const double score = in_k - usual;
      if (score <= 0 || score * score * in_n < kScoreMin * kScoreMin * usual * (in_n - usual))
        return;
      const double rate = in_k / in_n;
      const double out_n = total_n - in_n, out_k = total_k - in_k;
      const double out_e = e[size] - (e[to] - e[from]);
      if (out_n < limits.before_n_min || out_e <= 0) return;
      const double relative = (e[to] - e[from]) / in_n;
      const double expected = std::clamp(out_k / out_e * relative, 0.0, 1.0);
      const double before = std::min(1.0, before_level * relative);
      if (rate <= expected || rate <= before) return;
      if (in_k - in_n * expected < limits.excess_min) return;
      if (!is_large(limits, rate, expected) || !is_large(limits, rate, before)) return;
      const double likelihood = two_sample_likelihood(in_k, in_n, expected * out_n, out_n);
      if (likelihood <= best[open].likelihood) return;
      const double before_k = before * n[from];
      if (two_sample_likelihood(in_k, in_n, before_k, n[from]) < kBeforeLikelihoodMin) return;
      best[open] = {.from = from,
                    .to = to,
                    .n = in_n,
                    .k = in_k,
                    .before = expected,
                    .outside_n = out_n,
                    .likelihood = likelihood,
                    .open_end = open == 1};
    };
    for (std::size_t to = from + 1; to <= closed_last; ++to) {
      if (series.n[to - 1] > 0) consider(to, 0);
    }
    if (end - from <= longest_open) consider(end, 1);
  }
  std::optional<Window> result;
  for (int open = 0; open < 2; ++open) {
    Window& window = best[open];
    if (window.likelihood <= 0) continue;
    window.dispersion = dispersion_outside(series, rhythm, week_of, window.from, window.to);
    window.p = std::min(1.0, 2 * windows[open] * std::exp(-window.strength()));
    if (!result || window.p < result->p ||
        (window.p == result->p && window.strength() > result->strength())) {
      result = window;
    }
  }
  if (result && result->to == end) result->open_end = true;
  return result;
}

}  // namespace wend::analyze
