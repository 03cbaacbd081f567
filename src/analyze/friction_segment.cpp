#include "analyze/friction_segment.h"

#include <algorithm>

namespace wend::analyze {
namespace {

// A segment says it as well as another when it keeps this share of the likelihood.
constexpr double kAsWell = 0.92;
// What a second condition must add, in parts and in absolute likelihood.
constexpr double kSharper = 1.08;
constexpr double kSharperBy = 6;
constexpr std::size_t kSeeds = 4;   // segments of one condition that are tried with a second
constexpr double kOutsideMin = 20;  // trials outside that make a rate of its own

struct Cell {
  double n_in = 0, k_in = 0, n_out = 0, k_out = 0;
  void add(bool inside, bool bad) {
    (inside ? n_in : n_out) += 1;
    if (bad) (inside ? k_in : k_out) += 1;
  }
};

struct Scored {
  Segment segment;
  double likelihood = 0;
};

bool is_inside(const Visit& visit, const Hit& hit) {
  return visit.bucket >= hit.window.from && visit.bucket < hit.window.to;
}

// One cell per value of the dimension, among the visits of a segment.
std::vector<Cell> cells_of(const VisitTable& visits, const Hit& hit, const Segment& within,
                           const std::vector<Dimension>& dimensions, std::size_t dimension) {
  std::vector<Cell> cells(dimensions[dimension].values.size());
  for (const Visit& visit : visits.of[hit.touchpoint]) {
    if (!visit.counted || !is_known(visit, hit.kind)) continue;
    if (!in_segment(visit, within, dimensions)) continue;
    cells[dimensions[dimension].codes[visit.event]].add(is_inside(visit, hit),
                                                        is_bad(visit, hit.kind));
  }
  return cells;
}

// A new version is compared with what everyone of `parent` had before. Any other value without a
// past says who came, not what changed for them.
double likelihood_of(const Cell& cell, const Cell& parent, bool version) {
  const bool has_past = cell.n_out >= kOutsideMin;
  if (!has_past && !version) return 0;
  const Cell& past = has_past ? cell : parent;
  return two_sample_likelihood(cell.k_in, cell.n_in, past.k_out, past.n_out);
}

Cell sum(const std::vector<Cell>& cells) {
  Cell total;
  for (const Cell& cell : cells) {
    total.n_in += cell.n_in, total.k_in += cell.k_in;
    total.n_out += cell.n_out, total.k_out += cell.k_out;
  }
  return total;
}

}  // namespace

Series segment_series(const VisitTable& visits, std::size_t touchpoint, FrictionKind kind,
                      const Segment& segment, const std::vector<Dimension>& dimensions) {
  const std::size_t buckets = visits.buckets.size();
  Series series{std::vector<double>(buckets, 0), std::vector<double>(buckets, 0)};
  for (const Visit& visit : visits.of[touchpoint]) {
    if (!visit.counted || !is_known(visit, kind)) continue;
    if (!in_segment(visit, segment, dimensions)) continue;
    series.n[visit.bucket] += 1;
    series.k[visit.bucket] += is_bad(visit, kind) ? 1 : 0;
  }
  return series;
}

Segment name_segment(const VisitTable& visits, const Hit& hit,
                     const std::vector<Dimension>& dimensions) {
  std::vector<Scored> singles;
  double everyone = 0;
  for (std::size_t d = 0; d < dimensions.size(); ++d) {
    const auto cells = cells_of(visits, hit, {}, dimensions, d);
    const Cell parent = sum(cells);
    everyone = likelihood_of(parent, parent, false);
    for (std::size_t v = 1; v < cells.size(); ++v) {
      const double likelihood = likelihood_of(cells[v], parent, dimensions[d].version);
      if (likelihood > 0) singles.push_back({{{d, static_cast<std::uint8_t>(v)}}, likelihood});
    }
  }
  std::ranges::stable_sort(singles, std::greater<>{}, &Scored::likelihood);
  if (singles.empty()) return {};
  Scored best = singles.front();
  Scored pair;
  for (std::size_t s = 0; s < std::min(kSeeds, singles.size()); ++s) {
    const Segment& first = singles[s].segment;
    for (std::size_t d = 0; d < dimensions.size(); ++d) {
      if (d == first[0].dimension) continue;
      const auto cells = cells_of(visits, hit, first, dimensions, d);
      const Cell parent = sum(cells);
      for (std::size_t v = 1; v < cells.size(); ++v) {
        const double likelihood = likelihood_of(cells[v], parent, dimensions[d].version);
        if (likelihood <= pair.likelihood) continue;
        pair = {{first[0], {d, static_cast<std::uint8_t>(v)}}, likelihood};
      }
    }
  }
  const double simple = std::max(best.likelihood, everyone);
  if (pair.likelihood > kSharper * simple && pair.likelihood > simple + kSharperBy) {
    std::ranges::sort(pair.segment, {}, &Condition::dimension);
    return pair.segment;
  }
  if (everyone >= kAsWell * best.likelihood) return {};
  return best.segment;
}

bool is_mix_shift(const VisitTable& visits, const JourneyTable& table, const Hit& hit,
                  const Segment& segment, const std::vector<Dimension>& dimensions) {
  constexpr double kExcessKept = 0.5;  // of the raw excess must remain
  constexpr double kDeviations = 3.5;  // and be this many standard deviations
  constexpr double kPrior = 10;        // trials at the common rate added to each stratum
  const auto holds = [&](auto&& stratum_of, std::size_t strata, bool new_values_count) {
    std::vector<Cell> cells(strata);
    for (const Visit& visit : visits.of[hit.touchpoint]) {
      if (!visit.counted || !is_known(visit, hit.kind)) continue;
      if (!in_segment(visit, segment, dimensions)) continue;
      cells[stratum_of(visit)].add(is_inside(visit, hit), is_bad(visit, hit.kind));
    }
    const Cell all = sum(cells);
    if (all.n_out <= 0) return true;
    const double rate = all.k_out / all.n_out;
    double excess = 0, variance = 0;
    for (const Cell& cell : cells) {
      const bool has_past = cell.n_out >= kOutsideMin;
      if (!has_past && !new_values_count) continue;
      const double expected = (cell.k_out + kPrior * rate) / (cell.n_out + kPrior);
      excess += cell.k_in - cell.n_in * expected;
      variance += cell.n_in * expected * (1 - expected);
      if (has_past) variance += cell.n_in * cell.n_in * expected * (1 - expected) / cell.n_out;
    }
    const double raw = all.k_in - all.n_in * rate;
    return excess >= kExcessKept * raw &&
           excess * excess >= kDeviations * kDeviations * variance * hit.window.dispersion;
  };
  for (std::size_t d = 0; d < dimensions.size(); ++d) {
    const Dimension& dimension = dimensions[d];
    const bool named =
        std::ranges::any_of(segment, [&](const Condition& c) { return c.dimension == d; });
    if (named || !dimension.circumstance) continue;
    const auto value = [&](const Visit& visit) { return dimension.codes[visit.event]; };
    if (!holds(value, dimension.values.size(), dimension.version)) return true;
  }
  const auto ordinal = [](const Visit& visit) {
    return visit.ordinal == 1 ? 0U : visit.ordinal <= 3 ? 1U : 2U;
  };
  if (!holds(ordinal, 3, true)) return true;
  const auto tenure = [&](const Visit& visit) {
    const TimeUs known_for =
        table.time_us()[visit.event] - table.time_us()[table.begin(visit.profile)];
    constexpr TimeUs kDay = env::kDayUs;
    return known_for < kDay ? 0U : known_for < 7 * kDay ? 1U : known_for < 30 * kDay ? 2U : 3U;
  };
  return !holds(tenure, 4, true);
}

}  // namespace wend::analyze
