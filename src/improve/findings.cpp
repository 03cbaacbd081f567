#include "improve/findings.h"

#include <algorithm>
#include <boost/json/array.hpp>
#include <set>

#include "map/map_fields.h"
#include "model/beginning.h"

namespace wend::improve {
namespace {

namespace json = boost::json;

std::string text(const json::object& fields, std::string_view field) {
  return std::string(map::text_of(fields, field));
}

// A name or a list of names.
void take_names(const json::value* value, std::set<std::string>& names) {
  if (value == nullptr) return;
  if (value->is_string()) names.emplace(value->get_string());
  if (!value->is_array()) return;
  for (const json::value& one : value->get_array())
    if (one.is_string()) names.emplace(one.get_string());
}

using TouchpointOfEvent = std::map<std::string, std::string>;

TouchpointOfEvent touchpoints_of_events(const json::object& journey) {
  TouchpointOfEvent touchpoints;
  const json::value* stages = journey.if_contains("stages");
  if (stages == nullptr || !stages->is_array()) return touchpoints;
  for (const json::value& stage : stages->get_array())
    for (const json::value& touchpoint : stage.at("touchpoints").as_array()) {
      std::set<std::string> events;
      take_names(touchpoint.as_object().if_contains("events"), events);
      for (const std::string& event : events)
        touchpoints.emplace(event, text(touchpoint.as_object(), "name"));
    }
  return touchpoints;
}

// The touchpoints that a predicate speaks of, itself or by their events. What it leaves out with
// `not` is not among them.
void take_bound(const json::value* predicate, const TouchpointOfEvent& of_event,
                std::set<std::string>& names) {
  if (predicate == nullptr || !predicate->is_object()) return;
  const json::object& form = predicate->get_object();
  take_names(form.if_contains("touchpoint"), names);
  std::set<std::string> events;
  take_names(form.if_contains("event"), events);
  for (const std::string& event : events)
    if (const auto found = of_event.find(event); found != of_event.end())
      names.insert(found->second);
  for (const std::string_view several : {"any", "all"})
    if (const json::value* parts = form.if_contains(several); parts && parts->is_array())
      for (const json::value& part : parts->get_array()) take_bound(&part, of_event, names);
}

void take_thing(const json::object& thing, const TouchpointOfEvent& of_event,
                std::set<std::string>& names) {
  if (const std::string name = text(thing, "touchpoint"); !name.empty()) names.insert(name);
  take_bound(thing.if_contains("binding"), of_event, names);
}

}  // namespace

std::string line_of(std::string_view text) {
  std::string line(model::beginning(text, map::kLineBytesMax));
  for (char& c : line)
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) c = ' ';
  return line;
}

std::string finding_key(std::string_view kind, std::string_view touchpoint) {
  return line_of(std::string(kind) + " " + std::string(touchpoint));
}

std::vector<Friction> frictions_of(const json::object& friction) {
  std::vector<Friction> frictions;
  for (const bool standing : {false, true}) {
    const json::value* list = friction.if_contains(standing ? "standing" : "findings");
    if (list == nullptr || !list->is_array()) continue;
    for (const json::value& value : list->get_array()) {
      const json::object& one = value.as_object();
      std::string key = finding_key(map::text_of(one, "kind"), map::text_of(one, "touchpoint"));
      if (find_friction(frictions, key) == nullptr)
        frictions.push_back({std::move(key), standing, &one});
    }
  }
  return frictions;
}

const Friction* find_friction(const std::vector<Friction>& frictions, std::string_view key) {
  const auto found = std::ranges::find(frictions, key, &Friction::key);
  return found == frictions.end() ? nullptr : &*found;
}

std::map<std::string, std::string> step_of_touchpoint(const map::MapDocument& document,
                                                      const json::object& journey) {
  const TouchpointOfEvent of_event = touchpoints_of_events(journey);
  std::map<std::string, std::string> steps;
  const auto take = [&](const json::object& thing, std::string_view step) {
    std::set<std::string> names;
    take_thing(thing, of_event, names);
    for (const std::string& name : names) steps.emplace(name, step);
  };
  for (const auto& step : document.shown("steps")) take(*step.fields, step.id);
  // What a step itself is bound to goes before what stands on its cards.
  for (const auto& cell : document.shown("cells"))
    take(*cell.fields, map::text_of(*cell.fields, "step"));
  return steps;
}

std::int64_t severity_of(std::size_t rank, std::size_t count) {
  constexpr std::int64_t kWorst = 5;
  return kWorst - static_cast<std::int64_t>(rank * 4 / std::max<std::size_t>(count, 1));
}

}  // namespace wend::improve
