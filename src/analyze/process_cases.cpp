#include "analyze/process_cases.h"

#include <algorithm>
#include <fmt/format.h>

namespace wend::analyze {
namespace {

namespace json = boost::json;

// A map with more activities cannot be read, and its edges grow with the square.
constexpr std::size_t kActivitiesMax = 300;
constexpr std::int64_t kVariantsMax = 1'000;

}  // namespace

base::Result<std::optional<model::DurationUs>> read_case_gap(model::ObjectReader& document) {
  const json::value* per = document.find("per");
  if (per != nullptr && per->is_object()) {
    WEND_ASSIGN(auto reader, model::ObjectReader::open(*per, document.place_of("per")));
    WEND_ASSIGN(const auto session_us, reader.duration("session"));
    WEND_TRY(reader.finish());
    if (!session_us) {
      return base::fail(base::ErrorCode::kInvalidInput, "The gap that ends a session is missing.",
                        reader.place_of("session"), "Write {\"session\": \"30m\"}.");
    }
    return session_us;
  }
  if (per != nullptr && !per->is_string()) {
    return model::wrong_kind(*per, document.place_of("per"),
                             "\"customer\" or {\"session\": duration}");
  }
  WEND_TRY(document.choice("per", {"customer"}));
  return std::nullopt;
}

base::Result<ProcessAsk> read_process_ask(model::ObjectReader& document,
                                          model::PredicateReader& predicates) {
  ProcessAsk ask;
  WEND_ASSIGN(ask.by, Grouping::read(document));
  if (const auto* hide = document.find("hide")) {
    WEND_ASSIGN(ask.hide, predicates.read(*hide, document.place_of("hide")));
  }
  WEND_ASSIGN(const auto detail, document.number("detail", 0, 1));
  ask.detail = detail.value_or(1);
  WEND_ASSIGN(const auto variants, document.integer("variants", 0, kVariantsMax));
  if (variants) ask.variants = static_cast<std::size_t>(*variants);
  WEND_ASSIGN(ask.session_us, read_case_gap(document));
  return ask;
}

base::Result<ProcessCases> ProcessCases::make(const QueryRun& run, const ProcessAsk& ask) {
  WEND_ASSIGN(auto labels, ask.by.labels(run));
  WEND_ASSIGN(auto steps, JourneySteps::make(run, std::move(labels), ask.hide));
  ProcessCases cases(run, std::move(steps), ask.session_us);
  WEND_ASSIGN(const auto events, cases.steps_.count(run));
  std::vector<std::uint32_t> order;
  for (std::uint32_t label = 0; label < events.size(); ++label) {
    if (events[label] > 0) order.push_back(label);
  }
  // Labels are in the order of their texts.
  std::ranges::stable_sort(order, std::greater(),
                           [&](std::uint32_t label) { return events[label]; });
  const bool gather = order.size() > kActivitiesMax;
  const std::size_t shown = gather ? kActivitiesMax - 1 : order.size();
  cases.activity_of_label_.assign(events.size(), static_cast<std::uint32_t>(shown));
  for (std::uint32_t activity = 0; activity < shown; ++activity) {
    cases.activity_of_label_[order[activity]] = activity;
    cases.names_.push_back(cases.steps_.labels().text(order[activity]));
  }
  for (const std::uint32_t label : cases.steps_.label_of_signature())
    cases.activity_of_signature_.push_back(
        label >= JourneySteps::kLook ? label : cases.activity_of_label_[label]);
  if (gather) {
    cases.names_.emplace_back("Other");
    run.notes.add(fmt::format(
        "There are {} different activities; all but the {} most frequent stand as \"Other\".",
        order.size(), shown));
  }
  return cases;
}

}  // namespace wend::analyze
