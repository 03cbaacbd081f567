#include "workshop/stored_workshop.h"

#include <boost/json/array.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "workspace/document_list.h"

namespace wend::workshop {
namespace {

namespace json = boost::json;
using base::ErrorCode;
using workspace::StoredFields;
using workspace::WorkshopItem;

json::value time_or_null(std::optional<env::TimeUs> time) {
  return time ? json::value(*time) : json::value(nullptr);
}

std::optional<env::TimeUs> time_if(const json::object& object, std::string_view field) {
  const json::value* value = object.if_contains(field);
  return value != nullptr && value->is_int64() ? std::optional(value->get_int64()) : std::nullopt;
}

bool yes(const json::object& object, std::string_view field) {
  const json::value* value = object.if_contains(field);
  return value != nullptr && value->is_bool() && value->get_bool();
}

const json::array& list_of(const json::object& object, std::string_view field) {
  static const json::array kNone;
  const json::value* value = object.if_contains(field);
  return value != nullptr && value->is_array() ? value->get_array() : kNone;
}

base::Result<json::object> parse_object(std::string_view text) {
  boost::system::error_code error;
  json::value value = json::parse(text, error);
  if (error || !value.is_object())
    return base::fail(ErrorCode::kInternal, "A stored workshop cannot be read.");
  return std::move(value.get_object());
}

json::array agenda_of(const Plan& plan) {
  json::array agenda;
  for (const Play& play : plan.agenda)
    agenda.push_back(json::object{{"id", play.id},
                                  {"kind", play.kind->name},
                                  {"title", play.title},
                                  {"prompt", play.prompt},
                                  {"minutes", play.minutes},
                                  {"hidden", play.hidden},
                                  {"votes", play.votes}});
  return agenda;
}

base::Result<Plan> plan_of(const json::object& body) {
  const StoredFields fields(body);
  Plan plan{.title = fields.text("title"),
            .goal = fields.text("goal"),
            .scope = fields.text("scope"),
            .map = fields.text("map"),
            .persona = fields.text("persona"),
            .ask_names = yes(body, "ask_names"),
            .agenda = {}};
  for (const json::value& value : list_of(body, "agenda")) {
    const StoredFields play(value.as_object());
    const PlayKind* kind = find_play_kind(play.text("kind"));
    if (kind == nullptr)
      return base::fail(ErrorCode::kInternal, "A stored workshop has a play that is not known.");
    plan.agenda.push_back({.id = play.text("id"),
                           .kind = kind,
                           .title = play.text("title"),
                           .prompt = play.text("prompt"),
                           .minutes = play.number("minutes"),
                           .hidden = yes(value.get_object(), "hidden"),
                           .votes = play.number("votes")});
  }
  return plan;
}

Status status_of(std::string_view name) {
  for (const Status status : {Status::kWaiting, Status::kRunning, Status::kPaused, Status::kEnded})
    if (to_string(status) == name) return status;
  return Status::kEnded;
}

WorkshopItem item_of(const Note& note) {
  const json::object body{{"play", note.play},   {"area", note.area},   {"column", note.column},
                          {"text", note.text},   {"who", note.who},     {"by", note.by},
                          {"group", note.group}, {"place", note.place}, {"removed", note.removed}};
  return {"note", note.id, note.author, json::serialize(body)};
}

WorkshopItem item_of(const Group& group) {
  const json::object body{{"play", group.play},
                          {"area", group.area},
                          {"column", group.column},
                          {"name", group.name},
                          {"place", group.place}};
  return {"group", group.id, "", json::serialize(body)};
}

std::string key_of(const std::pair<std::string, std::string>& pair) {
  return pair.first + "." + pair.second;
}

base::Status read_item(Workshop& workshop, const WorkshopItem& item) {
  WEND_ASSIGN(const json::object body, parse_object(item.body));
  const StoredFields fields(body);
  if (item.kind == "note") {
    workshop.notes[item.id] = {.id = item.id,
                               .play = fields.text("play"),
                               .area = fields.text("area"),
                               .column = fields.text("column"),
                               .text = fields.text("text"),
                               .who = fields.text("who"),
                               .by = fields.text("by"),
                               .group = fields.text("group"),
                               .place = fields.number("place"),
                               .removed = yes(body, "removed"),
                               .author = item.author};
  } else if (item.kind == "group") {
    workshop.groups[item.id] = {.id = item.id,
                                .play = fields.text("play"),
                                .area = fields.text("area"),
                                .column = fields.text("column"),
                                .name = fields.text("name"),
                                .place = fields.number("place")};
  } else if (item.kind == "vote") {
    workshop.votes[{item.author, fields.text("target")}] = {fields.text("play"),
                                                            fields.number("count")};
  } else if (item.kind == "value") {
    workshop.values[{item.author, fields.text("step")}] = fields.number("value");
  }
  return {};
}

}  // namespace

std::string body_of(const Workshop& workshop) {
  json::array revealed(workshop.revealed.begin(), workshop.revealed.end());
  json::array stages, steps;
  for (const Stage& stage : workshop.stages)
    stages.push_back(json::object{{"id", stage.id}, {"title", stage.title}});
  for (const Step& step : workshop.steps)
    steps.push_back(json::object{{"id", step.id}, {"title", step.title}, {"stage", step.stage}});
  const Plan& plan = workshop.plan;
  return json::serialize(json::object{{"title", plan.title},
                                      {"goal", plan.goal},
                                      {"scope", plan.scope},
                                      {"map", plan.map},
                                      {"persona", plan.persona},
                                      {"ask_names", plan.ask_names},
                                      {"agenda", agenda_of(plan)},
                                      {"status", to_string(workshop.status)},
                                      {"at", workshop.at},
                                      {"ends_at", time_or_null(workshop.ends_at)},
                                      {"left_us", time_or_null(workshop.left_us)},
                                      {"voting", workshop.voting},
                                      {"revealed", std::move(revealed)},
                                      {"stages", std::move(stages)},
                                      {"steps", std::move(steps)},
                                      {"next_place", workshop.next_place},
                                      {"drawn_at", time_or_null(workshop.drawn_at)}});
}

base::Result<Workshop> read_workshop(std::string_view text,
                                     const std::vector<WorkshopItem>& items) {
  WEND_ASSIGN(const json::object body, parse_object(text));
  const StoredFields fields(body);
  Workshop workshop;
  WEND_ASSIGN(workshop.plan, plan_of(body));
  workshop.status = status_of(fields.text("status"));
  workshop.at = static_cast<std::size_t>(fields.number("at"));
  workshop.ends_at = time_if(body, "ends_at");
  workshop.left_us = time_if(body, "left_us");
  workshop.voting = yes(body, "voting");
  for (std::string& play : fields.texts("revealed")) workshop.revealed.insert(std::move(play));
  for (const json::value& value : list_of(body, "stages")) {
    const StoredFields stage(value.as_object());
    workshop.stages.push_back({stage.text("id"), stage.text("title")});
  }
  for (const json::value& value : list_of(body, "steps")) {
    const StoredFields step(value.as_object());
    workshop.steps.push_back({step.text("id"), step.text("title"), step.text("stage")});
  }
  workshop.next_place = fields.number("next_place");
  workshop.drawn_at = time_if(body, "drawn_at");
  for (const WorkshopItem& item : items) WEND_TRY(read_item(workshop, item));
  return workshop;
}

workspace::WorkshopChange change_of(const Workshop& workshop, const Touched& touched) {
  workspace::WorkshopChange change;
  change.body = body_of(workshop);
  for (const std::string& id : touched.notes) {
    if (const auto found = workshop.notes.find(id); found != workshop.notes.end())
      change.kept.push_back(item_of(found->second));
    else
      change.removed.emplace_back("note", id);
  }
  for (const std::string& id : touched.groups) {
    if (const auto found = workshop.groups.find(id); found != workshop.groups.end())
      change.kept.push_back(item_of(found->second));
    else
      change.removed.emplace_back("group", id);
  }
  for (const auto& key : touched.votes) {
    const auto found = workshop.votes.find(key);
    if (found == workshop.votes.end()) {
      change.removed.emplace_back("vote", key_of(key));
      continue;
    }
    const json::object body{
        {"play", found->second.play}, {"target", key.second}, {"count", found->second.count}};
    change.kept.push_back({"vote", key_of(key), key.first, json::serialize(body)});
  }
  for (const auto& key : touched.values) {
    const auto found = workshop.values.find(key);
    if (found == workshop.values.end()) {
      change.removed.emplace_back("value", key_of(key));
      continue;
    }
    const json::object body{{"step", key.second}, {"value", found->second}};
    change.kept.push_back({"value", key_of(key), key.first, json::serialize(body)});
  }
  return change;
}

}  // namespace wend::workshop
