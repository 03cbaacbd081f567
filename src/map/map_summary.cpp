#include "map/map_summary.h"

#include <algorithm>
#include <set>

#include "map/map_binding.h"

namespace wend::map {
namespace {

namespace json = boost::json;

json::value field_or(const Field& field, const json::object& fields) {
  if (const json::value* value = fields.if_contains(field.name)) return *value;
  switch (field.type) {
    case FieldType::kText:
    case FieldType::kLine:
      return json::value("");
    case FieldType::kChoice:
      return json::value(field.choices.front());
    case FieldType::kLines:
      return json::array();
    default:
      return nullptr;
  }
}

// Those that name something, each once, in the order of the map.
json::array references(const MapDocument& document, std::string_view part, std::string_view field) {
  json::array out;
  for (const auto& thing : document.shown(part)) {
    const json::value value(text_of(*thing.fields, field));
    if (!value.get_string().empty() && std::ranges::find(out, value) == out.end())
      out.push_back(value);
  }
  return out;
}

// Steps that the data can be asked about: bound by themselves, or by a touchpoint card below.
std::size_t bound_steps(const MapDocument& document) {
  std::set<std::string_view> lanes, by_cards;
  for (const auto& lane : document.shown("lanes"))
    if (text_of(*lane.fields, "kind") == "touchpoint") lanes.insert(lane.id);
  for (const auto& cell : document.shown("cells"))
    if (lanes.contains(text_of(*cell.fields, "lane")) && !own_match(*cell.fields).is_null())
      by_cards.insert(text_of(*cell.fields, "step"));
  std::size_t bound = 0;
  for (const auto& step : document.shown("steps"))
    bound += by_cards.contains(step.id) || !own_match(*step.fields).is_null();
  return bound;
}

// How much of what cards and pain points say is assumed, researched and measured.
json::object evidence_in(const MapDocument& document) {
  std::size_t assumed = 0, researched = 0, measured = 0;
  for (const std::string_view part : {"cells", "pains"}) {
    for (const auto& thing : document.shown(part)) {
      const std::string_view evidence = text_of(*thing.fields, "evidence");
      assumed += evidence == "assumed";
      researched += evidence == "researched";
      measured += evidence == "measured";
    }
  }
  return {{"assumed", assumed}, {"researched", researched}, {"measured", measured}};
}

}  // namespace

json::object summary_of(const MapDocument& document) {
  json::object summary;
  for (const Field& field : find_part(kAbout)->fields) {
    // Long, and nothing that a list shows.
    if (field.type == FieldType::kPredicate || field.type == FieldType::kData) continue;
    summary[field.name] = field_or(field, document.about());
  }
  json::array stages;
  for (const auto& stage : document.shown("stages"))
    stages.emplace_back(text_of(*stage.fields, "title"));
  summary["stages"] = std::move(stages);
  for (const std::string_view part : {"steps", "lanes", "pains"})
    summary[part] = document.shown(part).size();
  summary["bound"] = bound_steps(document);
  summary["evidence"] = evidence_in(document);
  summary["personas"] = references(document, "personas", "persona");
  summary["maps"] = references(document, "steps", "map");
  return summary;
}

std::vector<std::string> maps_opened_by(const json::object& summary) {
  std::vector<std::string> maps;
  const json::value* opened = summary.if_contains("maps");
  if (opened == nullptr || !opened->is_array()) return maps;
  for (const json::value& id : opened->get_array())
    if (id.is_string()) maps.emplace_back(id.get_string());
  return maps;
}

}  // namespace wend::map
