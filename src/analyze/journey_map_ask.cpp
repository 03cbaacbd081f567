#include "analyze/journey_map_ask.h"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

#include "analyze/journey_map_answer.h"
#include "analyze/matching.h"
#include "analyze/questions.h"

namespace wend::analyze {
namespace {

namespace json = boost::json;
using base::ErrorCode;

constexpr std::size_t kIdBytesMax = 100;
constexpr double kScaleMax = 1e9;
constexpr model::DurationUs kFeedbackWithinUs = 7LL * 86'400 * 1'000'000;

base::Result<std::string> read_id(model::ObjectReader& reader, std::string_view field) {
  WEND_ASSIGN(auto id, reader.text(field));
  if (!id) {
    return base::fail(ErrorCode::kInvalidInput, fmt::format("\"{}\" is missing.", field),
                      reader.place_of(field));
  }
  const bool plain = std::ranges::all_of(*id, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '-';
  });
  if (id->empty() || id->size() > kIdBytesMax || !plain) {
    return base::fail(ErrorCode::kInvalidInput, "This is no id.", reader.place_of(field),
                      "An id has 1 to 100 letters, digits, _ and -.");
  }
  return std::move(*id);
}

// What stages and steps have alike. `others`: those before it.
base::Result<MapPlace> read_place(model::ObjectReader& reader, const std::vector<MapPlace>& others,
                                  model::PredicateReader& predicates) {
  MapPlace place;
  WEND_ASSIGN(place.id, read_id(reader, "id"));
  if (std::ranges::find(others, place.id, &MapPlace::id) != others.end()) {
    return base::fail(ErrorCode::kInvalidInput,
                      fmt::format("The id \"{}\" stands here twice.", place.id),
                      reader.place_of("id"), "Each has an id of its own.");
  }
  WEND_ASSIGN(const auto name, reader.text("name"));
  place.label = name && !name->empty() ? *name : place.id;
  if (const auto* match = reader.find("match")) {
    WEND_ASSIGN(place.match, predicates.read(*match, reader.place_of("match")));
  }
  return place;
}

base::Status read_stages(model::ObjectReader& document, model::PredicateReader& predicates,
                         MapAsk& ask) {
  WEND_ASSIGN(const auto* list, document.list("stages", kMapStagesMax));
  for (std::size_t i = 0; i < list->size(); ++i) {
    WEND_ASSIGN(auto reader, model::ObjectReader::open(
                                 (*list)[i], model::entry_place(document.place_of("stages"), i)));
    WEND_ASSIGN(auto place, read_place(reader, ask.stages, predicates));
    WEND_TRY(reader.finish());
    ask.stages.push_back(std::move(place));
  }
  return {};
}

base::Status read_steps(model::ObjectReader& document, model::PredicateReader& predicates,
                        MapAsk& ask) {
  WEND_ASSIGN(const auto* list, document.list("steps", kMapStepsMax));
  for (std::size_t i = 0; i < list->size(); ++i) {
    WEND_ASSIGN(auto reader, model::ObjectReader::open(
                                 (*list)[i], model::entry_place(document.place_of("steps"), i)));
    WEND_ASSIGN(auto place, read_place(reader, ask.steps, predicates));
    WEND_ASSIGN(const auto stage, read_id(reader, "stage"));
    WEND_TRY(reader.finish());
    const auto found = std::ranges::find(ask.stages, stage, &MapPlace::id);
    if (found == ask.stages.end()) {
      return base::fail(ErrorCode::kInvalidInput,
                        fmt::format("There is no stage with the id \"{}\".", stage),
                        reader.place_of("stage"), "Name one of those in \"stages\".");
    }
    place.stage = static_cast<std::size_t>(found - ask.stages.begin());
    ask.steps.push_back(std::move(place));
  }
  std::ranges::stable_sort(ask.steps, {}, &MapPlace::stage);
  return {};
}

// Cards count against limits of their own, so that a map whose steps are bound to their cards may
// name each twice. `predicates`: a reader that has read nothing of steps and stages.
base::Status read_cards(model::ObjectReader& document, model::PredicateReader predicates,
                        MapAsk& ask) {
  WEND_ASSIGN(const auto* list, document.list("cards", kMapCardsMax));
  for (std::size_t i = 0; i < list->size(); ++i) {
    WEND_ASSIGN(auto reader, model::ObjectReader::open(
                                 (*list)[i], model::entry_place(document.place_of("cards"), i)));
    WEND_ASSIGN(auto card, read_place(reader, ask.cards, predicates));
    WEND_TRY(reader.finish());
    if (!card.match) {
      return base::fail(ErrorCode::kInvalidInput, "\"match\" is missing.", reader.place_of("match"),
                        "A card is asked about by its events.");
    }
    ask.cards.push_back(std::move(card));
  }
  return {};
}

// The document's own reader has to know of cards whose events may change by the passing of time.
base::Status note_time(model::ObjectReader& document, model::PredicateReader& predicates,
                       const MapAsk& ask) {
  for (std::size_t i = 0; i < ask.cards.size() && !predicates.asked_about_now(); ++i) {
    if (!model::depends_on_now(*ask.cards[i].match)) continue;
    const auto& card = document.find("cards")->get_array()[i].get_object();
    WEND_TRY(predicates.read(card.at("match"), model::entry_place("cards", i)));
  }
  return {};
}

base::Status read_scale(model::ObjectReader& reader, MapFeedback& feedback) {
  WEND_ASSIGN(const auto* scale, reader.list("scale", 2));
  const std::string place = reader.place_of("scale");
  if (scale->size() != 2) {
    return base::fail(ErrorCode::kInvalidInput, "A scale has two ends.", place,
                      "Write the worst and the best answer, such as [0, 10].");
  }
  for (std::size_t i = 0; i < 2; ++i) {
    if (!(*scale)[i].is_number())
      return model::wrong_kind((*scale)[i], model::entry_place(place, i), "a number");
    const double end = (*scale)[i].to_number<double>();
    if (!(std::abs(end) <= kScaleMax)) {
      return base::fail(ErrorCode::kInvalidInput, "This end of the scale is too far away.",
                        model::entry_place(place, i), "Use a number from -1e9 to 1e9.");
    }
    (i == 0 ? feedback.worst : feedback.best) = end;
  }
  if (feedback.worst == feedback.best) {
    return base::fail(ErrorCode::kInvalidInput, "Both ends of the scale are the same.", place,
                      "Write the worst and the best answer, such as [0, 10].");
  }
  return {};
}

base::Status read_feedback(model::ObjectReader& document, model::PredicateReader& predicates,
                           MapAsk& ask) {
  WEND_ASSIGN(const auto* list, document.list("feedback", kMapFeedbackMax));
  for (std::size_t i = 0; i < list->size(); ++i) {
    WEND_ASSIGN(auto reader, model::ObjectReader::open(
                                 (*list)[i], model::entry_place(document.place_of("feedback"), i)));
    MapFeedback feedback;
    WEND_ASSIGN(feedback.match, required_predicate(reader, "match", predicates));
    WEND_ASSIGN(const auto property, reader.text("property"));
    if (!property || property->empty()) {
      return base::fail(ErrorCode::kInvalidInput,
                        "The feedback does not say which property the answer is in.",
                        reader.place_of("property"), "Write its name, such as \"score\".");
    }
    feedback.property = *property;
    WEND_TRY(read_scale(reader, feedback));
    WEND_ASSIGN(const auto within, reader.duration("within"));
    feedback.within_us = within.value_or(kFeedbackWithinUs);
    WEND_TRY(reader.finish());
    ask.feedback.push_back(std::move(feedback));
  }
  return {};
}

class MapQuestion final : public Question {
 public:
  explicit MapQuestion(MapAsk ask) : ask_(std::move(ask)) {}
  base::Result<std::unique_ptr<Answer>> answer(const QueryRun& run) const override {
    return make_map_answer(run, ask_);
  }

 private:
  MapAsk ask_;
};

}  // namespace

base::Status read_map_places(model::ObjectReader& document, model::PredicateReader& predicates,
                             MapAsk& ask) {
  WEND_TRY(read_stages(document, predicates, ask));
  WEND_TRY(read_steps(document, predicates, ask));
  if (const auto* value = document.find("contact")) {
    WEND_ASSIGN(ask.contact, predicates.read(*value, document.place_of("contact")));
  }
  WEND_ASSIGN(const auto trend, document.choice("trend", {"day", "week", "month"}));
  if (trend) ask.trend = static_cast<CalendarUnit>(*trend);
  WEND_ASSIGN(const auto least, document.integer("least", 1, 1'000'000));
  if (least) ask.least = static_cast<std::uint64_t>(*least);
  return {};
}

base::Result<std::size_t> map_step_named(model::ObjectReader& reader, std::string_view field,
                                         const MapAsk& ask) {
  WEND_ASSIGN(const auto id, read_id(reader, field));
  const auto found = std::ranges::find(ask.steps, id, &MapPlace::id);
  if (found == ask.steps.end()) {
    return base::fail(ErrorCode::kInvalidInput,
                      fmt::format("There is no step with the id \"{}\".", id),
                      reader.place_of(field), "Name one of those in \"steps\".");
  }
  return static_cast<std::size_t>(found - ask.steps.begin());
}

base::Result<std::unique_ptr<Question>> read_map(model::ObjectReader& document,
                                                 model::PredicateReader& predicates) {
  MapAsk ask;
  WEND_TRY(read_cards(document, predicates, ask));
  WEND_TRY(note_time(document, predicates, ask));
  WEND_TRY(read_map_places(document, predicates, ask));
  WEND_TRY(read_feedback(document, predicates, ask));
  if (const auto* value = document.find("outcome")) {
    WEND_ASSIGN(ask.outcome, predicates.read(*value, document.place_of("outcome")));
  }
  WEND_ASSIGN(const auto fdr, document.number("fdr", 0, 1));
  ask.fdr = fdr.value_or(ask.fdr);
  return std::make_unique<MapQuestion>(std::move(ask));
}

}  // namespace wend::analyze
