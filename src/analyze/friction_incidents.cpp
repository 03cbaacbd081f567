#include "analyze/friction_incidents.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "analyze/friction_parallel.h"

namespace wend::analyze {
namespace {

// How directly a kind tells a cause, by which strengths are weighed when one hit must speak for an
// incident. An error or a way back says more than that people left; contacts and missing steps are
// consequences.
constexpr std::array<double, kFrictionKinds> kDirectness = {
    1.5 /*error*/,    1.0 /*drop_off*/, 1.2 /*loop*/,
    1.2 /*backward*/, 1.0 /*rework*/,   0.7 /*dead_end*/,
    1.6 /*wait*/,     0.5 /*contact*/,  0.4 /*missing*/};
constexpr double kOverlap = 0.5;  // of the shorter window
constexpr double kExplained =
    0.4;  // less than this of the strength is left without the people struck
constexpr std::size_t kAlsoMax = 8;
constexpr std::size_t kSlack = 1;  // buckets by which consequences may be off
constexpr std::size_t kVisitsForExactTime = 12;

double weight(const Hit& hit) {
  return hit.window.strength() * kDirectness[static_cast<std::size_t>(hit.kind)];
}

std::size_t overlap(const Window& a, const Window& b, std::size_t slack) {
  const std::size_t from = std::max(a.from, b.from > slack ? b.from - slack : 0);
  const std::size_t to = std::min(a.to, b.to + slack);
  return to > from ? to - from : 0;
}

class IncidentFinder {
 public:
  IncidentFinder(const VisitTable& visits, const JourneyTable& table,
                 const std::vector<Dimension>& dimensions, const Seasons& seasons,
                 std::stop_token stop)
      : visits_(visits),
        table_(table),
        dimensions_(dimensions),
        seasons_(seasons),
        stop_(std::move(stop)) {}

  std::vector<Incident> find(std::vector<Hit> hits) {
    std::ranges::stable_sort(hits,
                             [](const Hit& a, const Hit& b) { return weight(a) > weight(b); });
    for (const Hit& hit : hits) {
      if (stop_.stop_requested()) break;
      if (Incident* known = incident_of(hit)) {
        mention(*known, hit);
      } else {
        open(hit);
      }
    }
    return std::move(incidents_);
  }

 private:
  using Tosses = std::vector<std::pair<TimeUs, double>>;  // of visits, by time

  void open(const Hit& hit) {
    Incident incident{.hit = hit, .segment = name_segment(visits_, hit, dimensions_, stop_)};
    if (!sharpen(incident)) return;
    if (is_mix_shift(visits_, table_, incident.hit, incident.segment, dimensions_, stop_)) return;
    set_times(incident);
    std::vector<std::uint8_t> struck(table_.profile_count(), 0);
    strike(struck, hit.touchpoint, hit.kind, incident.hit.window);
    incidents_.push_back(std::move(incident));
    struck_.push_back(std::move(struck));
  }

  // Marks those who had it bad in the window, whatever their segment.
  void strike(std::vector<std::uint8_t>& struck, std::size_t touchpoint, FrictionKind kind,
              const Window& window) const {
    const std::size_t from = window.from > kSlack ? window.from - kSlack : 0;
    const auto parts = in_visit_parts(
        visits_.of[touchpoint], stop_, [] { return std::vector<std::uint32_t>(); },
        [&](VisitList::At visit, std::vector<std::uint32_t>& people) {
          if (visit->bucket < from || visit->bucket >= window.to + kSlack) return;
          if (is_bad(*visit, kind)) people.push_back(visit->profile);
        });
    for (const auto& part : parts)
      for (const std::uint32_t profile : part) struck[profile] = 1;
  }

  Incident* incident_of(const Hit& hit) {
    Incident* related = nullptr;
    Mask struck;
    for (std::size_t i = 0; i < incidents_.size(); ++i) {
      Incident& incident = incidents_[i];
      const Window& window = incident.hit.window;
      const std::size_t common = overlap(hit.window, window, slack_of(hit));
      if (common == 0) continue;
      const std::size_t shorter =
          std::min(hit.window.to - hit.window.from, window.to - window.from);
      if (static_cast<double>(common) >= kOverlap * static_cast<double>(shorter)) {
        const bool same_segment =
            hit.condition.dimension != kEveryone &&
            std::ranges::find(incident.segment, hit.condition) != incident.segment.end();
        if (hit.touchpoint == incident.hit.touchpoint || same_segment) {
          strike(struck_[i], hit.touchpoint, hit.kind, window);
          return &incident;
        }
      }
      if (!related) {
        related = &incident;
        struck = struck_[i];
      }
      for (std::size_t p = 0; p < struck.size(); ++p) struck[p] |= struck_[i][p];
    }
    return related && strength_without(hit, struck) < kExplained * hit.window.strength() ? related
                                                                                         : nullptr;
  }

  // Consequences may show as much earlier or later as the touchpoint is looked after.
  std::size_t slack_of(const Hit& hit) const {
    const auto horizon = static_cast<std::size_t>(visits_.horizons[hit.touchpoint].progress_us /
                                                  visits_.buckets.length_us);
    return std::max(kSlack, horizon + 1);
  }

  double strength_without(const Hit& hit, const std::vector<std::uint8_t>& struck) const {
    const Segment segment =
        hit.condition.dimension == kEveryone ? Segment() : Segment{hit.condition};
    const auto parts = in_visit_parts(
        visits_.of[hit.touchpoint], stop_, [] { return Count(); },
        [&](VisitList::At visit, Count& count) {
          if (!is_inside(*visit, hit.window) || !visit->counted) return;
          if (!is_known(*visit, hit.kind) || struck[visit->profile] != 0) return;
          if (!in_segment(visit, segment)) return;
          ++count.n;
          count.k += is_bad(*visit, hit.kind) ? 1 : 0;
        });
    double n = 0, k = 0;
    for (const Count& part : parts) {
      n += static_cast<double>(part.n);
      k += static_cast<double>(part.k);
    }
    const double outside = hit.window.outside_n;
    return two_sample_likelihood(k, n, hit.window.before * outside, outside) /
           hit.window.dispersion;
  }

  void mention(Incident& incident, const Hit& hit) const {
    const auto same = [&](const Hit& other) {
      return other.touchpoint == hit.touchpoint && other.kind == hit.kind;
    };
    if (same(incident.hit) || incident.also.size() >= kAlsoMax) return;
    if (std::ranges::any_of(incident.also, same)) return;
    incident.also.push_back(hit);
  }

  // Looks for the window again, in the segment that was named. False when that segment shows no
  // such change.
  bool sharpen(Incident& incident) const {
    const Series series = segment_series(visits_, incident.hit.touchpoint, incident.hit.kind,
                                         incident.segment, stop_);
    const Window old = incident.hit.window;
    const auto window = watch(series, rhythm_of(series, seasons_), seasons_, {}).window;
    if (window && 2 * overlap(*window, old, 0) >= old.to - old.from) {
      incident.hit.window = *window;
      incident.hit.window.p = std::min(window->p, old.p);  // the test was on the scanned segment
      return true;
    }
    // Another incident of the segment is worse, or the segment is too new to have a past: keep the
    // dates.
    const Segment parent = series_has_past(series, old) ? incident.segment : Segment{};
    const Series past =
        segment_series(visits_, incident.hit.touchpoint, incident.hit.kind, parent, stop_);
    Window& kept = incident.hit.window;
    kept.n = kept.k = kept.outside_n = 0;
    double outside_k = 0;
    for (std::size_t b = 0; b < series.n.size(); ++b) {
      const bool inside = b >= old.from && b < old.to;
      if (inside) kept.n += series.n[b], kept.k += series.k[b];
      if (!inside) kept.outside_n += past.n[b], outside_k += past.k[b];
    }
    if (kept.n <= 0 || kept.outside_n <= 0) return false;
    kept.before = outside_k / kept.outside_n;
    kept.likelihood = two_sample_likelihood(kept.k, kept.n, outside_k, kept.outside_n);
    return is_large({}, kept.rate(), kept.before) && kept.strength() >= kExplained * old.strength();
  }

  static bool series_has_past(const Series& series, const Window& window) {
    double n = 0;
    for (std::size_t b = 0; b < window.from; ++b) n += series.n[b];
    return n >= ScanLimits{}.before_n_min;
  }

  // The moments at which the likelihood of the visits, taken one by one, changes most.
  void set_times(Incident& incident) const {
    const Window& window = incident.hit.window;
    const auto& starts = visits_.buckets.starts;
    incident.from_us = starts[window.from];
    incident.to_us = starts[window.to];
    const double p1 = std::clamp(window.rate(), 1e-3, 1 - 1e-3);
    const double p0 = std::clamp(window.before, 1e-3, 1 - 1e-3);
    if (p1 <= p0) return;
    // A bucket on either side, but not beyond the middle of the window.
    const TimeUs slack = visits_.buckets.length_us;
    const TimeUs middle = (starts[window.from] + starts[window.to]) / 2;
    const TimeUs from_end = std::min(incident.from_us + slack, middle);
    const TimeUs to_begin = std::max(incident.to_us - slack, middle);
    const auto parts = in_visit_parts(
        visits_.of[incident.hit.touchpoint], stop_, [] { return Tosses(); },
        [&](VisitList::At visit, Tosses& tosses) {
          if (!is_known(*visit, incident.hit.kind) || !in_segment(visit, incident.segment)) return;
          const TimeUs time = table_.time_us()[visit->event];
          const bool near_from = time >= incident.from_us - slack && time < from_end;
          const bool near_to = time >= to_begin && time < incident.to_us + slack;
          if (!near_from && (window.open_end || !near_to)) return;
          tosses.emplace_back(time, is_bad(*visit, incident.hit.kind)
                                        ? std::log(p1 / p0)
                                        : std::log((1 - p1) / (1 - p0)));
        });
    Tosses tosses;
    for (const Tosses& part : parts) tosses.insert(tosses.end(), part.begin(), part.end());
    std::ranges::sort(tosses);
    if (const auto from = change(tosses, incident.from_us - slack, from_end, true))
      incident.from_us = *from;
    if (window.open_end) return;
    if (const auto to = change(tosses, to_begin, incident.to_us + slack, false))
      incident.to_us = *to;
  }

  // The moment in [from, to) from which on (`rising`), or until which, the sum of the tosses is
  // largest.
  std::optional<TimeUs> change(const Tosses& tosses, TimeUs from, TimeUs to, bool rising) const {
    const auto at = [&](TimeUs time) {
      return std::ranges::lower_bound(tosses, time, {}, &std::pair<TimeUs, double>::first);
    };
    const auto first = at(from), last = at(to);
    if (last - first < static_cast<std::ptrdiff_t>(kVisitsForExactTime)) return std::nullopt;
    double sum = 0, best = 0;
    TimeUs moment = rising ? to : from;
    const TimeUs unit = visits_.buckets.length_us >= env::kDayUs ? env::kHourUs : env::kMinuteUs;
    if (rising) {
      for (auto it = last; it-- != first;) {
        sum += it->second;
        if (sum > best) best = sum, moment = it->first;
      }
      return moment / unit * unit;
    }
    for (auto it = first; it != last; ++it) {
      sum += it->second;
      if (sum > best) best = sum, moment = it->first;
    }
    return (moment / unit + 1) * unit;
  }

  const VisitTable& visits_;
  const JourneyTable& table_;
  const std::vector<Dimension>& dimensions_;
  const Seasons& seasons_;
  const std::stop_token stop_;
  std::vector<Incident> incidents_;
  std::vector<std::vector<std::uint8_t>> struck_;
};

}  // namespace

std::vector<Incident> find_incidents(const VisitTable& visits, const JourneyTable& table,
                                     const std::vector<Dimension>& dimensions,
                                     const Seasons& seasons, const std::vector<Hit>& hits,
                                     const std::stop_token& stop) {
  return IncidentFinder(visits, table, dimensions, seasons, stop).find(hits);
}

}  // namespace wend::analyze
