#pragma once

#include <optional>
#include <span>
#include <vector>

namespace wend::analyze {

// Trials and bad outcomes per bucket.
struct Series {
  std::vector<double> n, k;
};

// A stretch of buckets in which things were worse than in the rest of the series.
struct Window {
  std::size_t from = 0, to = 0;  // half-open
  double n = 0, k = 0;           // inside
  double before = 0;             // expected rate inside, had it been as outside
  double outside_n = 0;
  double likelihood = 0;  // log likelihood ratio, inside against outside
  double dispersion = 1;  // how much more the series varies than coin tosses would, at least 1
  double p = 1;           // of finding a window as bad as this anywhere in a quiet series
  bool open_end = false;  // reaches to the end of the series

  double rate() const { return n > 0 ? k / n : 0; }
  double excess() const { return k - n * before; }
  double strength() const { return likelihood / dispersion; }
};

struct ScanLimits {
  double window_share_max = 0.5;       // of the buckets
  double open_window_share_max = 0.7;  // for windows that reach the end
  double n_min = 8;
  double k_min = 5;
  double before_n_min = 20;      // trials before the window: a change needs a before
  double excess_min = 5;         // bad outcomes beyond the expected
  double difference_min = 0.06;  // of rates; or both of:
  double ratio_min = 1.8;
  double ratio_difference_min = 0.03;
};

// Whether a rate is so much worse than another that it matters to anyone.
bool is_large(const ScanLimits& limits, double rate, double before);

// The worst window, or nothing when no window is worse by the limits. `rhythm` is the expected
// relative rate of each bucket (weekdays, trend); empty means even. Windows touching only masked
// buckets (n = 0) are not looked at.
//
// Statistic: Kulldorff's scan statistic with Bernoulli likelihood (1997), one-sided, all windows; p
// = windows · exp(−LLR / φ), a Chernoff bound with Bonferroni's correction, so it errs to the quiet
// side. Windows that reach the end get half of the error probability because there are few of them
// and they matter most.
std::optional<Window> worst_window(const Series& series, std::span<const double> rhythm,
                                   std::span<const std::size_t> week_of, const ScanLimits& limits);

// Log likelihood ratio of k of n inside against ko of no outside, 0 when inside is not worse.
double two_sample_likelihood(double k, double n, double ko, double no);

// φ of the buckets outside [from, to): the larger of the daily and the weekly one; robust against a
// tenth of the buckets being unusual. At least 1.
double dispersion_outside(const Series& series, std::span<const double> rhythm,
                          std::span<const std::size_t> week_of, std::size_t from, std::size_t to);

}  // namespace wend::analyze
