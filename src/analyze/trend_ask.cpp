#include "analyze/trend_ask.h"

#include <fmt/format.h>

#include "analyze/matching.h"
#include "env/clock.h"

namespace wend::analyze {
namespace {

namespace json = boost::json;
using base::ErrorCode;

constexpr std::size_t kMeasuresMax = 10;
constexpr std::size_t kFormulasMax = 10;
constexpr model::DurationUs kUsualGapUs = 30 * env::kMinuteUs;

constexpr std::pair<const char*, MeasureCount> kOfProperty[] = {{"sum", MeasureCount::kSum},
                                                                {"average", MeasureCount::kAverage},
                                                                {"min", MeasureCount::kMin},
                                                                {"max", MeasureCount::kMax},
                                                                {"median", MeasureCount::kMedian}};

base::Status read_count(model::ObjectReader& reader, Measure& measure) {
  const json::value* count = reader.find("count");
  if (count == nullptr) return {};
  if (!count->is_object()) {
    if (!count->is_string()) {
      return model::wrong_kind(*count, reader.place_of("count"),
                               "\"events\", \"customers\", … or {\"sum\": property}");
    }
    WEND_ASSIGN(const auto choice,
                reader.choice("count", {"events", "customers", "sessions", "per_customer"}));
    measure.count = static_cast<MeasureCount>(*choice);
    return {};
  }
  WEND_ASSIGN(auto of, model::ObjectReader::open(*count, reader.place_of("count")));
  int found = 0;
  for (const auto& [name, kind] : kOfProperty) {
    WEND_ASSIGN(const auto property, of.text(name));
    if (!property) continue;
    ++found;
    measure.count = kind;
    measure.property = *property;
    if (property->empty())
      return base::fail(ErrorCode::kInvalidInput, "The name is empty.", of.place_of(name));
  }
  WEND_TRY(of.finish());
  if (found == 1) return {};
  return base::fail(ErrorCode::kInvalidInput, "A measure is one number of one property.",
                    of.place(), "Write {\"sum\": name}, or average, min, max or median.");
}

// What a measure is called when the document does not say.
std::string default_name(const model::Predicate& match, std::size_t index) {
  const bool named = match.form == model::PredicateForm::kEvent ||
                     match.form == model::PredicateForm::kTouchpoint ||
                     match.form == model::PredicateForm::kStage;
  if (named && match.names.size() == 1) return match.names[0];
  if (match.form == model::PredicateForm::kAlways) return "Any event";
  return fmt::format("Measure {}", measure_letter(index));
}

base::Status read_measures(model::ObjectReader& document, model::PredicateReader& predicates,
                           std::vector<Measure>& measures) {
  WEND_ASSIGN(const json::array* list, document.list("measures", kMeasuresMax));
  if (list == nullptr || list->empty()) {
    return base::fail(ErrorCode::kInvalidInput, "The document does not say what is measured.",
                      document.place_of("measures"),
                      "Write [{\"match\": {\"event\": \"Order placed\"}, \"count\": \"events\"}].");
  }
  for (std::size_t i = 0; i < list->size(); ++i) {
    WEND_ASSIGN(auto reader, model::ObjectReader::open(
                                 (*list)[i], model::entry_place(document.place_of("measures"), i)));
    Measure measure;
    WEND_ASSIGN(const auto name, reader.text("name"));
    WEND_ASSIGN(measure.match, optional_predicate(reader, "match", predicates));
    WEND_TRY(read_count(reader, measure));
    WEND_TRY(reader.finish());
    measure.name = name ? *name : default_name(measure.match, i);
    measures.push_back(std::move(measure));
  }
  return {};
}

}  // namespace

char measure_letter(std::size_t measure) {
  return static_cast<char>('A' + measure);
}

base::Result<std::vector<NamedFormula>> read_formulas(model::ObjectReader& document,
                                                      const Formula::FindName& find) {
  std::vector<NamedFormula> formulas;
  const json::value* value = document.find("formula");
  if (value == nullptr) return formulas;
  if (value->is_string()) {
    const std::string_view text(value->get_string());
    WEND_ASSIGN(auto formula, Formula::read(text, document.place_of("formula"), find));
    formulas.push_back({std::string(text), std::move(formula)});
    return formulas;
  }
  if (!value->is_array()) {
    return model::wrong_kind(*value, document.place_of("formula"),
                             "a formula, or a list of {\"name\", \"formula\"}");
  }
  WEND_ASSIGN(const json::array* list, document.list("formula", kFormulasMax));
  for (std::size_t i = 0; i < list->size(); ++i) {
    WEND_ASSIGN(auto reader, model::ObjectReader::open(
                                 (*list)[i], model::entry_place(document.place_of("formula"), i)));
    WEND_ASSIGN(const auto name, reader.text("name"));
    WEND_ASSIGN(const auto text, reader.text("formula"));
    WEND_TRY(reader.finish());
    if (!text) {
      return base::fail(ErrorCode::kInvalidInput, "The formula is missing.",
                        reader.place_of("formula"), "Write \"A / B\".");
    }
    WEND_ASSIGN(auto formula, Formula::read(*text, reader.place_of("formula"), find));
    formulas.push_back({name.value_or(*text), std::move(formula)});
  }
  return formulas;
}

base::Result<TrendAsk> read_trend_ask(model::ObjectReader& document,
                                      model::PredicateReader& predicates) {
  TrendAsk ask;
  WEND_TRY(read_measures(document, predicates, ask.measures));
  WEND_ASSIGN(const auto bucket, document.choice("bucket", {"hour", "day", "week", "month"}));
  if (bucket) ask.unit = static_cast<PeriodUnit>(*bucket);
  WEND_ASSIGN(const auto gap, document.duration("gap"));
  ask.gap_us = gap.value_or(kUsualGapUs);
  WEND_ASSIGN(ask.breakdown, Breakdown::read(document, 1));
  const std::size_t measures = ask.measures.size();
  WEND_ASSIGN(ask.formulas,
              read_formulas(document, [&](std::string_view name) -> base::Result<std::size_t> {
                if (name.size() == 1 && name[0] >= 'A' && name[0] < measure_letter(measures))
                  return static_cast<std::size_t>(name[0] - 'A');
                return base::fail(
                    ErrorCode::kInvalidInput, fmt::format("No measure is called \"{}\".", name), {},
                    measures == 1
                        ? "The only measure is A."
                        : fmt::format("The measures are A to {}.", measure_letter(measures - 1)));
              }));
  WEND_ASSIGN(const auto bands, document.boolean("bands"));
  ask.bands = bands.value_or(false);
  WEND_ASSIGN(const auto previous, document.boolean("previous"));
  ask.previous = previous.value_or(false);
  return ask;
}

}  // namespace wend::analyze
