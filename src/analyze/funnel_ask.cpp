#include <fmt/format.h>

#include "analyze/funnel.h"

namespace wend::analyze {
namespace {

namespace json = boost::json;
using base::ErrorCode;

// A knob of which only the default is answered. Other values of the language are refused as such,
// not as misspelt.
base::Status only_default(model::ObjectReader& document, std::string_view knob,
                          std::initializer_list<std::string_view> values) {
  WEND_ASSIGN(const auto choice, document.choice(knob, values));
  if (choice.value_or(0) == 0) return {};
  return base::fail(
      ErrorCode::kInvalidInput,
      fmt::format("\"{}\": \"{}\" cannot be answered yet.", knob, values.begin()[*choice]),
      document.place_of(knob), fmt::format("Only \"{}\" can.", *values.begin()));
}

base::Status not_yet(model::ObjectReader& document, std::string_view knob) {
  if (!document.has(knob)) return {};
  return base::fail(ErrorCode::kInvalidInput, fmt::format("\"{}\" cannot be answered yet.", knob),
                    document.place_of(knob), "Leave it out.");
}

// What a step is called when the document does not say.
std::string default_name(const model::Predicate& match, std::size_t index) {
  const bool named = match.form == model::PredicateForm::kEvent ||
                     match.form == model::PredicateForm::kTouchpoint ||
                     match.form == model::PredicateForm::kStage;
  if (named && match.names.size() == 1) return match.names[0];
  return fmt::format("Step {}", index + 1);
}

base::Result<FunnelStep> read_step(const json::value& value, std::size_t index,
                                   model::PredicateReader& predicates) {
  WEND_ASSIGN(auto reader, model::ObjectReader::open(value, model::entry_place("steps", index)));
  FunnelStep step;
  WEND_ASSIGN(const auto name, reader.text("name"));
  const json::value* match = reader.find("match");
  if (match == nullptr) {
    WEND_TRY(reader.finish());
    return base::fail(ErrorCode::kInvalidInput, "The step does not say which events it is.",
                      reader.place_of("match"),
                      "Give it a predicate, such as {\"event\": \"Order placed\"}.");
  }
  WEND_ASSIGN(step.match, predicates.read(*match, reader.place_of("match")));
  WEND_TRY(reader.finish());
  step.name = name ? *name : default_name(step.match, index);
  return step;
}

}  // namespace

base::Result<FunnelAsk> read_funnel_ask(model::ObjectReader& document,
                                        model::PredicateReader& predicates) {
  FunnelAsk ask;
  const json::value* steps = document.find("steps");
  if (steps == nullptr || !steps->is_array()) {
    return model::wrong_kind(steps == nullptr ? json::value() : *steps, document.place_of("steps"),
                             "a list of steps");
  }
  const json::array& list = steps->get_array();
  if (list.size() < 2) {
    return base::fail(ErrorCode::kInvalidInput, "A funnel has two steps or more.",
                      document.place_of("steps"));
  }
  for (std::size_t i = 0; i < list.size(); ++i) {
    WEND_ASSIGN(auto step, read_step(list[i], i, predicates));
    ask.steps.push_back(std::move(step));
  }
  WEND_ASSIGN(ask.window_us, document.duration("window"));
  WEND_TRY(only_default(document, "order", {"ordered", "strict", "any"}));
  WEND_TRY(only_default(document, "attempt", {"best", "first", "latest", "all"}));
  if (const json::value* ties = document.find("ties"); ties != nullptr && !ties->is_string()) {
    WEND_TRY(document.duration("ties"));
    return base::fail(ErrorCode::kInvalidInput,
                      "A grace duration for \"ties\" cannot be answered yet.",
                      document.place_of("ties"), "Only \"order-free\" can.");
  }
  WEND_TRY(only_default(document, "ties", {"order-free", "strict"}));
  WEND_ASSIGN(const auto reuse, document.boolean("reuse"));
  if (reuse.value_or(false)) {
    return base::fail(ErrorCode::kInvalidInput, "\"reuse\": true cannot be answered yet.",
                      document.place_of("reuse"), "Only false can.");
  }
  for (const char* knob : {"exclude", "hold", "optional", "preset"})
    WEND_TRY(not_yet(document, knob));
  WEND_ASSIGN(ask.breakdown, Breakdown::read(document, list.size()));
  WEND_ASSIGN(const auto trend, document.choice("trend", {"day", "week", "month"}));
  if (trend) ask.trend = static_cast<CalendarUnit>(*trend);
  return ask;
}

}  // namespace wend::analyze
