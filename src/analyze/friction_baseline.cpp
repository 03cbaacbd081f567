#include "analyze/friction_baseline.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "analyze/expected_band.h"

namespace wend::analyze {
namespace {

using env::kDayUs;

constexpr std::size_t kPeriodsMin = 4;  // weeks (days) needed to see a rhythm
constexpr double kRhythmPrior = 30;     // trials at the common rate added to each slot
constexpr double kGroupMin = 10;        // bad, and good, outcomes expected of a group of buckets
constexpr std::size_t kGroupsMin = 5;
// Only a window that may become a finding is worth asking whether it is a trend.
constexpr double kWindowOfInterest = 0.2;  // p
// A window is placed where it fits best, a trend is not: that much likelihood comes for nothing.
constexpr double kChosenPlace = 4;
constexpr int kIterations = 30;
constexpr double kRateMin = 1e-6;

double logit(double p) {
  return std::log(p / (1 - p));
}
double expit(double x) {
  return 1 / (1 + std::exp(-x));
}
double rate_within(double p) {
  return std::clamp(p, kRateMin, 1 - kRateMin);
}

double sum(const std::vector<double>& values) {
  return std::accumulate(values.begin(), values.end(), 0.0);
}

// The log odds of each bucket by rhythm alone.
std::vector<double> rhythm_odds(const Series& series, std::span<const double> rhythm) {
  const double base = sum(series.k) / std::max(1.0, sum(series.n));
  std::vector<double> odds(series.n.size());
  for (std::size_t b = 0; b < odds.size(); ++b)
    odds[b] = logit(rate_within(base * (rhythm.empty() ? 1.0 : rhythm[b])));
  return odds;
}

// Rates of these log odds, all moved by what makes Σ n·p = Σ k (Newton's method).
std::vector<double> levelled(const Series& series, std::vector<double> odds) {
  const double k = sum(series.k);
  for (int iteration = 0; iteration < kIterations; ++iteration) {
    double expected = 0, information = 0;
    for (std::size_t b = 0; b < odds.size(); ++b) {
      const double p = expit(odds[b]);
      expected += series.n[b] * p;
      information += series.n[b] * p * (1 - p);
    }
    if (information <= 0) break;
    const double step = std::clamp((k - expected) / information, -2.0, 2.0);
    for (double& one : odds) one += step;
    if (std::abs(step) < 1e-9) break;
  }
  for (double& one : odds) one = rate_within(expit(one));
  return odds;
}

double log_likelihood(const Series& series, const std::vector<double>& rates) {
  double total = 0;
  for (std::size_t b = 0; b < rates.size(); ++b) {
    total += series.k[b] * std::log(rates[b]);
    total += (series.n[b] - series.k[b]) * std::log1p(-rates[b]);
  }
  return total;
}

struct Point {
  double t, y;
};

std::vector<Point> points_of(const Series& series, std::span<const double> rhythm,
                             std::span<const std::size_t> week_of) {
  const std::vector<double> odds = rhythm_odds(series, rhythm);
  std::vector<Point> points;
  double n = 0, k = 0, expected = 0, at = 0;
  const auto close = [&] {
    points.push_back({at / n, std::log((k + 0.5) / (n - k + 0.5)) - logit(expected / n)});
    n = k = expected = at = 0;
  };
  for (std::size_t b = 0; b < odds.size(); ++b) {
    n += series.n[b], k += series.k[b];
    expected += series.n[b] * expit(odds[b]);
    at += series.n[b] * static_cast<double>(b);
    const bool group_ends = b + 1 == odds.size() || week_of.empty() || week_of[b + 1] != week_of[b];
    if (group_ends && expected >= kGroupMin && n - expected >= kGroupMin) close();
  }
  return points;
}

}  // namespace

Seasons make_seasons(const Buckets& buckets, const model::TimeZone& zone) {
  Seasons seasons;
  if (buckets.size() == 0) return seasons;  // no events, so nothing has a length
  const TimeUs length = buckets.length_us;
  const bool days = length == kDayUs, weeks = length > kDayUs;
  seasons.slots = weeks ? 0 : days ? 7 : static_cast<std::size_t>(kDayUs / length);
  const std::size_t group = weeks ? 4 : seasons.slots;
  if (!weeks && buckets.size() >= kPeriodsMin * seasons.slots) {
    for (std::size_t b = 0; b < buckets.size(); ++b) {
      const TimeUs start = buckets.starts[b];
      const TimeUs local = start + zone.offset_us(start);
      const TimeUs slot = days ? local / kDayUs : local % kDayUs / length;
      seasons.slot_of.push_back(static_cast<std::size_t>(slot) % seasons.slots);
    }
  }
  for (std::size_t b = 0; b < buckets.size(); ++b) seasons.week_of.push_back(b / group);
  return seasons;
}

std::vector<double> rhythm_of(const Series& series, const Seasons& seasons) {
  if (seasons.slot_of.empty()) return {};
  const double n = sum(series.n), k = sum(series.k);
  if (n <= 0 || k <= 0) return {};
  const double base = k / n;
  std::vector<double> slot_n(seasons.slots, 0), slot_k(seasons.slots, 0);
  std::vector<double> worst(seasons.slots, 0), worst_n(seasons.slots, 0), worst_k(seasons.slots, 0);
  for (std::size_t b = 0; b < series.n.size(); ++b) {
    const std::size_t slot = seasons.slot_of[b];
    slot_n[slot] += series.n[b];
    slot_k[slot] += series.k[b];
    const double excess = series.k[b] - base * series.n[b];
    if (excess > worst[slot]) {
      worst[slot] = excess, worst_n[slot] = series.n[b], worst_k[slot] = series.k[b];
    }
  }
  std::vector<double> relative(seasons.slots, 1);
  for (std::size_t slot = 0; slot < seasons.slots; ++slot) {
    const double trials = slot_n[slot] - worst_n[slot] + kRhythmPrior;
    relative[slot] = (slot_k[slot] - worst_k[slot] + kRhythmPrior * base) / trials / base;
  }
  std::vector<double> rhythm;
  for (const std::size_t slot : seasons.slot_of) rhythm.push_back(relative[slot]);
  return rhythm;
}

Trend trend_of(const Series& series, std::span<const double> rhythm,
               std::span<const std::size_t> week_of) {
  const std::vector<Point> points = points_of(series, rhythm, week_of);
  if (points.size() < kGroupsMin) return {};
  std::vector<double> slopes;
  for (std::size_t i = 0; i < points.size(); ++i)
    for (std::size_t j = i + 1; j < points.size(); ++j)
      slopes.push_back((points[j].y - points[i].y) / (points[j].t - points[i].t));
  std::ranges::sort(slopes);
  const std::size_t count = slopes.size();
  Trend trend{.slope = (slopes[(count - 1) / 2] + slopes[count / 2]) / 2};
  const auto n = static_cast<double>(points.size());
  const double off = kBand95 * std::sqrt(n * (n - 1) * (2 * n + 5) / 18);
  const double last = static_cast<double>(count) - 1;
  const auto at = [&](double rank) {
    return slopes[static_cast<std::size_t>(std::clamp(rank, 0.0, last))];
  };
  trend.low = at(std::floor((static_cast<double>(count) - off) / 2) - 1);
  trend.high = at(std::ceil((static_cast<double>(count) + off) / 2));
  trend.strength = std::max(0.0, log_likelihood(series, rates_with(series, rhythm, trend)) -
                                     log_likelihood(series, rates_with(series, rhythm, {})));
  return trend;
}

std::vector<double> rates_with(const Series& series, std::span<const double> rhythm,
                               const Trend& trend) {
  std::vector<double> odds = rhythm_odds(series, rhythm);
  const double centre = static_cast<double>(odds.size()) / 2;
  for (std::size_t b = 0; b < odds.size(); ++b)
    odds[b] += trend.slope * (static_cast<double>(b) - centre);
  return levelled(series, std::move(odds));
}

Watched watch(const Series& series, std::span<const double> rhythm, const Seasons& seasons,
              const ScanLimits& limits) {
  Watched watched{.window = worst_window(series, rhythm, seasons.week_of, limits),
                  .relative = {rhythm.begin(), rhythm.end()}};
  const auto& window = watched.window;
  if (!window || window->p > kWindowOfInterest) return watched;
  const Trend trend = trend_of(series, rhythm, seasons.week_of);
  if (trend.strength <= window->likelihood - kChosenPlace * window->dispersion) return watched;
  watched.trend = trend;
  watched.relative = rates_with(series, rhythm, trend);
  watched.window = worst_window(series, watched.relative, seasons.week_of, limits);
  return watched;
}

Expectation expectation_of(const Series& series, std::span<const double> relative,
                           const Window& window) {
  const auto weight = [&](std::size_t b) { return relative.empty() ? 1.0 : relative[b]; };
  double n = 0, k = 0, e = 0;
  for (std::size_t b = 0; b < series.n.size(); ++b) {
    if (b >= window.from && b < window.to) continue;
    n += series.n[b], k += series.k[b], e += series.n[b] * weight(b);
  }
  Expectation expectation;
  for (std::size_t b = 0; b < series.n.size(); ++b) {
    const double p = e > 0 ? std::clamp(k / e * weight(b), 0.0, 1.0) : window.before;
    const double trials = series.n[b];
    expectation.share.push_back(p);
    const double deviation =
        trials > 0
            ? std::sqrt(p * (1 - p) * window.dispersion * (1 / trials + 1 / std::max(1.0, n)))
            : 1;
    const double off = kBand95 * deviation + (trials > 0 ? 0.5 / trials : 0);
    expectation.low.push_back(std::max(0.0, p - off));
    expectation.high.push_back(std::min(1.0, p + off));
  }
  return expectation;
}

}  // namespace wend::analyze
