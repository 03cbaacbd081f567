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
      if (ref == finding_ref(i)) return report_->findings[i].people;
    }
    for (std::size_t i = 0; i < report_->standing.size(); ++i) {
      if (ref == standing_ref(i)) return report_->standing[i].people;
    }
    return std::nullopt;
  }

 private:
  static std::string finding_ref(std::size_t i) { return fmt::format("finding:f{}", i); }
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
    out["n"] = finding.during_n;
    out["people"] = finding.people.size();
    out["ref"] = finding_ref(i);
    out["excess_people"] = finding.excess_people;
    out["impact"] = number_or_null(finding.impact);
    out["impact_per_week"] = number_or_null(finding.impact_per_week);
    out["p"] = hit.window.p;
    out["q"] = hit.q;
    json::array series;
    for (std::size_t b = 0; b < finding.series.n.size(); ++b) {
      const double n = finding.series.n[b];
      series.push_back({{"from", model::format_time(basis_.visits.buckets.starts[b], basis_.zone)},
                        {"n", static_cast<std::uint64_t>(n)},
                        {"share", n > 0 ? json::value(finding.series.k[b] / n) : json::value()}});
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
    effect["before"] = share_json(finding.before_k, finding.before_n);
    effect["during"] = share_json(finding.during_k, finding.during_n);
    if (finding.before_n > 0 && finding.during_n > 0) {
      const Interval interval =
          newcombe_interval(finding.during_k, finding.during_n, finding.before_k, finding.before_n);
      effect["difference"] =
          static_cast<double>(finding.during_k) / static_cast<double>(finding.during_n) -
          static_cast<double>(finding.before_k) / static_cast<double>(finding.before_n);
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
    out["share"] = share_json(standing.k, standing.n);
    out["baseline"] = standing.baseline;
    const Interval interval = wilson_interval(standing.k, standing.n);
    out["excess"] =
        static_cast<double>(standing.k) / static_cast<double>(standing.n) - standing.baseline;
    out["low"] = interval.low - standing.baseline;
    out["high"] = interval.high - standing.baseline;
    out["people"] = standing.people.size();
    out["ref"] = standing_ref(i);
    out["impact"] = number_or_null(standing.impact);
    out["worst"] = nullptr;
    if (standing.worst) {
      out["worst"] = {{"segment", condition_json(standing.worst->condition)},
                      {"share", share_json(standing.worst->k, standing.worst->n)}};
    }
    out["sentence"] = standing.sentence;
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
    const std::span<const std::uint8_t> kept =
        whole ? std::span<const std::uint8_t>() : std::span(run.scope.events.mask());
    return friction_basis(*run.table, std::move(model), run.zone, kept, run.stop);
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
