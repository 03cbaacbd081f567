#include "map/map_summary.h"

#include <algorithm>

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
