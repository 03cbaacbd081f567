#include "improve/opportunity_data.h"

#include <algorithm>

#include "api/ask.h"
#include "api/improve.h"
#include "api/maps.h"
#include "api/times.h"
#include "improve/findings.h"
#include "improve/opportunity.h"
#include "model/beginning.h"

namespace wend::api {
namespace {

namespace json = boost::json;
using base::ErrorCode;

constexpr std::size_t kTitleBytesMax = 200;

std::string text(const json::object& fields, std::string_view field) {
  return std::string(map::text_of(fields, field));
}

// The span of an answer, or of the part of it that a finding is about.
base::Result<improve::Asked> asked_of(Call& call, const json::object& answer,
                                      const json::object* finding = nullptr) {
  WEND_ASSIGN(const auto zone, zone_of(call.services));
  const json::object& range = answer.at("range").as_object();
  improve::Asked asked;
  asked.from_text = text(range, "from");
  asked.to_text = text(range, "to");
  if (finding != nullptr) {
    if (const std::string from = text(*finding, "from"); !from.empty()) asked.from_text = from;
    if (const std::string to = text(*finding, "to"); !to.empty()) asked.to_text = to;
  }
  WEND_ASSIGN(asked.from, model::parse_time(asked.from_text, zone));
  WEND_ASSIGN(asked.to, model::parse_time(asked.to_text, zone));
  asked.at = model::format_time(call.services.clock.now_us(), zone);
  const json::value* value = answer.at("result").as_object().if_contains("value");
  if (value != nullptr && value->is_object())
    asked.currency = text(value->get_object(), "currency");
  return asked;
}

json::object no_estimates(std::string note) {
  return {{"reach", nullptr},
          {"impact", nullptr},
          {"confidence", nullptr},
          {"value_at_risk", nullptr},
          {"notes", json::array{json::string(note)}},
          {"ask", nullptr}};
}

// The map's own numbers: what each step is bound to, and what a journey that went well leads to.
json::object question_about(const map::MapDocument& document) {
  json::array stages, steps;
  for (const auto& stage : document.shown("stages"))
    stages.push_back(json::object{{"id", stage.id}});
  for (const auto& step : document.shown("steps")) {
    json::object place{{"id", step.id}, {"stage", text(*step.fields, "stage")}};
    if (const json::value* binding = step.fields->if_contains("binding"))
      place["match"] = *binding;
    else if (const std::string name = text(*step.fields, "touchpoint"); !name.empty())
      place["match"] = json::object{{"touchpoint", name}};
    steps.push_back(std::move(place));
  }
  json::object question{
      {"kind", "map"}, {"stages", std::move(stages)}, {"steps", std::move(steps)}};
  if (const json::value* outcome = document.about().if_contains("outcome"))
    question["outcome"] = *outcome;
  return question;
}

json::object friction_question() {
  return {{"kind", "friction"}};
}

base::Result<json::object> friction_data(Call& call,
                                         const std::shared_ptr<const analyze::JourneyTable>& table,
                                         std::string_view key) {
  WEND_ASSIGN(const json::object answer, ask(call, table, friction_question()));
  const auto frictions = improve::frictions_of(answer.at("result").as_object());
  const improve::Friction* friction = improve::find_friction(frictions, key);
  if (friction == nullptr)
    return no_estimates("Friction does not find this any more: perhaps it is over.");
  WEND_ASSIGN(const auto asked, asked_of(call, answer, friction->found));
  json::object data = improve::estimates_of_friction(*friction->found, asked);
  data["ask"] = friction_question();
  return data;
}

base::Result<json::object> step_data(Call& call,
                                     const std::shared_ptr<const analyze::JourneyTable>& table,
                                     const map::MapDocument& document, std::string_view step,
                                     std::string_view evidence) {
  const json::object question = question_about(document);
  WEND_ASSIGN(const json::object answer, ask(call, table, question));
  for (const json::value& one : answer.at("result").at("steps").as_array()) {
    if (text(one.as_object(), "id") != step) continue;
    WEND_ASSIGN(const auto asked, asked_of(call, answer));
    json::object data = improve::estimates_of_step(one.as_object(), evidence, asked);
    data["ask"] = question;
    return data;
  }
  return no_estimates("The step is not on the map any more.");
}

// The pain points' best evidence: measured before researched before assumed.
std::string evidence_of(const map::MapDocument& document, const json::array& pains) {
  std::string best = "none";
  for (const std::string_view level : {"assumed", "researched", "measured"})
    for (const json::value& id : pains) {
      const json::object* pain =
          id.is_string() ? document.find(*map::find_part("pains"), id.get_string()) : nullptr;
      if (pain != nullptr && text(*pain, "evidence") == level) best = level;
    }
  return best;
}

// The first line as a title, and everything as the description where that is more.
void put_words(json::object& draft, std::string_view words) {
  const std::size_t begin = std::min(words.find_first_not_of(" \n\t"), words.size());
  words.remove_prefix(begin);
  const std::string_view line = words.substr(0, words.find('\n'));
  const std::string_view title = model::beginning(line, kTitleBytesMax);
  draft["title"] = title;
  if (title.size() < words.size()) draft["description"] = model::beginning(words, 5'000);
}

base::Status put_place(const map::MapDocument& document, const std::string& id,
                       const json::object& from, json::object& draft) {
  struct Source {
    std::string_view field, part;
  };
  for (const auto& [field, part] :
       {Source{"pain", "pains"}, Source{"cell", "cells"}, Source{"step", "steps"}}) {
    const std::string thing_id = text(from, field);
    if (thing_id.empty()) continue;
    const json::object* thing = document.find(*map::find_part(part), thing_id);
    if (thing == nullptr || thing->contains("removed"))
      return base::fail(ErrorCode::kInvalidInput, "The map has nothing of this id.",
                        std::string("from.") + std::string(field));
    const std::string step = field == "step" ? thing_id : text(*thing, "step");
    put_words(draft, text(*thing, field == "step" ? "title" : "text"));
    draft["step"] = step;
    if (const json::object* fields = document.find(*map::find_part("steps"), step))
      draft["step_title"] = model::beginning(text(*fields, "title"), kTitleBytesMax);
    if (const std::string persona = text(*thing, "persona"); !persona.empty())
      if (const json::object* on = document.find(*map::find_part("personas"), persona))
        draft["persona"] = on->at("persona");
    if (field == "pain") {
      if (const std::string category = text(*thing, "category"); !category.empty())
        draft["category"] = category;
      draft["pains"] = json::array{json::string(thing_id)};
      if (const std::string finding = text(*thing, "finding"); !finding.empty())
        draft["finding"] = finding;
    }
    break;
  }
  draft["map"] = id;
  if (const json::value* goals = document.about().if_contains("goals")) draft["goals"] = *goals;
  return {};
}

// The words of a finding that is on no map.
base::Status put_finding(Call& call, const std::string& key, json::object& draft) {
  WEND_ASSIGN(const auto table, call.services.tables.current(call.request.stop));
  WEND_ASSIGN(const json::object answer, ask(call, table, friction_question()));
  const auto frictions = improve::frictions_of(answer.at("result").as_object());
  const improve::Friction* friction = improve::find_friction(frictions, key);
  if (friction == nullptr)
    return base::fail(ErrorCode::kInvalidInput, "Friction did not find this.", "from.finding",
                      "GET /api/v1/maps/{id}/findings lists what it found.");
  draft["finding"] = key;
  if (draft.contains("title")) return {};
  const std::string title = text(*friction->found, "title");
  draft["title"] =
      model::beginning(title.empty() ? text(*friction->found, "sentence") : title, kTitleBytesMax);
  draft["description"] = model::beginning(text(*friction->found, "sentence"), 5'000);
  return {};
}

}  // namespace

base::Result<json::object> opportunity_from(Call& call, const json::object& from) {
  json::object draft;
  if (const std::string id = text(from, "map"); !id.empty()) {
    WEND_ASSIGN(const map::MapState state, call.services.maps->open(id));
    WEND_TRY(put_place(state.document, id, from, draft));
  }
  if (const std::string finding = text(from, "finding"); !finding.empty())
    WEND_TRY(put_finding(call, finding, draft));
  if (draft.empty())
    return base::fail(ErrorCode::kInvalidInput, "It does not say what it is made of.", "from",
                      "Name a map with a pain, a cell or a step of it, or a finding.");
  WEND_ASSIGN(const json::object data, opportunity_data(call, improve::whole_opportunity(draft)));
  for (const std::string_view estimate : {"reach", "impact", "confidence", "value_at_risk"})
    if (!data.at(estimate).is_null()) draft[estimate] = data.at(estimate);
  return draft;
}

base::Result<json::object> opportunity_data(Call& call, const json::object& opportunity) {
  const std::string finding = text(opportunity, "finding"), map_id = text(opportunity, "map"),
                    step = text(opportunity, "step");
  if (finding.empty() && (map_id.empty() || step.empty()))
    return no_estimates("It is neither at a step of a map nor about a finding.");
  WEND_ASSIGN(const auto table, call.services.tables.current(call.request.stop));
  if (table->event_count() == 0) return no_estimates("There are no events yet.");
  if (!finding.empty()) return friction_data(call, table, finding);
  auto state = call.services.maps->open(map_id);
  if (!state && state.error().code == ErrorCode::kNotFound)
    return no_estimates("The map was removed.");
  if (!state) return base::fail(state.error());
  return step_data(call, table, state->document, step,
                   evidence_of(state->document, opportunity.at("pains").as_array()));
}

}  // namespace wend::api
