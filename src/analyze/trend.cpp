#include <algorithm>
#include <cmath>
#include <fmt/format.h>

#include "analyze/expected_band.h"
#include "analyze/questions.h"
#include "analyze/ref.h"
#include "analyze/trend_tally.h"

namespace wend::analyze {
namespace {

namespace json = boost::json;

constexpr std::string_view kCounts[] = {"events",  "customers", "sessions", "per_customer", "sum",
                                        "average", "min",       "max",      "median"};

using Values = std::vector<std::optional<double>>;

json::value number_json(std::optional<double> value, bool whole) {
  if (!value) return nullptr;
  if (whole) return static_cast<std::uint64_t>(*value);
  return *value;
}

class TrendAnswer final : public Answer {
 public:
  TrendAnswer(const QueryRun& run, const TrendAsk& ask, TrendTally tally)
      : run_(run), ask_(ask), tally_(std::move(tally)) {}

  base::Result<json::object> result() override {
    json::object result;
    result["bucket"] = to_string(tally_.unit());
    json::array buckets;
    for (std::size_t i = 0; i < tally_.bucket_count(); ++i) {
      json::object bucket = {{"from", tally_.bucket_label(i)}};
      if (tally_.is_incomplete(i)) bucket["incomplete"] = true;
      buckets.push_back(std::move(bucket));
    }
    result["buckets"] = std::move(buckets);
    json::array series, formulas;
    for (std::size_t measure = 0; measure < ask_.measures.size(); ++measure) {
      for (std::size_t group = 0; group < tally_.group_count(); ++group) {
        WEND_TRY(check_stop(run_.stop));
        series.push_back(series_json(measure, group));
      }
    }
    result["series"] = std::move(series);
    for (const NamedFormula& formula : ask_.formulas) {
      for (std::size_t group = 0; group < tally_.group_count(); ++group) {
        WEND_TRY(check_stop(run_.stop));
        formulas.push_back(formula_json(formula, group));
      }
    }
    if (!ask_.formulas.empty()) result["formulas"] = std::move(formulas);
    if (ask_.bands) {
      json::object bands = {{"method", band_method()},
                            {"season", nullptr},
                            {"from_buckets", history_needed(tally_.season())}};
      if (tally_.season() > 1) bands["season"] = tally_.season();
      result["bands"] = std::move(bands);
    }
    return result;
  }

  // A | A:BUCKET | A:group:G | A:group:G:BUCKET
  base::Result<std::optional<ProfileList>> people(std::string_view ref) override {
    const auto parts = parts_of_ref(ref);
    if (parts[0].size() != 1 || parts.size() > 4) return std::nullopt;
    const auto measure = static_cast<std::size_t>(parts[0][0] - 'A');
    if (parts[0][0] < 'A' || measure >= ask_.measures.size()) return std::nullopt;
    const bool grouped = parts.size() > 2;
    std::optional<std::size_t> group, bucket;
    if (grouped) {
      if (parts[1] != "group" || !tally_.groups()) return std::nullopt;
      group = index_in_ref(parts[2], tally_.group_count());
      if (!group) return std::nullopt;
    }
    if (parts.size() % 2 == 0) {
      bucket = index_in_ref(parts.back(), tally_.bucket_count());
      if (!bucket) return std::nullopt;
    }
    WEND_ASSIGN(auto profiles, tally_.people(measure, group, bucket));
    return profiles;
  }

 private:
  void put_group(std::size_t group, json::object& out) const {
    if (!tally_.groups()) return;
    json::object described;
    tally_.groups()->describe(group, described);
    out["group"] = std::move(described);
  }

  json::object series_json(std::size_t m, std::size_t group) const {
    const Measure& measure = ask_.measures[m];
    const bool whole = measure.is_count();
    std::string ref(1, measure_letter(m));
    if (tally_.groups()) ref += fmt::format(":group:{}", group);
    const TrendPoint& total = tally_.total(m, group);
    json::object out;
    out["measure"] = std::string(1, measure_letter(m));
    out["name"] = measure.name;
    out["count"] = kCounts[static_cast<std::size_t>(measure.count)];
    if (measure.is_of_property()) out["property"] = measure.property;
    put_group(group, out);
    out["value"] = number_json(total.value(measure.count), whole);
    total.put_interval(measure.count, out);
    out["people"] = total.people();
    out["ref"] = ref;
    if (ask_.previous) {
      const TrendPoint* before = tally_.previous_total(m, group);
      out["previous"] =
          before == nullptr ? json::value() : number_json(before->value(measure.count), whole);
    }
    Values values;
    for (std::size_t i = 0; i < tally_.history_count(); ++i)
      values.push_back(tally_.history(m, group, i).value(measure.count));
    json::array points;
    for (std::size_t i = 0; i < tally_.bucket_count(); ++i) {
      const TrendPoint& point = tally_.point(m, group, i);
      json::object cell;
      const auto value = point.value(measure.count);
      cell["value"] = number_json(value, whole);
      point.put_interval(measure.count, cell);
      cell["people"] = point.people();
      cell["ref"] = fmt::format("{}:{}", ref, i);
      if (ask_.previous) {
        const TrendPoint* before = tally_.previous(m, group, i);
        cell["previous"] =
            before == nullptr ? json::value() : number_json(before->value(measure.count), whole);
      }
      put_band(values, value, i, whole, cell);
      points.push_back(std::move(cell));
    }
    out["points"] = std::move(points);
    return out;
  }

  // What a formula makes of one point of every measure.
  template <typename PointOf>
  std::optional<double> evaluate(const NamedFormula& formula, PointOf&& point_of) const {
    Values values;
    for (std::size_t m = 0; m < ask_.measures.size(); ++m) {
      const TrendPoint* point = point_of(m);
      values.push_back(point == nullptr ? std::nullopt : point->value(ask_.measures[m].count));
    }
    return formula.formula.evaluate(values);
  }

  json::object formula_json(const NamedFormula& formula, std::size_t group) const {
    json::object out;
    out["name"] = formula.name;
    out["formula"] = formula.formula.text();
    put_group(group, out);
    out["value"] = number_json(
        evaluate(formula, [&](std::size_t m) { return &tally_.total(m, group); }), false);
    if (ask_.previous) {
      out["previous"] = number_json(
          evaluate(formula, [&](std::size_t m) { return tally_.previous_total(m, group); }), false);
    }
    Values values;
    for (std::size_t i = 0; i < tally_.history_count(); ++i)
      values.push_back(
          evaluate(formula, [&](std::size_t m) { return &tally_.history(m, group, i); }));
    json::array points;
    for (std::size_t i = 0; i < tally_.bucket_count(); ++i) {
      json::object cell;
      const auto value =
          evaluate(formula, [&](std::size_t m) { return &tally_.point(m, group, i); });
      cell["value"] = number_json(value, false);
      if (ask_.previous) {
        cell["previous"] = number_json(
            evaluate(formula, [&](std::size_t m) { return tally_.previous(m, group, i); }), false);
      }
      put_band(values, value, i, false, cell);
      points.push_back(std::move(cell));
    }
    out["points"] = std::move(points);
    return out;
  }

  // `past` are the values before the bucket's; its own is put behind them.
  void put_band(Values& past, std::optional<double> value, std::size_t bucket, bool whole,
                json::object& cell) const {
    if (!ask_.bands) return;
    const bool complete = !tally_.is_incomplete(bucket);
    const auto band = complete ? expect_next(past, tally_.season()) : std::nullopt;
    past.push_back(complete ? value : std::nullopt);
    if (!band) return;
    double expected = band->expected, deviation = band->deviation;
    if (whole) {
      expected = std::max(0.0, expected);
      // Counts scatter by chance alone as a Poisson number does.
      deviation = std::max(deviation, std::sqrt(std::max(1.0, expected)));
    }
    const auto limits = [&](double z) {
      const double low = expected - z * deviation;
      return json::array{whole ? std::max(0.0, low) : low, expected + z * deviation};
    };
    cell["expected"] = expected;
    cell["band95"] = limits(kBand95);
    cell["band99"] = limits(kBand99);
    if (!value || std::abs(*value - expected) <= kBand99 * deviation) return;
    json::object anomaly = {{"direction", *value > expected ? "up" : "down"},
                            {"difference", *value - expected},
                            {"deviations", nullptr}};
    if (deviation > 0) anomaly["deviations"] = std::abs(*value - expected) / deviation;
    cell["anomaly"] = std::move(anomaly);
  }

  const QueryRun run_;
  const TrendAsk& ask_;
  TrendTally tally_;
};

class TrendQuestion final : public Question {
 public:
  explicit TrendQuestion(TrendAsk ask) : ask_(std::move(ask)) {}
  base::Result<std::unique_ptr<Answer>> answer(const QueryRun& run) const override {
    WEND_ASSIGN(auto tally, TrendTally::make(run, ask_));
    return std::make_unique<TrendAnswer>(run, ask_, std::move(tally));
  }

 private:
  TrendAsk ask_;
};

}  // namespace

base::Result<std::unique_ptr<Question>> read_trend(model::ObjectReader& document,
                                                   model::PredicateReader& predicates) {
  WEND_ASSIGN(auto ask, read_trend_ask(document, predicates));
  return std::make_unique<TrendQuestion>(std::move(ask));
}

}  // namespace wend::analyze
