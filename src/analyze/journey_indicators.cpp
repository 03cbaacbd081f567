#include "analyze/journey_indicators.h"

#include <algorithm>

#include "analyze/discovery.h"

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

class IndicatorMaker {
 public:
  IndicatorMaker(const FrictionBasis& basis, std::span<const std::uint8_t> kept)
      : basis_(basis), kept_(kept) {}

  std::optional<Indicator> make(std::string name, std::string_view role) const {
    const JourneyTable& table = *basis_.table;
    const Buckets& buckets = basis_.visits.buckets;
    Indicator indicator{.name = std::move(name)};
    Series series{std::vector<double>(buckets.size(), 0), std::vector<double>(buckets.size(), 0)};
    for (std::size_t profile = 0; profile < table.profile_count(); ++profile) {
      TimeUs next = -1;  // the next event of the role
      bool any = false, did = false;
      // From the end: at the first event of a bucket, whether the role followed in time.
      std::size_t bucket = buckets.size();
      bool active = false, followed = false;
      const auto close = [&] {
        if (active) series.n[bucket] += 1, series.k[bucket] += followed ? 1 : 0;
        active = false;
      };
      for (std::size_t i = table.end(profile); i-- > table.begin(profile);) {
        if (!kept_.empty() && kept_[i] == 0) continue;
        any = true;
        const std::size_t t = basis_.model->touchpoint_of_name[table.name()[i]];
        if (t == kNoTouchpoint || basis_.model->touchpoints[t].role == "message") continue;
        const TimeUs time = table.time_us()[i];
        if (basis_.model->touchpoints[t].role == role) next = time, did = true;
        if (basis_.visits.last_us - time < basis_.value.within_us) continue;
        const std::size_t here = buckets.of(time);
        if (here != bucket) close(), bucket = here;
        active = true;
        followed = next >= 0 && next - time <= basis_.value.within_us;
      }
      if (active) close();
      if (any) ++indicator.of;
      if (did) indicator.people.push_back(static_cast<std::uint32_t>(profile));
    }
    if (indicator.people.empty()) return std::nullopt;
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
  std::span<const std::uint8_t> kept_;
};

}  // namespace

std::vector<Indicator> find_indicators(const FrictionBasis& basis,
                                       std::span<const std::uint8_t> kept) {
  const IndicatorMaker maker(basis, kept);
  std::vector<Indicator> all;
  const auto add = [&](std::string name, std::string_view role) {
    if (auto indicator = maker.make(std::move(name), role)) all.push_back(*std::move(indicator));
  };
  if (basis.model->goal) {
    add("Reached " + basis.model->touchpoints[*basis.model->goal].name, "goal");
  }
  add("Asked for help", "contact");
  add("Met an error", "error");
  return all;
}

}  // namespace wend::analyze
