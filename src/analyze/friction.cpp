#include "analyze/friction.h"

#include <algorithm>
#include <cmath>

#include "analyze/event_mask.h"

namespace wend::analyze {
namespace {

Finding make_finding(const FrictionBasis& basis, Incident incident) {
  Finding finding;
  const Hit& hit = incident.hit;
  finding.series =
      segment_series(basis.visits, hit.touchpoint, hit.kind, incident.segment, basis.dimensions);
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
  finding.before_n = static_cast<std::uint64_t>(std::llround(before_n));
  finding.before_k = static_cast<std::uint64_t>(std::llround(before_k));
  finding.during_n = static_cast<std::uint64_t>(during_n);
  finding.during_k = static_cast<std::uint64_t>(during_k);
  for (const Visit& visit : basis.visits.of[hit.touchpoint]) {
    if (visit.bucket < hit.window.from || visit.bucket >= hit.window.to) continue;
    if (!visit.counted || !is_bad(visit, hit.kind)) continue;
    if (!in_segment(visit, incident.segment, basis.dimensions)) continue;
    if (finding.people.empty() || finding.people.back() != visit.profile) {
      finding.people.push_back(visit.profile);
    }
  }
  const double rate = hit.window.rate();
  const double beyond = rate > 0 ? std::max(0.0, 1 - hit.window.before / rate) : 0;
  finding.excess_people = beyond * static_cast<double>(finding.people.size());
  const auto loss =
      goal_loss(basis.value, *basis.model, basis.visits, *basis.table, hit.touchpoint, hit.kind);
  if (basis.value.per_goal && loss) {
    finding.impact = finding.excess_people * *loss * *basis.value.per_goal;
    const double weeks =
        static_cast<double>(hit.window.to - hit.window.from) / basis.visits.buckets.per_week();
    finding.impact_per_week = *finding.impact / std::max(weeks, 1 / 7.0);
  }
  finding.incident = std::move(incident);
  put_in_words(basis, finding);
  return finding;
}

}  // namespace

base::Result<std::shared_ptr<const FrictionBasis>> friction_basis(
    const JourneyTable& table, std::shared_ptr<const JourneyModel> model,
    const model::TimeZone& zone, std::span<const std::uint8_t> kept, const std::stop_token& stop) {
  WEND_TRY(check_stop(stop));
  auto basis = std::make_shared<FrictionBasis>();
  basis->zone = zone;
  WEND_ASSIGN(const auto failed, failed_events(table));
  WEND_TRY(check_stop(stop));
  WEND_ASSIGN(const auto steps, whole_steps(table, kept));
  WEND_TRY(check_stop(stop));
  if (table.event_count() > 0) {
    basis->visits = make_visits(table, *model, steps, failed, zone, stop);
    WEND_TRY(check_stop(stop));  // they are not all there
  }
  WEND_ASSIGN(basis->dimensions, find_dimensions(table, *model));
  WEND_TRY(check_stop(stop));
  basis->seasons = make_seasons(basis->visits.buckets, zone);
  WEND_ASSIGN(basis->value, measure_goal(table, *model, basis->visits, kept));
  basis->table = &table;
  basis->model = std::move(model);
  return basis;
}

base::Result<FrictionReport> friction_report(std::shared_ptr<const FrictionBasis> basis, double fdr,
                                             std::stop_token stop) {
  FrictionReport report{.basis = basis, .fdr = fdr};
  Detection detection = detect(basis->visits, basis->dimensions, basis->seasons, fdr, stop);
  WEND_TRY(check_stop(stop));
  report.tested = detection.tested;
  for (Incident& incident : find_incidents(basis->visits, *basis->table, basis->dimensions,
                                           basis->seasons, detection.hits)) {
    WEND_TRY(check_stop(stop));
    report.findings.push_back(make_finding(*basis, std::move(incident)));
  }
  std::ranges::stable_sort(report.findings, [](const Finding& a, const Finding& b) {
    return std::pair(a.impact.value_or(0), a.excess_people) >
           std::pair(b.impact.value_or(0), b.excess_people);
  });
  WEND_TRY(check_stop(stop));
  report.standing = find_standing(*basis);
  return report;
}

}  // namespace wend::analyze
