#include <algorithm>
#include <cmath>
#include <numbers>

#include "analyze/friction.h"
#include "analyze/friction_parallel.h"

namespace wend::analyze {
namespace {

constexpr std::uint64_t kVisitsMin = 30;  // of the value, and of the others
constexpr std::size_t kShownMax = 8;
constexpr double kPointsMin = 0.02;  // what nobody would act upon is left out

// One-sided p of k/n against the rest, pooled two-sample z with the variance widened by φ.
double p_of(const Count& here, const Count& rest, double dispersion) {
  const double n = static_cast<double>(here.n), m = static_cast<double>(rest.n);
  const double pooled = static_cast<double>(here.k + rest.k) / (n + m);
  const double variance = pooled * (1 - pooled) * (1 / n + 1 / m) * dispersion;
  if (variance <= 0) return 1;
  return std::erfc((here.share() - rest.share()) / std::sqrt(variance) / std::numbers::sqrt2) / 2;
}

double excess_of(const WorseFor& worse) {
  return static_cast<double>(worse.here.n) * (worse.here.share() - worse.rest.share());
}

// Keeps those that hold at the false discovery rate among all that were compared.
std::vector<WorseFor> held(std::vector<WorseFor> compared, double dispersion, double fdr) {
  std::vector<double> p;
  for (const WorseFor& one : compared) p.push_back(p_of(one.here, one.rest, dispersion));
  const std::vector<double> q = benjamini_hochberg(p);
  for (std::size_t i = 0; i < compared.size(); ++i) compared[i].q = q[i];
  std::erase_if(compared, [&](const WorseFor& one) {
    return one.q > fdr || one.here.share() - one.rest.share() < kPointsMin;
  });
  std::ranges::stable_sort(compared, std::greater<>{}, excess_of);
  if (compared.size() > kShownMax) compared.resize(kShownMax);
  return compared;
}

void compare(std::vector<WorseFor>& compared, const Condition& condition, const Count& here,
             const Count& all) {
  const Count rest{all.n - here.n, all.k - here.k};
  if (here.n < kVisitsMin || rest.n < kVisitsMin) return;
  compared.push_back({.condition = condition, .here = here, .rest = rest});
}

// Fills in who had a bad visit; `takes(visit)` tells which visits are bad and meant.
template <typename Takes>
void find_people(const VisitList& visits, std::vector<WorseFor>& found, const std::stop_token& stop,
                 Takes&& takes) {
  if (found.empty()) return;
  using Lists = std::vector<std::vector<std::uint32_t>>;
  const auto parts = in_visit_parts(
      visits, stop, [&] { return Lists(found.size()); },
      [&](VisitList::At visit, Lists& lists) {
        if (!takes(visit)) return;
        for (std::size_t i = 0; i < found.size(); ++i) {
          if (!in_segment(visit, {found[i].condition})) continue;
          auto& list = lists[i];
          if (list.empty() || list.back() != visit->profile) list.push_back(visit->profile);
        }
      });
  for (std::size_t i = 0; i < found.size(); ++i) {
    auto& all = found[i].people;
    for (const Lists& part : parts) {
      const bool goes_on = !part[i].empty() && !all.empty() && part[i].front() == all.back();
      all.insert(all.end(), part[i].begin() + (goes_on ? 1 : 0), part[i].end());
    }
  }
}

}  // namespace

std::vector<WorseFor> worse_for(const FrictionBasis& basis, const Incident& incident, double fdr,
                                const std::stop_token& stop) {
  const Hit& hit = incident.hit;
  const std::size_t dimensions = basis.dimensions.size();
  std::vector<std::size_t> first;
  std::size_t size = 0;
  for (const Dimension& dimension : basis.dimensions) {
    first.push_back(size);
    size += dimension.values.size();
  }
  const auto counts_inside = [&](const VisitList::At& visit) {
    return is_inside(*visit, hit.window) && visit->counted && is_known(*visit, hit.kind) &&
           in_segment(visit, incident.segment);
  };
  const auto parts = in_visit_parts(
      basis.visits.of[hit.touchpoint], stop, [&] { return std::vector<Count>(size + 1); },
      [&](VisitList::At visit, std::vector<Count>& counts) {
        if (!counts_inside(visit)) return;
        const auto add = [bad = is_bad(*visit, hit.kind)](Count& count) {
          ++count.n;
          count.k += bad ? 1 : 0;
        };
        for (std::size_t d = 0; d < dimensions; ++d) add(counts[first[d] + visit.code(d)]);
        add(counts[size]);
      });
  std::vector<Count> counts(size + 1);
  for (const auto& part : parts)
    for (std::size_t i = 0; i <= size; ++i) counts[i].n += part[i].n, counts[i].k += part[i].k;
  std::vector<WorseFor> compared;
  for (std::size_t d = 0; d < dimensions; ++d) {
    if (std::ranges::find(incident.segment, d, &Condition::dimension) != incident.segment.end())
      continue;
    for (std::size_t v = 1; v < basis.dimensions[d].values.size(); ++v)
      compare(compared, {d, static_cast<std::uint8_t>(v)}, counts[first[d] + v], counts[size]);
  }
  auto found = held(std::move(compared), hit.window.dispersion, fdr);
  find_people(basis.visits.of[hit.touchpoint], found, stop, [&](const VisitList::At& visit) {
    return counts_inside(visit) && is_bad(*visit, hit.kind);
  });
  return found;
}

std::vector<WorseFor> worse_for(const Standing& standing, const ValueOutcomes& of, double fdr) {
  const auto kind = static_cast<std::size_t>(standing.kind);
  std::vector<WorseFor> compared;
  for (std::size_t d = 0; d < of.of.size(); ++d)
    for (std::size_t v = 1; v < of.of[d].size(); ++v)
      compare(compared, {d, static_cast<std::uint8_t>(v)}, of.of[d][v][kind], standing.visits);
  return held(std::move(compared), 1, fdr);
}

}  // namespace wend::analyze
