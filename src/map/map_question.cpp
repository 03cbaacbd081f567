#include "map/map_question.h"

#include <algorithm>
#include <boost/json/serialize.hpp>
#include <map>

#include "analyze/journey_map_ask.h"
#include "fmt/format.h"
#include "map/map_binding.h"
#include "model/beginning.h"
#include "model/predicate.h"

namespace wend::map {
namespace {

namespace json = boost::json;
using base::ErrorCode;

constexpr std::size_t kNameBytesMax = 200;
constexpr std::string_view kAll = "all";

// Puts a question together, thing by thing, and keeps account of what does not fit.
class Builder {
 public:
  Builder(const MapDocument& map, const MapSurroundings& around, MapQuestion& question)
      : map_(map),
        around_(around),
        question_(question),
        places_read_(around.zone),
        cards_read_(around.zone) {}

  base::Status build() {
    WEND_TRY(add_outcome());
    WEND_TRY(add_feedback());
    gather_cards();
    WEND_TRY(add_stages());
    WEND_TRY(add_cards());
    return {};
  }

 private:
  void leave_out(std::string_view part, std::string_view id, std::string_view field,
                 std::string_view code, std::string sentence, std::string hint = {}) {
    question_.left_out.push_back({std::string(part), std::string(id), std::string(field),
                                  std::string(code), std::move(sentence), std::move(hint)});
  }

  // Whether the data can be asked about it; says why not. Errors: those of find_segment.
  base::Result<bool> holds(const json::value& match, std::string_view part, std::string_view id,
                           std::string_view field) {
    auto& reader = part == "cells" ? cards_read_ : places_read_;
    const auto predicate = reader.read(match, "");
    bytes_ += json::serialize(match).size();
    if (!predicate && predicate.error().code != ErrorCode::kTooLarge) {
      leave_out(part, id, field, "refused", predicate.error().message, predicate.error().hint);
      return false;
    }
    if (!predicate || bytes_ > kQuestionBytesMax) {
      leave_out(part, id, field, "too_many", "The map names more events than one question takes.",
                "Bind less, or split the map.");
      return false;
    }
    for (const std::string& segment : model::segments_in(*predicate)) {
      WEND_ASSIGN(const bool known, has_segment(segment));
      if (known) continue;
      leave_out(part, id, field, "unknown_segment", "The segment that it names is not there.",
                "Bind it anew.");
      return false;
    }
    if (!around_.has_touchpoint) return true;
    const auto missing = missing_touchpoints(*predicate, around_.has_touchpoint);
    if (missing.empty()) return true;
    leave_out(part, id, field, "unknown_touchpoint",
              fmt::format("There is no touchpoint \"{}\".",
                          model::beginning(missing.front(), kNameBytesMax)),
              "It was renamed or removed, or its events have not come yet.");
    return false;
  }

  base::Result<bool> has_segment(const std::string& id) {
    if (!around_.find_segment) return true;
    const auto known = segments_.find(id);
    if (known != segments_.end()) return known->second;
    WEND_ASSIGN(const auto found, around_.find_segment(id));
    return segments_[id] = found.has_value();
  }

  static json::object place_of(const MapDocument::Thing& thing, std::string_view name) {
    json::object place{{"id", thing.id}};
    if (!name.empty()) place["name"] = model::beginning(name, kNameBytesMax);
    return place;
  }

  base::Status add_outcome() {
    const json::value* outcome = set_field(map_.about(), "outcome");
    if (outcome == nullptr) return {};
    WEND_ASSIGN(const bool holds_here, holds(*outcome, kAbout, kAbout, "outcome"));
    if (holds_here) question_.document["outcome"] = *outcome;
    return {};
  }

  // {"sources": [entries of the query's `feedback`]}
  base::Status add_feedback() {
    const json::value* feedback = set_field(map_.about(), "feedback");
    const json::value* sources =
        feedback != nullptr ? set_field(feedback->get_object(), "sources") : nullptr;
    if (sources == nullptr || !sources->is_array()) return {};
    json::array list;
    for (const json::value& source : sources->get_array()) {
      const json::value* match =
          source.is_object() ? set_field(source.get_object(), "match") : nullptr;
      if (match == nullptr || list.size() == analyze::kMapFeedbackMax) {
        leave_out(kAbout, kAbout, "feedback", "refused", "A source of feedback names no events.");
        continue;
      }
      WEND_ASSIGN(const bool holds_here, holds(*match, kAbout, kAbout, "feedback"));
      if (holds_here) list.push_back(source);
    }
    if (!list.empty()) question_.document["feedback"] = std::move(list);
    return {};
  }

  // The cards of touchpoint lanes, by the step where they begin.
  void gather_cards() {
    std::map<std::string_view, bool> is_touchpoint_lane;
    for (const auto& lane : map_.shown("lanes"))
      is_touchpoint_lane[lane.id] = text_of(*lane.fields, "kind") == "touchpoint";
    for (const auto& cell : map_.shown("cells")) {
      if (!is_touchpoint_lane[text_of(*cell.fields, "lane")]) continue;
      cards_.push_back(cell);
      const json::value match = own_match(*cell.fields);
      if (!match.is_null()) matches_of_step_[text_of(*cell.fields, "step")].push_back(match);
    }
  }

  base::Status add_stages() {
    std::map<std::string_view, std::vector<MapDocument::Thing>> steps_of;
    for (const auto& step : map_.shown("steps"))
      steps_of[text_of(*step.fields, "stage")].push_back(step);
    json::array stages, steps;
    for (const auto& stage : map_.shown("stages")) {
      if (stages.size() == analyze::kMapStagesMax) {
        leave_out("stages", stage.id, "", "too_many",
                  fmt::format("Numbers are counted for {} stages.", analyze::kMapStagesMax));
        continue;
      }
      json::object place = place_of(stage, text_of(*stage.fields, "title"));
      if (const json::value* binding = set_field(*stage.fields, "binding")) {
        WEND_ASSIGN(const bool holds_here, holds(*binding, "stages", stage.id, "binding"));
        if (holds_here) {
          place["match"] = *binding;
          question_.bound.push_back({"stages", std::string(stage.id), "binding"});
        }
      }
      stages.push_back(std::move(place));
      for (const auto& step : steps_of[stage.id]) WEND_TRY(add_step(step, stage.id, steps));
    }
    question_.document["stages"] = std::move(stages);
    question_.document["steps"] = std::move(steps);
    return {};
  }

  base::Status add_step(const MapDocument::Thing& step, std::string_view stage,
                        json::array& steps) {
    if (steps.size() == analyze::kMapStepsMax) {
      leave_out("steps", step.id, "", "too_many",
                fmt::format("Numbers are counted for {} steps.", analyze::kMapStepsMax));
      return {};
    }
    json::object place = place_of(step, text_of(*step.fields, "title"));
    place["stage"] = stage;
    json::value match = own_match(*step.fields);
    std::string by = set_field(*step.fields, "binding") != nullptr ? "binding" : "touchpoint";
    if (match.is_null()) {
      WEND_ASSIGN(const auto matches, sound(matches_of_step_[step.id]));
      match = either_match(matches);
      by = "cards";
    }
    if (match.is_null()) {
      leave_out("steps", step.id, "binding", "nothing_bound",
                "Nothing says which events belong to this step.",
                "Bind it, or put touchpoint cards with data below it.");
    } else {
      const std::string field = by == "cards" ? "binding" : by;
      WEND_ASSIGN(const bool holds_here, holds(match, "steps", step.id, field));
      if (holds_here) {
        place["match"] = std::move(match);
        question_.bound.push_back({"steps", std::string(step.id), std::move(by)});
      }
    }
    steps.push_back(std::move(place));
    return {};
  }

  // Those that hold by themselves, else all: the broken ones do not spoil a step that has others.
  base::Result<std::vector<json::value>> sound(const std::vector<json::value>& matches) {
    std::vector<json::value> fine;
    for (const json::value& match : matches) {
      WEND_ASSIGN(const bool is_sound, is_sound_alone(match));
      if (is_sound) fine.push_back(match);
    }
    return fine.empty() ? matches : fine;
  }

  base::Result<bool> is_sound_alone(const json::value& match) {
    const auto predicate = model::PredicateReader(around_.zone).read(match, "");
    if (!predicate) return false;
    for (const std::string& segment : model::segments_in(*predicate)) {
      WEND_ASSIGN(const bool known, has_segment(segment));
      if (!known) return false;
    }
    return !around_.has_touchpoint ||
           missing_touchpoints(*predicate, around_.has_touchpoint).empty();
  }

  base::Status add_cards() {
    json::array cards;
    for (const auto& card : cards_) {
      const json::value match = own_match(*card.fields);
      if (match.is_null()) {
        leave_out("cells", card.id, "touchpoint", "nothing_bound",
                  "Nothing says which events this touchpoint has.", "Bind it.");
        continue;
      }
      if (cards.size() == analyze::kMapCardsMax) {
        leave_out("cells", card.id, "", "too_many",
                  fmt::format("Numbers are counted for {} touchpoints.", analyze::kMapCardsMax));
        continue;
      }
      const bool by_binding = set_field(*card.fields, "binding") != nullptr;
      const std::string by = by_binding ? "binding" : "touchpoint";
      WEND_ASSIGN(const bool holds_here, holds(match, "cells", card.id, by));
      if (!holds_here) continue;
      const std::string_view text = text_of(*card.fields, "text");
      json::object place =
          place_of(card, text.empty() ? text_of(*card.fields, "touchpoint") : text);
      place["match"] = match;
      cards.push_back(std::move(place));
      question_.bound.push_back({"cells", std::string(card.id), by});
    }
    if (!cards.empty()) question_.document["cards"] = std::move(cards);
    return {};
  }

  const MapDocument& map_;
  const MapSurroundings& around_;
  MapQuestion& question_;
  // They count everything against the limits of one question, cards apart.
  model::PredicateReader places_read_, cards_read_;
  std::size_t bytes_ = 0;
  std::map<std::string, bool> segments_;  // whether they are there
  std::vector<MapDocument::Thing> cards_;
  std::map<std::string_view, std::vector<json::value>> matches_of_step_;
};

base::Status add_period(const MapDocument& map, const MapQuestionAsk& ask,
                        const MapSurroundings& around, MapQuestion& question) {
  question.period = ask.period ? *ask.period : std::string(text_of(map.about(), "period"));
  if (question.period.empty()) question.period = kAll;
  auto range = range_of_period(question.period, around.last_event_us, around.zone);
  if (!range) {
    if (ask.period) return base::fail(range.error());
    question.left_out.push_back({std::string(kAbout), std::string(kAbout), "period", "refused",
                                 "The map's period is none; the numbers are of all time.",
                                 range.error().hint});
    question.period = kAll;
    return {};
  }
  if (*range) question.document["range"] = std::move(**range);
  return {};
}

base::Status add_segment(const MapDocument& map, const MapQuestionAsk& ask,
                         const MapSurroundings& around, MapQuestion& question) {
  const std::string segment =
      ask.segment ? *ask.segment : std::string(text_of(map.about(), "segment"));
  if (segment.empty() || segment == kAll) return {};
  bool is_there = true;
  if (around.find_segment) {
    WEND_ASSIGN(const auto found, around.find_segment(segment));
    is_there = found.has_value();
  }
  if (is_there) {
    question.segment = segment;
    question.document["who"] = json::object{{"segment", segment}};
    return {};
  }
  if (ask.segment)
    return base::fail(ErrorCode::kInvalidInput, "There is no such segment.", "segment");
  question.left_out.push_back(
      {std::string(kAbout), std::string(kAbout), "segment", "unknown_segment",
       "The map's segment is not there; the numbers are of everyone.", "Choose another one."});
  return {};
}

}  // namespace

base::Result<MapQuestion> question_of(const MapDocument& document, const MapQuestionAsk& ask,
                                      const MapSurroundings& surroundings) {
  MapQuestion question;
  question.document["kind"] = "map";
  WEND_TRY(add_period(document, ask, surroundings, question));
  WEND_TRY(add_segment(document, ask, surroundings, question));
  if (!ask.trend.empty()) question.document["trend"] = ask.trend;
  WEND_TRY(Builder(document, surroundings, question).build());
  return question;
}

}  // namespace wend::map
