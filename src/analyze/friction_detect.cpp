#include "analyze/friction_detect.h"

#include <algorithm>
#include <atomic>
#include <numeric>
#include <thread>

namespace wend::analyze {
namespace {

using env::kDayUs;
using env::kHourUs;

constexpr double kTrialsMin = 40;    // a smaller series is not tested
constexpr double kNearlyAll = 0.97;  // a segment of this share is everyone
constexpr int kWindowsPerSeries = 4;
constexpr double kRescanBelow = 1e-4;   // p of a window worth looking behind
constexpr std::size_t kPeriodsMin = 4;  // weeks (days) needed to see a rhythm
constexpr double kRhythmPrior = 30;     // trials at the common rate added to each slot

struct SegmentSeries {
  Condition condition;
  Series series;
};

// The series of everyone and of every value of every dimension, at one touchpoint for one kind.
std::vector<SegmentSeries> series_of(const std::vector<Visit>& visits, FrictionKind kind,
                                     const std::vector<Dimension>& dimensions,
                                     std::size_t buckets) {
  Series all{std::vector<double>(buckets, 0), std::vector<double>(buckets, 0)};
  for (const Visit& visit : visits) {
    if (!visit.counted || !is_known(visit, kind)) continue;
    all.n[visit.bucket] += 1;
    all.k[visit.bucket] += is_bad(visit, kind) ? 1 : 0;
  }
  const double total = std::accumulate(all.n.begin(), all.n.end(), 0.0);
  std::vector<SegmentSeries> result;
  if (total < kTrialsMin || std::ranges::all_of(all.k, [](double k) { return k == 0; })) {
    return result;
  }
  result.push_back({{}, std::move(all)});
  std::vector<std::uint32_t> n, k;
  for (std::size_t d = 0; d < dimensions.size(); ++d) {
    const std::size_t values = dimensions[d].values.size();
    n.assign(values * buckets, 0);
    k.assign(values * buckets, 0);
    for (const Visit& visit : visits) {
      if (!visit.counted || !is_known(visit, kind)) continue;
      const std::size_t at = dimensions[d].codes[visit.event] * buckets + visit.bucket;
      ++n[at];
      k[at] += is_bad(visit, kind) ? 1 : 0;
    }
    for (std::size_t v = 1; v < values; ++v) {
      const auto first = static_cast<std::ptrdiff_t>(v * buckets);
      const auto last = first + static_cast<std::ptrdiff_t>(buckets);
      const double sum = std::accumulate(n.begin() + first, n.begin() + last, 0.0);
      if (sum < kTrialsMin || sum > kNearlyAll * total) continue;
      result.push_back({{d, static_cast<std::uint8_t>(v)},
                        {std::vector<double>(n.begin() + first, n.begin() + last),
                         std::vector<double>(k.begin() + first, k.begin() + last)}});
    }
  }
  return result;
}

struct Scanned {
  std::size_t tested = 0;
  std::vector<Hit> hits;  // before the false discovery rate
};

Scanned scan_touchpoint(std::size_t touchpoint, const VisitTable& visits,
                        const std::vector<Dimension>& dimensions, const Seasons& seasons) {
  Scanned scanned;
  for (std::size_t kind = 0; kind < kFrictionKinds; ++kind) {
    auto all = series_of(visits.of[touchpoint], static_cast<FrictionKind>(kind), dimensions,
                         visits.buckets.size());
    if (all.empty()) continue;
    const std::vector<double> rhythm = rhythm_of(all.front().series, seasons);
    for (SegmentSeries& segment : all) {
      ++scanned.tested;
      for (int found = 0; found < kWindowsPerSeries; ++found) {
        const auto window = worst_window(segment.series, rhythm, seasons.week_of, {});
        if (!window) break;
        if (found > 0) ++scanned.tested;
        scanned.hits.push_back(
            {touchpoint, static_cast<FrictionKind>(kind), segment.condition, *window});
        if (window->p > kRescanBelow) break;
        for (std::size_t b = window->from; b < window->to; ++b) {
          segment.series.n[b] = segment.series.k[b] = 0;
        }
      }
    }
  }
  return scanned;
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
  const double n = std::accumulate(series.n.begin(), series.n.end(), 0.0);
  const double k = std::accumulate(series.k.begin(), series.k.end(), 0.0);
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

std::vector<double> benjamini_hochberg(const std::vector<double>& p) {
  std::vector<std::size_t> order(p.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::stable_sort(order, {}, [&](std::size_t i) { return p[i]; });
  std::vector<double> q(p.size(), 1);
  double smallest = 1;
  for (std::size_t rank = order.size(); rank-- > 0;) {
    const double scaled =
        p[order[rank]] * static_cast<double>(p.size()) / static_cast<double>(rank + 1);
    smallest = std::min(smallest, scaled);
    q[order[rank]] = smallest;
  }
  return q;
}

Detection detect(const VisitTable& visits, const std::vector<Dimension>& dimensions,
                 const Seasons& seasons, double fdr, std::stop_token stop) {
  std::vector<Scanned> scanned(visits.of.size());
  std::atomic<std::size_t> next = 0;
  const auto work = [&] {
    for (std::size_t t = next++; t < visits.of.size() && !stop.stop_requested(); t = next++) {
      scanned[t] = scan_touchpoint(t, visits, dimensions, seasons);
    }
  };
  {
    std::vector<std::jthread> helpers;
    for (unsigned i = 1; i < std::max(1U, std::thread::hardware_concurrency()); ++i) {
      helpers.emplace_back(work);
    }
    work();
  }
  Detection detection;
  std::vector<double> p;
  std::vector<Hit> hits;
  for (Scanned& one : scanned) {
    detection.tested += one.tested;
    for (Hit& hit : one.hits) {
      p.push_back(hit.window.p);
      hits.push_back(hit);
    }
  }
  p.resize(std::max(p.size(), detection.tested), 1.0);  // series without any window: p = 1
  const std::vector<double> q = benjamini_hochberg(p);
  for (std::size_t i = 0; i < hits.size(); ++i) {
    hits[i].q = q[i];
    if (q[i] <= fdr) detection.hits.push_back(hits[i]);
  }
  std::ranges::stable_sort(detection.hits, [](const Hit& a, const Hit& b) {
    return a.window.strength() > b.window.strength();
  });
  return detection;
}

}  // namespace wend::analyze
