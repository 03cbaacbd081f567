#include <algorithm>
#include <fmt/format.h>

#include "analyze/friction.h"
#include "analyze/questions.h"
#include "model/time_text.h"

namespace wend::analyze {
namespace {

namespace json = boost::json;

constexpr double kFdrDefault = 0.05;
constexpr double kFdrMin = 0.0001, kFdrMax = 0.5;
constexpr std::int64_t kLimitDefault = 50, kLimitMax = 500;

json::value number_or_null(const std::optional<double>& number) {
  return number ? json::value(*number) : json::value();
}

class FrictionAnswer final : public Answer {
 public:
  FrictionAnswer(std::shared_ptr<const JourneyTable> table,
                 std::shared_ptr<const FrictionReport> report, std::size_t limit)
      : table_(std::move(table)),
        report_(std::move(report)),
        basis_(*report_->basis),
        limit_(limit) {}

  base::Result<json::object> result() override {
    json::object result;
    result["tested"] = report_->tested;
    result["held"] = report_->findings.size();
    result["fdr"] = report_->fdr;
    result["value"] = value_json();
    json::array findings;
    for (std::size_t i = 0; i < std::min(limit_, report_->findings.size()); ++i) {
      findings.push_back(finding_json(i));
    }
    result["findings"] = std::move(findings);
    json::array standing;
    for (std::size_t i = 0; i < std::min(limit_, report_->standing.size()); ++i) {
      standing.push_back(standing_json(i));
    }
    result["standing"] = std::move(standing);
    return result;
  }

  base::Result<std::optional<ProfileList>> people(std::string_view ref) override {
    for (std::size_t i = 0; i < report_->findings.size(); ++i) {
      const Finding& finding = report_->findings[i];
      if (ref == finding_ref(i)) return finding.people;
      for (std::size_t w = 0; w < finding.worse_for.size(); ++w)
        if (ref == worse_ref(i, w)) return finding.worse_for[w].people;
    }
    for (std::size_t i = 0; i < report_->standing.size(); ++i) {
      if (ref == standing_ref(i)) return people_of(basis_, report_->standing[i]);
    }
    return std::nullopt;
  }

 private:
  static std::string finding_ref(std::size_t i) { return fmt::format("finding:f{}", i); }
  static std::string worse_ref(std::size_t i, std::size_t w) {
    return fmt::format("finding:f{}:worse:{}", i, w);
  }
  static std::string standing_ref(std::size_t i) { return fmt::format("standing:{}", i); }

  json::value value_json() const {
    if (!basis_.value.per_goal) return nullptr;
    json::object value;
    value["per_customer"] = *basis_.value.per_goal;
    value["currency"] =
        basis_.value.currency.empty() ? json::value() : json::value(basis_.value.currency);
    value["from"] = basis_.value.property;
    return value;
  }

  json::object condition_json(const Condition& condition) const {
    const Dimension& dimension = basis_.dimensions[condition.dimension];
    return {{dimension.trait ? "trait" : "property", dimension.name},
            {"value", dimension.values[condition.value]}};
  }

  // The factors of impact and what comes of them; `unit` says of what.
  json::object rank_json(const Worth& worth) const {
    const bool money = basis_.value.per_goal && worth.loss;
    json::object rank;
    rank["people"] = worth.people;
    rank["excess"] = worth.excess;
    rank["loss"] = number_or_null(worth.loss);
    rank["value"] = worth.value;
    rank["value_from"] = basis_.value.per_goal ? json::value(basis_.value.property) : json::value();
    rank["score"] = worth.score();
    rank["unit"] = money ? "value" : worth.loss ? "goals" : "people";
    return rank;
  }

  json::value trend_json(const Trend& trend, const Count& count) const {
    const auto change = change_per_week(basis_, trend, count);
    if (!change) return nullptr;
    return json::object{{"per_week", change->by}, {"low", change->low}, {"high", change->high}};
  }

  json::object worse_json(const WorseFor& worse) const {
    const Interval interval =
        newcombe_interval(worse.here.k, worse.here.n, worse.rest.k, worse.rest.n);
    return {{"segment", condition_json(worse.condition)},
            {"share", share_json(worse.here.k, worse.here.n)},
            {"rest", share_json(worse.rest.k, worse.rest.n)},
            {"difference", worse.here.share() - worse.rest.share()},
            {"low", interval.low},
            {"high", interval.high},
            {"q", worse.q}};
  }

  json::object bucket_json(const Series& series, std::size_t b) const {
    const auto n = static_cast<std::uint64_t>(series.n[b]);
    const auto k = static_cast<std::uint64_t>(series.k[b]);
    json::object bucket;
    bucket["from"] = model::format_time(basis_.visits.buckets.starts[b], basis_.zone);
    bucket["n"] = n;
    bucket["count"] = k;
    bucket["share"] = bucket["low"] = bucket["high"] = nullptr;
    if (n == 0) return bucket;
    const Interval interval = wilson_interval(k, n);
    bucket["share"] = series.k[b] / series.n[b];
    bucket["low"] = interval.low;
    bucket["high"] = interval.high;
    return bucket;
  }

  const Touchpoint& touchpoint(std::size_t t) const { return basis_.model->touchpoints[t]; }

  json::object finding_json(std::size_t i) const {
    const Finding& finding = report_->findings[i];
    const Incident& incident = finding.incident;
    const Hit& hit = incident.hit;
    json::object out;
    out["id"] = fmt::format("f{}", i);
    out["title"] = finding.title;
    out["sentence"] = finding.sentence;
    out["kind"] = to_string(hit.kind);
    out["touchpoint"] = touchpoint(hit.touchpoint).name;
    out["stage"] = basis_.model->stages[touchpoint(hit.touchpoint).stage];
    json::array segment;
    for (const Condition& condition : incident.segment)
      segment.push_back(condition_json(condition));
    out["segment"] = std::move(segment);
    const bool ongoing = hit.window.open_end;
    out["from"] = model::format_time(incident.from_us, basis_.zone);
    out["to"] =
        ongoing ? json::value() : json::value(model::format_time(incident.to_us, basis_.zone));
    out["ongoing"] = ongoing;
    out["effect"] = effect_json(finding);
    out["n"] = finding.during.n;
    out["people"] = finding.people.size();
    out["ref"] = finding_ref(i);
    out["excess_people"] = finding.worth.excess_people();
    out["impact"] = number_or_null(finding.impact);
    out["impact_per_week"] = number_or_null(finding.impact_per_week);
    out["p"] = hit.window.p;
    out["q"] = hit.q;
    out["rank"] = rank_json(finding.worth);
    out["trend"] = trend_json(finding.trend, finding.before);
    json::array worse_for;
    for (std::size_t w = 0; w < finding.worse_for.size(); ++w) {
      json::object worse = worse_json(finding.worse_for[w]);
      worse["people"] = finding.worse_for[w].people.size();
      worse["ref"] = worse_ref(i, w);
      worse_for.push_back(std::move(worse));
    }
    out["worse_for"] = std::move(worse_for);
    json::array series;
    for (std::size_t b = 0; b < finding.series.n.size(); ++b) {
      json::object bucket = bucket_json(finding.series, b);
      bucket["expected"] = finding.expectation.share[b];
      bucket["expected_low"] = finding.expectation.low[b];
      bucket["expected_high"] = finding.expectation.high[b];
      series.push_back(std::move(bucket));
    }
    out["series"] = std::move(series);
    json::array also;
    for (std::size_t a = 0; a < incident.also.size(); ++a) {
      also.push_back({{"kind", to_string(incident.also[a].kind)},
                      {"touchpoint", touchpoint(incident.also[a].touchpoint).name},
                      {"sentence", finding.also_sentences[a]}});
    }
    out["also"] = std::move(also);
    return out;
  }

  static json::object effect_json(const Finding& finding) {
    json::object effect;
    effect["before"] = share_json(finding.before.k, finding.before.n);
    effect["during"] = share_json(finding.during.k, finding.during.n);
    if (finding.before.n > 0 && finding.during.n > 0) {
      const Interval interval =
          newcombe_interval(finding.during.k, finding.during.n, finding.before.k, finding.before.n);
      effect["difference"] =
          static_cast<double>(finding.during.k) / static_cast<double>(finding.during.n) -
          static_cast<double>(finding.before.k) / static_cast<double>(finding.before.n);
      effect["low"] = interval.low;
      effect["high"] = interval.high;
    } else {
      effect["difference"] = effect["low"] = effect["high"] = nullptr;
    }
    effect["unit"] = "share";
    return effect;
  }

  json::object standing_json(std::size_t i) const {
    const Standing& standing = report_->standing[i];
    json::object out;
    out["touchpoint"] = touchpoint(standing.touchpoint).name;
    out["stage"] = basis_.model->stages[touchpoint(standing.touchpoint).stage];
    out["kind"] = to_string(standing.kind);
    out["share"] = share_json(standing.visits.k, standing.visits.n);
    out["baseline"] = standing.baseline;
    const Interval interval = wilson_interval(standing.visits.k, standing.visits.n);
    out["excess"] = standing.visits.share() - standing.baseline;
    out["low"] = interval.low - standing.baseline;
    out["high"] = interval.high - standing.baseline;
    out["people"] = standing.worth.people;
    out["ref"] = standing_ref(i);
    out["impact"] = number_or_null(standing.impact);
    out["worst"] = nullptr;
    if (standing.worst) {
      out["worst"] = {{"segment", condition_json(standing.worst->condition)},
                      {"share", share_json(standing.worst->visits.k, standing.worst->visits.n)}};
    }
    out["sentence"] = standing.sentence;
    out["excess_people"] = standing.worth.excess_people();
    out["rank"] = rank_json(standing.worth);
    out["trend"] = trend_json(standing.trend, standing.visits);
    json::array worse_for;
    for (const WorseFor& worse : standing.worse_for) worse_for.push_back(worse_json(worse));
    out["worse_for"] = std::move(worse_for);
    json::array findings;
    for (std::size_t f = 0; f < report_->findings.size(); ++f) {
      const Hit& hit = report_->findings[f].incident.hit;
      if (hit.touchpoint == standing.touchpoint && hit.kind == standing.kind)
        findings.push_back(json::string(fmt::format("f{}", f)));
    }
    out["findings"] = std::move(findings);
    json::array series;
    for (std::size_t b = 0; b < standing.series.n.size(); ++b)
      series.push_back(bucket_json(standing.series, b));
    out["series"] = std::move(series);
    return out;
  }

  const std::shared_ptr<const JourneyTable> table_;  // outlives the report
  const std::shared_ptr<const FrictionReport> report_;
  const FrictionBasis& basis_;
  const std::size_t limit_;
};

class FrictionQuestion final : public Question {
 public:
  FrictionQuestion(double fdr, std::size_t limit) : fdr_(fdr), limit_(limit) {}

  base::Result<std::unique_ptr<Answer>> answer(const QueryRun& run) const override {
    const auto make = [&]() -> base::Result<std::shared_ptr<const FrictionReport>> {
      WEND_ASSIGN(auto basis, friction_basis_of(run));
      WEND_ASSIGN(auto report, friction_report(std::move(basis), fdr_, run.stop));
      return std::make_shared<const FrictionReport>(std::move(report));
    };
    const bool whole = run.scope.event_count == run.table->event_count();
    const std::string key = fmt::format("friction report {} {}", fdr_, run.zone.name());
    WEND_ASSIGN(auto report, whole ? run.table->remember<FrictionReport>(key, make) : make());
    return std::make_unique<FrictionAnswer>(run.table, std::move(report), limit_);
  }

 private:
  double fdr_;
  std::size_t limit_;
};

}  // namespace

base::Result<std::shared_ptr<const FrictionBasis>> friction_basis_of(const QueryRun& run) {
  const bool whole = run.scope.event_count == run.table->event_count();
  const auto make = [&]() -> base::Result<std::shared_ptr<const FrictionBasis>> {
    WEND_ASSIGN(auto model, run.masks.journey_model());
    return friction_basis(*run.table, std::move(model), run.zone,
                          whole ? nullptr : &run.scope.events, run.stop);
  };
  if (!whole) return make();
  return run.table->remember<FrictionBasis>("friction basis " + run.zone.name(), make);
}

base::Result<std::unique_ptr<Question>> read_friction(model::ObjectReader& document,
                                                      model::PredicateReader&) {
  WEND_ASSIGN(const auto fdr, document.number("fdr", kFdrMin, kFdrMax));
  WEND_ASSIGN(const auto limit, document.integer("limit", 1, kLimitMax));
  return std::make_unique<FrictionQuestion>(
      fdr.value_or(kFdrDefault), static_cast<std::size_t>(limit.value_or(kLimitDefault)));
}

}  // namespace wend::analyze
