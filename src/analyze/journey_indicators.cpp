#include "analyze/journey_indicators.h"

#include <algorithm>
#include <array>
#include <cstdint>

#include "analyze/discovery.h"
#include "analyze/parallel_profiles.h"

namespace wend::analyze {
namespace {

constexpr std::size_t kTrendPoints = 26;
constexpr double kSignificance = 0.01;
// A tenth of the share, or a point: less is not worth a note on the first page.
constexpr ScanLimits kChangeLimits = {.window_share_max = 0,
                                      .n_min = 200,
                                      .excess_min = 20,
                                      .difference_min = 0.01,
                                      .ratio_min = 1.1,
                                      .ratio_difference_min = 0.005};

// What an indicator counts, in the order of the report.
enum class Sought : std::uint8_t { kGoal, kContact, kError, kOther, kNothing };
constexpr std::size_t kIndicators = 3;

Sought sought_at(const JourneyModel& model, std::size_t touchpoint) {
  if (touchpoint == kNoTouchpoint) return Sought::kNothing;
  const std::string& role = model.touchpoints[touchpoint].role;
  if (role == "message") return Sought::kNothing;
  if (role == "goal") return Sought::kGoal;
  if (role == "contact") return Sought::kContact;
  return role == "error" ? Sought::kError : Sought::kOther;
}

// Of some customers: how many were active in each bucket, and were followed by what is sought in
// time; who did it at all.
struct Seen {
  std::size_t customers = 0;
  std::vector<std::uint32_t> active;  // per bucket
  struct OfIndicator {
    std::vector<std::uint32_t> followed;  // per bucket
    std::vector<std::uint32_t> people;    // ascending
  };
  std::array<OfIndicator, kIndicators> of;

  explicit Seen(std::size_t buckets = 0) : active(buckets, 0) {
    for (OfIndicator& one : of) one.followed.assign(buckets, 0);
  }
  // Of customers that come later.
  void append(const Seen& later) {
    const auto add = [](std::vector<std::uint32_t>& to, const std::vector<std::uint32_t>& from) {
      for (std::size_t b = 0; b < from.size(); ++b) to[b] += from[b];
    };
    customers += later.customers;
    add(active, later.active);
    for (std::size_t k = 0; k < kIndicators; ++k) {
      add(of[k].followed, later.of[k].followed);
      of[k].people.insert(of[k].people.end(), later.of[k].people.begin(), later.of[k].people.end());
    }
  }
};

// Looks at one customer after the other.
class IndicatorKernel {
 public:
  IndicatorKernel(const FrictionBasis& basis, std::span<const std::uint8_t> kept)
      : basis_(basis), table_(*basis.table), kept_(kept) {
    for (const std::uint32_t name : table_.shown().name)
      sought_.push_back(sought_at(*basis.model, basis.model->touchpoint_of_name[name]));
  }

  // From the end: at the first event of a bucket, whether what is sought followed in time.
  void take(std::size_t profile, Seen& seen) const {
    const Buckets& buckets = basis_.visits.buckets;
    std::array<TimeUs, kIndicators> next;  // the next event of each
    next.fill(-1);
    std::array<bool, kIndicators> did{}, followed{};
    std::size_t bucket = buckets.size();
    bool any = false, active = false;
    const auto close = [&] {
      if (!active) return;
      ++seen.active[bucket];
      for (std::size_t k = 0; k < kIndicators; ++k) seen.of[k].followed[bucket] += followed[k];
      active = false;
    };
    for (std::size_t i = table_.end(profile); i-- > table_.begin(profile);) {
      if (!kept_.empty() && kept_[i] == 0) continue;
      any = true;
      const Sought sought = sought_[table_.signatures()[i]];
      if (sought == Sought::kNothing) continue;
      const TimeUs time = table_.time_us()[i];
      if (sought < Sought::kOther) {
        next[static_cast<std::size_t>(sought)] = time;
        did[static_cast<std::size_t>(sought)] = true;
      }
      if (basis_.visits.last_us - time < basis_.value.within_us) continue;
      const bool still = bucket < buckets.size() && time >= buckets.starts[bucket];
      const std::size_t here = still ? bucket : buckets.of(time);
      if (here != bucket) close(), bucket = here;
      active = true;
      for (std::size_t k = 0; k < kIndicators; ++k)
        followed[k] = next[k] >= 0 && next[k] - time <= basis_.value.within_us;
    }
    close();
    seen.customers += any ? 1 : 0;
    for (std::size_t k = 0; k < kIndicators; ++k)
      if (did[k]) seen.of[k].people.push_back(static_cast<std::uint32_t>(profile));
  }

 private:
  const FrictionBasis& basis_;
  const JourneyTable& table_;
  const std::span<const std::uint8_t> kept_;
  std::vector<Sought> sought_;  // by signature
};

class IndicatorMaker {
 public:
  explicit IndicatorMaker(const FrictionBasis& basis) : basis_(basis) {}

  std::optional<Indicator> make(std::string name, const Seen& seen,
                                const Seen::OfIndicator& of) const {
    if (of.people.empty()) return std::nullopt;
    Indicator indicator{.name = std::move(name), .people = of.people, .of = seen.customers};
    const Series series{{seen.active.begin(), seen.active.end()},
                        {of.followed.begin(), of.followed.end()}};
    indicator.change = change_of(series);
    set_trend(indicator, series);
    return indicator;
  }

 private:
  // Better or worse up to now: the scan looks for more, so less is looked for in the complement.
  std::optional<Indicator::Change> change_of(const Series& series) const {
    Series rest = series;
    for (std::size_t b = 0; b < rest.n.size(); ++b) rest.k[b] = rest.n[b] - rest.k[b];
    const auto more = scan(series), less = scan(rest);
    const bool up = more && (!less || more->p <= less->p);
    const auto& window = up ? more : less;
    if (!window || 2 * window->p > kSignificance) return std::nullopt;
    const auto count = [](double value) { return static_cast<std::uint64_t>(value + 0.5); };
    const Interval interval =
        newcombe_interval(count(window->k), count(window->n),
                          count(window->before * window->outside_n), count(window->outside_n));
    const double by = window->rate() - window->before;
    return up ? Indicator::Change{by, interval.low, interval.high,
                                  basis_.visits.buckets.starts[window->from]}
              : Indicator::Change{-by, -interval.high, -interval.low,
                                  basis_.visits.buckets.starts[window->from]};
  }

  std::optional<Window> scan(const Series& series) const {
    return worst_window(series, rhythm_of(series, basis_.seasons), basis_.seasons.week_of,
                        kChangeLimits);
  }

  void set_trend(Indicator& indicator, const Series& series) const {
    const std::size_t per_point =
        std::max<std::size_t>(1, (series.n.size() + kTrendPoints - 1) / kTrendPoints);
    for (std::size_t b = 0; b < series.n.size(); b += per_point) {
      double n = 0, k = 0;
      for (std::size_t i = b; i < std::min(series.n.size(), b + per_point); ++i) {
        n += series.n[i], k += series.k[i];
      }
      indicator.trend.push_back(n > 0 ? std::optional(k / n) : std::nullopt);
    }
  }

  const FrictionBasis& basis_;
};

}  // namespace

base::Result<std::vector<Indicator>> find_indicators(const FrictionBasis& basis,
                                                     std::span<const std::uint8_t> kept,
                                                     const std::stop_token& stop) {
  const JourneyTable& table = *basis.table;
  const std::size_t buckets = basis.visits.buckets.size();
  const IndicatorKernel kernel(basis, kept);
  WEND_ASSIGN(const auto parts,
              in_profile_ranges<Seen>(table, stop, [&](ProfileRange range, Seen& seen) {
                seen = Seen(buckets);
                for (std::size_t profile = range.first; profile < range.last; ++profile)
                  kernel.take(profile, seen);
              }));
  Seen all(buckets);
  for (const Seen& part : parts) all.append(part);
  const IndicatorMaker maker(basis);
  std::vector<Indicator> indicators;
  const auto add = [&](std::string name, Sought sought) {
    auto made = maker.make(std::move(name), all, all.of[static_cast<std::size_t>(sought)]);
    if (made) indicators.push_back(*std::move(made));
  };
  if (basis.model->goal)
    add("Reached " + basis.model->touchpoints[*basis.model->goal].name, Sought::kGoal);
  add("Asked for help", Sought::kContact);
  add("Met an error", Sought::kError);
  return indicators;
}

}  // namespace wend::analyze
