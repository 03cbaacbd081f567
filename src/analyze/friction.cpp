#include "analyze/friction.h"

#include <algorithm>
#include <cmath>

#include "analyze/event_mask.h"
#include "analyze/friction_parallel.h"

namespace wend::analyze {
namespace {

std::vector<std::uint32_t> people_struck(const FrictionBasis& basis, const Incident& incident,
                                         const std::stop_token& stop) {
  const Hit& hit = incident.hit;
  const auto parts = in_visit_parts(
      basis.visits.of[hit.touchpoint], stop, [] { return std::vector<std::uint32_t>(); },
      [&](VisitList::At visit, std::vector<std::uint32_t>& people) {
        if (!is_inside(*visit, hit.window) || !visit->counted || !is_bad(*visit, hit.kind)) return;
        if (!in_segment(visit, incident.segment)) return;
        if (people.empty() || people.back() != visit->profile) people.push_back(visit->profile);
      });
  std::vector<std::uint32_t> all;
  for (const auto& part : parts) {
    const bool goes_on = !part.empty() && !all.empty() && part.front() == all.back();
    all.insert(all.end(), part.begin() + (goes_on ? 1 : 0), part.end());
  }
  return all;
}

Finding make_finding(const FrictionBasis& basis, Incident incident, double fdr,
                     const std::stop_token& stop) {
  Finding finding;
  const Hit& hit = incident.hit;
  finding.series = segment_series(basis.visits, hit.touchpoint, hit.kind, incident.segment, stop);
  double before_n = 0, before_k = 0, during_n = 0, during_k = 0;
  for (std::size_t b = 0; b < finding.series.n.size(); ++b) {
    const bool inside = b >= hit.window.from && b < hit.window.to;
    (inside ? during_n : before_n) += finding.series.n[b];
    (inside ? during_k : before_k) += finding.series.k[b];
  }
  if (before_n <= 0) {  // too new to have a past: everyone's
    before_n = hit.window.outside_n;
    before_k = hit.window.before * hit.window.outside_n;
  }
  const auto count = [](double n, double k) {
    return Count{static_cast<std::uint64_t>(std::llround(n)),
                 static_cast<std::uint64_t>(std::llround(k))};
  };
  finding.before = count(before_n, before_k);
  finding.during = count(during_n, during_k);
  const Watched watched =
      watch(finding.series, rhythm_of(finding.series, basis.seasons), basis.seasons, {});
  finding.trend = watched.trend;
  finding.expectation = expectation_of(finding.series, watched.relative, hit.window);
  finding.people = people_struck(basis, incident, stop);
  const double rate = hit.window.rate();
  finding.worth = {.people = finding.people.size(),
                   .excess = rate > 0 ? std::max(0.0, 1 - hit.window.before / rate) : 0,
                   .loss = basis.loss(hit.touchpoint, hit.kind),
                   .value = basis.value.per_goal.value_or(1)};
  if (basis.value.per_goal && finding.worth.loss) {
    finding.impact = finding.worth.score();
    const double weeks =
        static_cast<double>(hit.window.to - hit.window.from) / basis.visits.buckets.per_week();
    finding.impact_per_week = *finding.impact / std::max(weeks, 1 / 7.0);
  }
  finding.worse_for = worse_for(basis, incident, fdr, stop);
  finding.incident = std::move(incident);
  put_in_words(basis, finding, stop);
  return finding;
}

}  // namespace

bool ranks_before(const Worth& a, const Worth& b) {
  if (a.loss.has_value() != b.loss.has_value()) return a.loss.has_value();
  if (a.score() != b.score()) return a.score() > b.score();
  return a.excess_people() > b.excess_people();
}

std::optional<ChangePerWeek> change_per_week(const FrictionBasis& basis, const Trend& trend,
                                             const Count& count) {
  if (trend.slope == 0 && trend.low == trend.high) return std::nullopt;
  // The derivative of a share by its log odds is p(1 − p).
  const double p = count.share();
  const double scale = p * (1 - p) * basis.visits.buckets.per_week();
  return ChangePerWeek{trend.slope * scale, trend.low * scale, trend.high * scale};
}

std::optional<double> FrictionBasis::loss(std::size_t touchpoint, FrictionKind kind) const {
  if (!value.has_goal || touchpoint >= *model->goal) return std::nullopt;
  return outcomes[touchpoint].loss(kind);
}

base::Result<std::shared_ptr<const FrictionBasis>> friction_basis(
    const JourneyTable& table, std::shared_ptr<const JourneyModel> model,
    const model::TimeZone& zone, const ScopeEvents* scope, const std::stop_token& stop,
    std::size_t parts) {
  WEND_TRY(check_stop(stop));
  auto basis = std::make_shared<FrictionBasis>();
  basis->zone = zone;
  basis->table = &table;
  basis->model = std::move(model);
  WEND_ASSIGN(basis->dimensions, find_dimensions(table, stop));
  WEND_ASSIGN(const StepReader steps, StepReader::make(table, *basis->model, scope, stop));
  if (table.event_count() > 0) {
    WEND_ASSIGN(basis->visits,
                make_visits(table, *basis->model, steps, basis->dimensions, zone, stop, parts));
  }
  basis->seasons = make_seasons(basis->visits.buckets, zone);
  basis->yardstick = measure_yardstick(basis->visits);
  basis->outcomes = measure_outcomes(basis->visits, basis->yardstick, stop);
  WEND_TRY(check_stop(stop));  // they are not all there
  WEND_ASSIGN(basis->value, measure_goal(table, *basis->model, basis->visits, scope, stop));
  return basis;
}

base::Result<FrictionReport> friction_report(std::shared_ptr<const FrictionBasis> basis, double fdr,
                                             std::stop_token stop) {
  FrictionReport report{.basis = basis, .fdr = fdr};
  Detection detection =
      detect(basis->visits, basis->dimensions, basis->seasons, basis->yardstick, stop);
  WEND_TRY(check_stop(stop));
  report.tested = detection.tested;
  std::erase_if(detection.hits, [&](const Hit& hit) { return hit.q > fdr; });
  for (Incident& incident : find_incidents(basis->visits, *basis->table, basis->dimensions,
                                           basis->seasons, detection.hits, stop)) {
    WEND_TRY(check_stop(stop));
    report.findings.push_back(make_finding(*basis, std::move(incident), fdr, stop));
  }
  WEND_TRY(check_stop(stop));  // they are not all there, or not whole
  std::ranges::stable_sort(report.findings, ranks_before, &Finding::worth);
  report.standing = find_standing(*basis, detection, fdr);
  return report;
}

}  // namespace wend::analyze
