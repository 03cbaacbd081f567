#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "analyze/friction_scan.h"
#include "analyze/friction_visits.h"

namespace wend::analyze {

// What share of the visits in each bucket was to be expected to be bad, from the series' own other
// buckets: the share of all of them, times what is usual on that day of the week (or hour of the
// day), moved along a steady trend where there is one. What these explain is no finding.

// What the series of one workspace share.
struct Seasons {
  std::vector<std::size_t>
      slot_of;  // place of a bucket in the week (or day); empty: no rhythm to look for
  std::vector<std::size_t> week_of;  // the longer stretch it lies in
  std::size_t slots = 0;
};
Seasons make_seasons(const Buckets& buckets, const model::TimeZone& zone);

// The relative rate of each bucket by its slot: bad outcomes against what the common rate lets
// expect, over all weeks but the worst one of the slot, so that one exceptional week does not make
// a rhythm; shrunk towards 1 by 30 trials. Empty with fewer than four weeks (days).
std::vector<double> rhythm_of(const Series& series, const Seasons& seasons);

// A steady change of the odds of a bad outcome.
struct Trend {
  double slope = 0;          // of the log odds, per bucket
  double low = 0, high = 0;  // its 95 % interval
  double strength = 0;       // log likelihood ratio, with the trend against without
};

// The slope is the median of (y_j − y_i)/(t_j − t_i) over all pairs of weeks (Theil 1950, Sen
// 1968): up to 29 % of the weeks may be as wild as they like. y is the log odds of a week less
// those of its expectation by rhythm, with half an outcome added to either side (Haldane 1956), t
// the mean bucket of its trials. Weeks in which fewer than ten bad or ten good outcomes are
// expected are taken together. No trend with fewer than five. The interval is Sen's: of the N
// slopes of n weeks those of rank (N ± z·sqrt(n(n − 1)(2n + 5)/18))/2, Kendall's variance.
Trend trend_of(const Series& series, std::span<const double> rhythm,
               std::span<const std::size_t> week_of);

// The rates of all buckets with this trend, at the level at which as many bad outcomes are expected
// as there were.
std::vector<double> rates_with(const Series& series, std::span<const double> rhythm,
                               const Trend& trend);

// The worst window of a series against its baseline. A window must explain the series better than a
// steady trend through all of it does; where it does not, the trend becomes part of what is
// expected and the series is looked at again.
struct Watched {
  std::optional<Window> window;
  std::vector<double>
      relative;  // rate of each bucket as expected, relative to each other; empty: even
  Trend trend;   // that is part of it; none: slope 0
};
Watched watch(const Series& series, std::span<const double> rhythm, const Seasons& seasons,
              const ScanLimits& limits);

// What was to be expected in each bucket, had the window been as the others.
struct Expectation {
  std::vector<double> share;
  // 95 % of the shares that may come: expected ± z·sqrt(p(1 − p)·φ·(1/n + 1/N)), n the trials of
  // the bucket, N those that the level is known from, widened by half an outcome because outcomes
  // are whole. Without trials the whole range.
  std::vector<double> low, high;
};
// `relative` as above; φ the dispersion of the window.
Expectation expectation_of(const Series& series, std::span<const double> relative,
                           const Window& window);

}  // namespace wend::analyze
