#include "map/drift_question.h"

#include <algorithm>
#include <set>

#include "analyze/drift_ask.h"

namespace wend::map {
namespace {

namespace json = boost::json;

std::set<std::string_view> ids_of(const json::object& question) {
  std::set<std::string_view> ids;
  for (const json::value& step : question.at("steps").get_array())
    ids.insert(step.at("id").get_string());
  return ids;
}

bool is_calendar_unit(std::string_view trend) {
  return trend == "day" || trend == "week" || trend == "month";
}

}  // namespace

base::Result<MapQuestion> drift_question_of(const MapDocument& document, const MapQuestionAsk& ask,
                                            const MapSurroundings& surroundings) {
  MapQuestionAsk of_map = ask;
  if (!is_calendar_unit(ask.trend)) of_map.trend.clear();
  WEND_ASSIGN(MapQuestion question, question_of(document, of_map, surroundings));
  json::object& asked = question.document;
  asked["kind"] = "drift";
  for (const char* field : {"outcome", "feedback", "cards"}) asked.erase(field);
  // A stage's own binding says nothing about the path.
  for (json::value& stage : asked.at("stages").get_array()) stage.get_object().erase("match");
  std::erase_if(question.left_out, [](const LeftOut& out) {
    return out.part == "cells" || out.part == "stages" || out.field == "outcome" ||
           out.field == "feedback";
  });
  std::erase_if(question.bound, [](const BoundThing& bound) { return bound.part != "steps"; });
  if (!ask.trend.empty() && of_map.trend.empty()) asked["every"] = ask.trend;
  const auto ids = ids_of(asked);
  json::array optional, links;
  for (const auto& step : document.shown("steps")) {
    const json::value* may = step.fields->if_contains("optional");
    if (may != nullptr && may->is_bool() && may->get_bool() && ids.contains(step.id))
      optional.emplace_back(step.id);
  }
  for (const auto& link : document.shown("links")) {
    const std::string_view from = text_of(*link.fields, "from"), to = text_of(*link.fields, "to");
    if (!ids.contains(from) || !ids.contains(to) || links.size() == analyze::kDriftLinksMax)
      continue;
    json::object one{{"from", from}, {"to", to}};
    const std::string_view kind = text_of(*link.fields, "kind");
    one["kind"] = kind.empty() ? "branch" : kind;
    links.push_back(std::move(one));
  }
  asked["optional"] = std::move(optional);
  asked["links"] = std::move(links);
  return question;
}

}  // namespace wend::map
