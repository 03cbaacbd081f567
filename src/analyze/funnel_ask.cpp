#include <fmt/format.h>

#include "analyze/funnel.h"

namespace wend::analyze {
namespace {

namespace json = boost::json;
using base::ErrorCode;

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
  WEND_ASSIGN(const auto optional, reader.boolean("optional"));
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
  step.optional = optional.value_or(false);
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
  for (const std::size_t end : {std::size_t{0}, list.size() - 1}) {
    if (!ask.steps[end].optional) continue;
    return base::fail(ErrorCode::kInvalidInput, "The first and the last step cannot be optional.",
                      model::entry_place("steps", end) + ".optional",
                      "Leave the step out, or make it one that everybody has to do.");
  }
  WEND_ASSIGN(ask.window_us, document.duration("window"));
  WEND_ASSIGN(const auto preset,
              document.choice("preset", {"clickhouse", "posthog", "mixpanel", "amplitude"}));
  if (preset) {
    ask.preset = static_cast<FunnelPreset>(*preset + 1);
    WEND_TRY(read_funnel_preset(document, predicates, ask));
  } else {
    WEND_TRY(read_funnel_knobs(document, predicates, ask));
  }
  WEND_ASSIGN(ask.breakdown, Breakdown::read(document, list.size()));
  if (ask.by_account() && ask.breakdown && ask.breakdown->kind == Breakdown::Kind::kSegments) {
    return base::fail(ErrorCode::kInvalidInput,
                      "Segments are made of customers, so accounts have no groups by them.",
                      document.place_of("breakdown") + ".segments",
                      "Divide by a trait of the account, or ask for one segment with \"who\".");
  }
  WEND_ASSIGN(const auto trend, document.choice("trend", {"day", "week", "month"}));
  if (trend) ask.trend = static_cast<CalendarUnit>(*trend);
  return ask;
}

}  // namespace wend::analyze
