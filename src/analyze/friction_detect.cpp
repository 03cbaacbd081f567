#include "analyze/friction_detect.h"

#include <algorithm>
#include <bit>
#include <numeric>

#include "analyze/friction_parallel.h"

namespace wend::analyze {
namespace {

constexpr double kTrialsMin = 40;    // a smaller series is not tested
constexpr double kNearlyAll = 0.97;  // a segment of this share is everyone
constexpr int kWindowsPerSeries = 4;
constexpr double kRescanBelow = 1e-4;  // p of a window worth looking behind

// In which ways visits were known and bad: a number for each combination that is met.
class Patterns {
 public:
  struct Pattern {
    std::uint32_t known, bad;  // bits of kinds
    bool slow;                 // by the yardstick
  };

  Patterns() : number_of_(std::size_t{1} << (2 * kFrictionKinds + 1), 0) {}
  void clear() {
    for (const std::uint32_t key : keys_) number_of_[key] = 0;
    keys_.clear();
  }
  std::uint32_t number(const Visit& visit, const Yardstick& yardstick) {
    const bool slow =
        is_known(visit, FrictionKind::kWait) && yardstick.bad(visit, FrictionKind::kWait);
    const std::uint32_t key = visit.known |
                              static_cast<std::uint32_t>(visit.bad) << kFrictionKinds |
                              (slow ? 1U << 2 * kFrictionKinds : 0U);
    std::uint32_t& number = number_of_[key];
    if (number == 0) {
      keys_.push_back(key);
      number = static_cast<std::uint32_t>(keys_.size());
    }
    return number - 1;
  }
  std::size_t size() const { return keys_.size(); }
  Pattern operator[](std::size_t number) const {
    constexpr std::uint32_t kKinds = (1U << kFrictionKinds) - 1;
    const std::uint32_t key = keys_[number];
    return {key & kKinds, key >> kFrictionKinds & kKinds, key >> 2 * kFrictionKinds != 0};
  }

 private:
  std::vector<std::uint32_t> number_of_;  // by known, bad and slow; one more, 0: not met
  std::vector<std::uint32_t> keys_;
};

struct Scanned {
  std::size_t tested = 0;
  std::vector<Hit> hits;  // before the false discovery rate
  ValueOutcomes values;
};

// Scans touchpoints one after the other; one for each thread.
class TouchpointScan {
 public:
  TouchpointScan(const VisitTable& visits, const std::vector<Dimension>& dimensions,
                 const Seasons& seasons, const Yardstick& yardstick, std::stop_token stop)
      : visits_(visits),
        dimensions_(dimensions),
        seasons_(seasons),
        yardstick_(yardstick),
        buckets_(visits.buckets.size()),
        stop_(std::move(stop)) {}

  Scanned scan(std::size_t touchpoint) {
    touchpoint_ = touchpoint;
    scanned_ = {};
    rhythms_.fill({});
    totals_.fill(0);
    read_keys();
    if (stop_.stop_requested()) return {};  // not all were read
    const std::size_t row = patterns_.size() * buckets_;
    cells_.assign(row, 0);
    for (const std::uint32_t key : keys_)
      if (key != kNotCounted) ++cells_[(key >> kBucketBits) * buckets_ + (key & kBucketMask)];
    take_value({}, 0);
    scanned_.values.of.resize(dimensions_.size());
    for (std::size_t d = 0; d < dimensions_.size(); ++d) {
      const std::size_t values = dimensions_[d].values.size();
      scanned_.values.of[d].resize(values);
      cells_.assign(values * row, 0);
      if (stop_.stop_requested()) break;  // nobody asks for what is found
      count_values(d, row);
      for (std::size_t v = 1; v < values && !stop_.stop_requested(); ++v)
        take_value({d, static_cast<std::uint8_t>(v)}, v * row);
    }
    std::ranges::stable_sort(scanned_.hits, {}, &Hit::kind);
    return std::move(scanned_);
  }

 private:
  static constexpr unsigned kBucketBits = 12;
  static constexpr std::uint32_t kBucketMask = (1U << kBucketBits) - 1;
  static constexpr std::uint32_t kNotCounted = 0xffff'ffff;

  // Of each visit its pattern and its bucket.
  void read_keys() {
    patterns_.clear();
    keys_.clear();
    each_visit(visits_.of[touchpoint_], stop_, [&](VisitList::At visit) {
      keys_.push_back(visit->counted
                          ? patterns_.number(*visit, yardstick_) << kBucketBits | visit->bucket
                          : kNotCounted);
    });
  }

  void count_values(std::size_t dimension, std::size_t row) {
    const VisitList& list = visits_.of[touchpoint_];
    const std::uint32_t* key = keys_.data();
    for (std::size_t b = 0; b < list.block_count(); ++b) {
      if (b % kBlocksPerLook == 0 && stop_.stop_requested()) return;
      const VisitList::Block& block = list.block(b);
      const std::uint8_t* const codes = block.codes_of(dimension);
      for (std::size_t i = 0; i < block.size(); ++i, ++key) {
        if (*key == kNotCounted) continue;
        ++cells_[codes[i] * row + (*key >> kBucketBits) * buckets_ + (*key & kBucketMask)];
      }
    }
  }

  // The series of all kinds of one value, whose cells begin at `first`.
  void take_value(Condition condition, std::size_t first) {
    for (auto& one : n_) one.assign(buckets_, 0);
    for (auto& one : k_) one.assign(buckets_, 0);
    slow_.assign(buckets_, 0);
    std::array<Count, kFrictionKinds> outcomes{};
    for (std::size_t p = 0; p < patterns_.size(); ++p) {
      const auto cells = std::span(cells_).subspan(first + p * buckets_, buckets_);
      const std::uint64_t sum = std::accumulate(cells.begin(), cells.end(), std::uint64_t{0});
      if (sum == 0) continue;
      const Patterns::Pattern pattern = patterns_[p];
      for (std::uint32_t bits = pattern.known; bits != 0; bits &= bits - 1) {
        const auto kind = static_cast<std::size_t>(std::countr_zero(bits));
        const bool bad = (pattern.bad >> kind & 1U) != 0;
        const bool wait = static_cast<FrictionKind>(kind) == FrictionKind::kWait;
        outcomes[kind].n += sum;
        outcomes[kind].k += (wait ? pattern.slow : bad) ? sum : 0;
        for (std::size_t b = 0; b < buckets_; ++b) n_[kind][b] += cells[b];
        if (wait && pattern.slow)
          for (std::size_t b = 0; b < buckets_; ++b) slow_[b] += cells[b];
        if (!bad) continue;
        for (std::size_t b = 0; b < buckets_; ++b) k_[kind][b] += cells[b];
      }
    }
    const bool everyone = condition.dimension == kEveryone;
    if (!everyone) scanned_.values.of[condition.dimension][condition.value] = outcomes;
    for (std::size_t kind = 0; kind < kFrictionKinds; ++kind) {
      const auto trials = static_cast<double>(outcomes[kind].n);
      if (everyone) {
        const bool none = std::ranges::all_of(k_[kind], [](std::uint32_t k) { return k == 0; });
        totals_[kind] = none ? 0 : trials;
        const bool wait = static_cast<FrictionKind>(kind) == FrictionKind::kWait;
        const auto& k = wait ? slow_ : k_[kind];
        scanned_.values.everyone[kind] = {{n_[kind].begin(), n_[kind].end()}, {k.begin(), k.end()}};
      }
      if (trials < kTrialsMin || totals_[kind] < kTrialsMin) continue;
      if (!everyone && trials > kNearlyAll * totals_[kind]) continue;
      Series series{{n_[kind].begin(), n_[kind].end()}, {k_[kind].begin(), k_[kind].end()}};
      if (everyone) rhythms_[kind] = rhythm_of(series, seasons_);
      scan_series(static_cast<FrictionKind>(kind), condition, std::move(series));
    }
  }

  void scan_series(FrictionKind kind, const Condition& condition, Series series) {
    ++scanned_.tested;
    const auto& rhythm = rhythms_[static_cast<std::size_t>(kind)];
    for (int found = 0; found < kWindowsPerSeries; ++found) {
      const auto window = watch(series, rhythm, seasons_, {}).window;
      if (!window) break;
      if (found > 0) ++scanned_.tested;
      scanned_.hits.push_back({touchpoint_, kind, condition, *window});
      if (window->p > kRescanBelow) break;
      for (std::size_t b = window->from; b < window->to; ++b) series.n[b] = series.k[b] = 0;
    }
  }

  const VisitTable& visits_;
  const std::vector<Dimension>& dimensions_;
  const Seasons& seasons_;
  const Yardstick& yardstick_;
  const std::size_t buckets_;
  const std::stop_token stop_;
  std::size_t touchpoint_ = 0;
  Patterns patterns_;
  std::vector<std::uint32_t> keys_;   // by visit
  std::vector<std::uint32_t> cells_;  // [value][pattern][bucket]
  std::array<std::vector<std::uint32_t>, kFrictionKinds> n_, k_;
  std::vector<std::uint32_t> slow_;                          // by the yardstick
  std::array<std::vector<double>, kFrictionKinds> rhythms_;  // of everyone
  std::array<double, kFrictionKinds> totals_{};
  Scanned scanned_;
};

}  // namespace

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
                 const Seasons& seasons, const Yardstick& yardstick, const std::stop_token& stop) {
  std::vector<Scanned> scanned(visits.of.size());
  each_touchpoint(
      visits, stop, [&] { return TouchpointScan(visits, dimensions, seasons, yardstick, stop); },
      [&](TouchpointScan& scan, std::size_t t) { scanned[t] = scan.scan(t); });
  Detection detection;
  std::vector<double> p;
  for (Scanned& one : scanned) {
    detection.tested += one.tested;
    for (Hit& hit : one.hits) {
      p.push_back(hit.window.p);
      detection.hits.push_back(hit);
    }
    detection.values.push_back(std::move(one.values));
  }
  p.resize(std::max(p.size(), detection.tested), 1.0);  // series without any window: p = 1
  const std::vector<double> q = benjamini_hochberg(p);
  for (std::size_t i = 0; i < detection.hits.size(); ++i) detection.hits[i].q = q[i];
  std::ranges::stable_sort(detection.hits, [](const Hit& a, const Hit& b) {
    return a.window.strength() > b.window.strength();
  });
  return detection;
}

}  // namespace wend::analyze
