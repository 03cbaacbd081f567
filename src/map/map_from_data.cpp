#include "map/map_from_data.h"

#include <algorithm>
#include <map>

#include "fmt/format.h"
#include "map/map_document.h"
#include "map/map_fields.h"
#include "model/beginning.h"

namespace wend::map {
namespace {

namespace json = boost::json;

struct Found {
  std::string name, channel, role;
  double position = 0;
  std::int64_t people = 0;
};

// Where a touchpoint came to stand.
struct Place {
  std::size_t step = 0;
};

std::int64_t whole(const json::object& fields, std::string_view field) {
  const json::value* value = fields.if_contains(field);
  return value != nullptr && value->is_number() ? value->to_number<std::int64_t>() : 0;
}

double number(const json::object& fields, std::string_view field) {
  const json::value* value = fields.if_contains(field);
  return value != nullptr && value->is_number() ? value->to_number<double>() : 0;
}

std::string text(const json::object& fields, std::string_view field) {
  return std::string(text_of(fields, field));
}

// As a line of a map holds it: names come from events, which may say anything.
std::string line_of(std::string_view text) {
  std::string line(model::beginning(text, kLineBytesMax));
  for (char& c : line)
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) c = ' ';
  return line;
}

// Those that somebody met: the journey names what is known of all times, also where a question is
// about few people or days.
std::vector<Found> touchpoints_of(const json::object& stage) {
  std::vector<Found> found;
  for (const json::value& value : stage.at("touchpoints").as_array()) {
    const json::object& one = value.as_object();
    found.push_back({text(one, "name"), text(one, "channel"), text(one, "role"),
                     number(one, "position"), whole(one, "people")});
    if (found.back().people == 0) found.pop_back();
  }
  return found;
}

bool is_step(const Found& touchpoint) {
  return touchpoint.role == "step" || touchpoint.role == "goal";
}

// Those that most people come by, in the order of the journey. Without any: what there is most of.
std::vector<Found> steps_of(std::vector<Found> touchpoints, std::size_t steps_max) {
  std::ranges::sort(touchpoints, [](const Found& a, const Found& b) {
    return std::tuple(!is_step(a), a.role != "goal", -a.people, a.name) <
           std::tuple(!is_step(b), b.role != "goal", -b.people, b.name);
  });
  const auto others = std::ranges::find_if_not(touchpoints, is_step);
  auto count = static_cast<std::size_t>(others - touchpoints.begin());
  count = std::clamp<std::size_t>(count, touchpoints.empty() ? 0 : 1, steps_max);
  touchpoints.resize(count);
  std::ranges::sort(touchpoints, {},
                    [](const Found& one) { return std::pair(one.position, one.name); });
  return touchpoints;
}

json::object touchpoint_card(const Found& touchpoint) {
  json::object card{{"touchpoint", line_of(touchpoint.name)},
                    {"binding", {{"touchpoint", touchpoint.name}}},
                    {"evidence", "measured"},
                    {"source", "Events"}};
  if (!touchpoint.channel.empty()) card["channel"] = line_of(touchpoint.channel);
  return card;
}

MapOutline::Lane lane(std::string_view kind, std::string_view title, std::string_view prompt) {
  MapOutline::Lane made;
  made.fields = {{"kind", kind}, {"title", title}};
  if (!prompt.empty()) made.fields["options"] = json::object{{"prompt", prompt}};
  return made;
}

// Findings first, as they are ranked, then what always hurts; a touchpoint and kind once.
std::vector<MapOutline::Pain> pains_of(const json::object& friction,
                                       const std::map<std::string, Place>& places) {
  struct Hurt {
    const json::object* said;
    std::string key, text;
    std::size_t step;
  };
  std::vector<Hurt> hurts;
  const auto take = [&](std::string_view list, std::string_view words) {
    const json::value* found = friction.if_contains(list);
    if (found == nullptr || !found->is_array()) return;
    for (const json::value& value : found->get_array()) {
      const json::object& one = value.as_object();
      const auto place = places.find(text(one, "touchpoint"));
      if (place == places.end() || hurts.size() == kDataPainsMax) continue;
      std::string key = text(one, "kind") + " " + place->first;
      if (std::ranges::find(hurts, key, &Hurt::key) != hurts.end()) continue;
      hurts.push_back({&one, std::move(key), text(one, words), place->second.step});
    }
  };
  take("findings", "title");
  take("standing", "sentence");
  std::vector<MapOutline::Pain> pains;
  for (std::size_t i = 0; i < hurts.size(); ++i) {
    constexpr std::int64_t kWorst = 5;
    // By rank alone: the worst quarter 5, the next 4, and so on.
    const auto severity = kWorst - static_cast<std::int64_t>(i * 4 / hurts.size());
    pains.push_back({.step = hurts[i].step,
                     .fields = {{"text", line_of(hurts[i].text)},
                                {"evidence", "measured"},
                                {"severity", severity},
                                {"source", line_of(text(*hurts[i].said, "sentence"))},
                                {"finding", line_of(hurts[i].key)}}});
  }
  return pains;
}

}  // namespace

MapOutline outline_from_data(const json::object& journey, const json::object& friction,
                             std::size_t steps_max) {
  MapOutline outline;
  outline.about = {
      {"title", "The journey as the data shows it"},
      {"template", "from_data"},
      {"description",
       "Stages, touchpoints and pain points come from events; what customers think and "
       "feel is still to be asked."}};
  MapOutline::Lane touchpoints = lane("touchpoint", "Touchpoints", "");
  std::map<std::string, Place> places;
  std::size_t steps = 0;
  for (const json::value& value : journey.at("stages").as_array()) {
    const json::object& found = value.as_object();
    const auto all = touchpoints_of(found);
    const auto chosen = steps_of(all, steps_max);
    if (chosen.empty()) continue;
    const std::string name = text(found, "name");
    MapOutline::Stage stage;
    stage.fields = {{"title", line_of(name)}, {"binding", {{"stage", name}}}};
    for (const Found& one : chosen) {
      stage.steps.push_back({.fields = {{"title", line_of(one.name)},
                                        {"note", line_of(one.channel)},
                                        {"touchpoint", line_of(one.name)},
                                        {"binding", {{"touchpoint", one.name}}}}});
      places[one.name] = {.step = steps + stage.steps.size() - 1};
      if (one.role == "goal") outline.about["outcome"] = json::object{{"touchpoint", one.name}};
    }
    for (const Found& one : all) {
      // What is no step of its own comes with the last step that is not after it.
      if (!places.contains(one.name)) {
        std::size_t step = 0;
        while (step + 1 < chosen.size() && chosen[step + 1].position <= one.position) ++step;
        places[one.name] = {.step = steps + step};
      }
      const std::size_t step = places[one.name].step;
      touchpoints.cards.push_back({.step = step, .to = step, .fields = touchpoint_card(one)});
    }
    steps += stage.steps.size();
    outline.stages.push_back(std::move(stage));
  }
  outline.pains = pains_of(friction, places);
  outline.lanes.push_back(lane("text", "Does", "What does the customer want to get done here?"));
  outline.lanes.push_back(
      lane("voice", "Thinks", "What goes through their mind, in their own words?"));
  outline.lanes.push_back(lane("emotion", "Feels", "How does this feel?"));
  outline.lanes.push_back(std::move(touchpoints));
  MapOutline::Lane live = lane("metric", "Live", "");
  live.fields["options"] =
      json::object{{"metrics", {"people", "go_on", "time", "repeat", "backward"}}};
  outline.lanes.push_back(std::move(live));
  outline.lanes.push_back(lane("pain", "Pain points", ""));
  outline.lanes.push_back(lane("opportunity", "Opportunities", "What could be better?"));
  return outline;
}

}  // namespace wend::map
