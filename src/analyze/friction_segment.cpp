#include "analyze/friction_segment.h"

#include <algorithm>
#include <span>

#include "analyze/friction_parallel.h"

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

using Cells = std::vector<Cell>;

void add_all(Cells& to, const Cells& from) {
  for (std::size_t i = 0; i < from.size(); ++i) {
    to[i].n_in += from[i].n_in, to[i].k_in += from[i].k_in;
    to[i].n_out += from[i].n_out, to[i].k_out += from[i].k_out;
  }
}

// Where the cells of each dimension begin among those of all, and how many they are together.
struct Layout {
  explicit Layout(const std::vector<Dimension>& dimensions) {
    for (const Dimension& dimension : dimensions) {
      first.push_back(size);
      size += dimension.values.size();
    }
  }
  std::vector<std::size_t> first;
  std::size_t size = 0;

  std::span<const Cell> of(const Cells& cells, std::size_t set, std::size_t dimension) const {
    const std::size_t end = dimension + 1 < first.size() ? first[dimension + 1] : size;
    return std::span(cells).subspan(set * size + first[dimension], end - first[dimension]);
  }
};

// One cell for each value of each dimension, among the visits of each of these segments: one pass.
Cells cells_of(const VisitTable& visits, const Hit& hit, std::span<const Segment> within,
               const Layout& layout, const std::stop_token& stop) {
  const std::size_t dimensions = layout.first.size();
  const auto parts = in_visit_parts(
      visits.of[hit.touchpoint], stop, [&] { return Cells(within.size() * layout.size); },
      [&](VisitList::At visit, Cells& cells) {
        if (!visit->counted || !is_known(*visit, hit.kind)) return;
        const bool inside = is_inside(*visit, hit.window), bad = is_bad(*visit, hit.kind);
        for (std::size_t s = 0; s < within.size(); ++s) {
          if (!in_segment(visit, within[s])) continue;
          for (std::size_t d = 0; d < dimensions; ++d)
            cells[s * layout.size + layout.first[d] + visit.code(d)].add(inside, bad);
        }
      });
  Cells all(within.size() * layout.size);
  for (const Cells& part : parts) add_all(all, part);
  return all;
}

// A new version is compared with what everyone of `parent` had before. Any other value without a
// past says who came, not what changed for them.
double likelihood_of(const Cell& cell, const Cell& parent, bool version) {
  const bool has_past = cell.n_out >= kOutsideMin;
  if (!has_past && !version) return 0;
  const Cell& past = has_past ? cell : parent;
  return two_sample_likelihood(cell.k_in, cell.n_in, past.k_out, past.n_out);
}

Cell sum(std::span<const Cell> cells) {
  Cell total;
  for (const Cell& cell : cells) {
    total.n_in += cell.n_in, total.k_in += cell.k_in;
    total.n_out += cell.n_out, total.k_out += cell.k_out;
  }
  return total;
}

}  // namespace

Series segment_series(const VisitTable& visits, std::size_t touchpoint, FrictionKind kind,
                      const Segment& segment, const std::stop_token& stop) {
  const std::size_t buckets = visits.buckets.size();
  const auto make = [&] {
    return Series{std::vector<double>(buckets, 0), std::vector<double>(buckets, 0)};
  };
  const auto parts =
      in_visit_parts(visits.of[touchpoint], stop, make, [&](VisitList::At visit, Series& series) {
        if (!visit->counted || !is_known(*visit, kind) || !in_segment(visit, segment)) return;
        series.n[visit->bucket] += 1;
        series.k[visit->bucket] += is_bad(*visit, kind) ? 1 : 0;
      });
  Series series = make();
  for (const Series& part : parts)
    for (std::size_t b = 0; b < buckets; ++b) series.n[b] += part.n[b], series.k[b] += part.k[b];
  return series;
}

Segment name_segment(const VisitTable& visits, const Hit& hit,
                     const std::vector<Dimension>& dimensions, const std::stop_token& stop) {
  const Layout layout(dimensions);
  std::vector<Scored> singles;
  double everyone = 0;
  {
    const Segment all;
    const Cells cells = cells_of(visits, hit, std::span(&all, 1), layout, stop);
    for (std::size_t d = 0; d < dimensions.size(); ++d) {
      const auto values = layout.of(cells, 0, d);
      const Cell parent = sum(values);
      everyone = likelihood_of(parent, parent, false);
      for (std::size_t v = 1; v < values.size(); ++v) {
        const double likelihood = likelihood_of(values[v], parent, dimensions[d].version);
        if (likelihood > 0) singles.push_back({{{d, static_cast<std::uint8_t>(v)}}, likelihood});
      }
    }
  }
  std::ranges::stable_sort(singles, std::greater<>{}, &Scored::likelihood);
  if (singles.empty()) return {};
  const Scored& best = singles.front();
  Scored pair;
  std::vector<Segment> seeds;
  for (std::size_t s = 0; s < std::min(kSeeds, singles.size()); ++s)
    seeds.push_back(singles[s].segment);
  const Cells cells = cells_of(visits, hit, seeds, layout, stop);
  for (std::size_t s = 0; s < seeds.size(); ++s) {
    for (std::size_t d = 0; d < dimensions.size(); ++d) {
      if (d == seeds[s][0].dimension) continue;
      const auto values = layout.of(cells, s, d);
      const Cell parent = sum(values);
      for (std::size_t v = 1; v < values.size(); ++v) {
        const double likelihood = likelihood_of(values[v], parent, dimensions[d].version);
        if (likelihood <= pair.likelihood) continue;
        pair = {{seeds[s][0], {d, static_cast<std::uint8_t>(v)}}, likelihood};
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
                  const Segment& segment, const std::vector<Dimension>& dimensions,
                  const std::stop_token& stop) {
  constexpr double kExcessKept = 0.5;  // of the raw excess must remain
  constexpr double kDeviations = 3.5;  // and be this many standard deviations
  constexpr double kPrior = 10;        // trials at the common rate added to each stratum
  constexpr std::size_t kOrdinals = 3, kTenures = 4;
  const auto ordinal = [](const Visit& visit) {
    return visit.ordinal == 1 ? 0U : visit.ordinal <= 3 ? 1U : 2U;
  };
  const auto tenure = [&](const Visit& visit) {
    const TimeUs known_for =
        table.time_us()[visit.event] - table.time_us()[table.begin(visit.profile)];
    constexpr TimeUs kDay = env::kDayUs;
    return known_for < kDay ? 0U : known_for < 7 * kDay ? 1U : known_for < 30 * kDay ? 2U : 3U;
  };
  const Layout layout(dimensions);
  std::vector<std::size_t> held;  // constant, one after the other
  for (std::size_t d = 0; d < dimensions.size(); ++d) {
    const bool named =
        std::ranges::any_of(segment, [&](const Condition& c) { return c.dimension == d; });
    if (!named && dimensions[d].circumstance) held.push_back(d);
  }
  const std::size_t size = layout.size + kOrdinals + kTenures;
  const auto parts = in_visit_parts(
      visits.of[hit.touchpoint], stop, [&] { return Cells(size); },
      [&](VisitList::At visit, Cells& cells) {
        if (!visit->counted || !is_known(*visit, hit.kind) || !in_segment(visit, segment)) return;
        const bool inside = is_inside(*visit, hit.window), bad = is_bad(*visit, hit.kind);
        for (const std::size_t d : held) cells[layout.first[d] + visit.code(d)].add(inside, bad);
        cells[layout.size + ordinal(*visit)].add(inside, bad);
        cells[layout.size + kOrdinals + tenure(*visit)].add(inside, bad);
      });
  Cells all(size);
  for (const Cells& part : parts) add_all(all, part);

  const auto holds = [&](std::span<const Cell> cells, bool new_values_count) {
    const Cell total = sum(cells);
    if (total.n_out <= 0) return true;
    const double rate = total.k_out / total.n_out;
    double excess = 0, variance = 0;
    for (const Cell& cell : cells) {
      const bool has_past = cell.n_out >= kOutsideMin;
      if (!has_past && !new_values_count) continue;
      const double expected = (cell.k_out + kPrior * rate) / (cell.n_out + kPrior);
      excess += cell.k_in - cell.n_in * expected;
      variance += cell.n_in * expected * (1 - expected);
      if (has_past) variance += cell.n_in * cell.n_in * expected * (1 - expected) / cell.n_out;
    }
    const double raw = total.k_in - total.n_in * rate;
    return excess >= kExcessKept * raw &&
           excess * excess >= kDeviations * kDeviations * variance * hit.window.dispersion;
  };
  for (const std::size_t d : held) {
    if (!holds(layout.of(all, 0, d), dimensions[d].version)) return true;
  }
  const auto rest = std::span<const Cell>(all).subspan(layout.size);
  return !holds(rest.first(kOrdinals), true) || !holds(rest.last(kTenures), true);
}

}  // namespace wend::analyze
