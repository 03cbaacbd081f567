#include <algorithm>
#include <boost/json/parse.hpp>

#include "api/ask.h"
#include "api/cursor.h"
#include "api/maps.h"
#include "api/times.h"
#include "map/map_from_data.h"
#include "map/map_schema.h"
#include "map/map_templates.h"
#include "model/duration.h"
#include "model/time_text.h"
#include "workspace/document_list.h"

namespace wend::api {
namespace {

namespace json = boost::json;
using workspace::MapEntry;

constexpr std::uint64_t kMapBodyMax = map::kDocumentBytesMax + 1024 * 1024;

base::Result<Answer> answer_with(Call& call, const MapEntry& entry, const map::MapState& state,
                                 int status) {
  WEND_ASSIGN(const auto zone, zone_of(call.services));
  WEND_ASSIGN(const auto personas, persona_names(call.services));
  Answer answer;
  answer.status = status;
  answer.object = entry.id;
  answer.body = json::object{{"id", entry.id},
                             {"revision", state.revision},
                             {"document", state.document.json()},
                             {"entry", map_entry_json(entry, personas, zone)},
                             {"may_write", call.caller.may(Permission::kWrite)}};
  return answer;
}

base::Result<Answer> answer_latest(Call& call, const std::string& id, int status) {
  WEND_ASSIGN(const map::MapState state, call.services.maps->open(id));
  WEND_ASSIGN(const auto entry, call.services.workspace.maps().find(id));
  if (!entry) return base::fail(base::ErrorCode::kNotFound, "There is no such map.");
  return answer_with(call, *entry, state, status);
}

bool holds(const MapEntry& entry, const json::object& shown, const Call& call) {
  const auto status = call.parameter("status");
  if (status && *status != std::string_view(shown.at("status").as_string())) return false;
  const auto search = call.parameter("search");
  if (!search) return true;
  const std::string wanted = workspace::small_letters(*search);
  if (workspace::small_letters(entry.summary).find(wanted) == std::string::npos) return false;
  const auto has = [&](std::string_view text) {
    return workspace::small_letters(std::string(text)).find(wanted) != std::string::npos;
  };
  const auto any = [&](std::string_view field) {
    return std::ranges::any_of(shown.at(field).as_array(),
                               [&](const json::value& one) { return has(one.as_string()); });
  };
  return has(shown.at("title").as_string()) || has(shown.at("description").as_string()) ||
         any("tags") || any("stages");
}

base::Result<Answer> list_maps(Call& call) {
  const bool removed = call.parameter("removed") == "true";
  WEND_ASSIGN(const auto entries, call.services.workspace.maps().all(removed));
  WEND_ASSIGN(const auto zone, zone_of(call.services));
  WEND_ASSIGN(const auto personas, persona_names(call.services));
  auto at = entries.begin();
  if (const auto cursor = call.parameter("cursor")) {
    WEND_ASSIGN(const auto parts, read_cursor(*cursor, 1));
    at = std::ranges::find(entries, parts[0], &MapEntry::id);
    if (at != entries.end()) ++at;
  }
  json::array items;
  json::value next = nullptr;
  for (; at != entries.end(); ++at) {
    json::object shown = map_entry_json(*at, personas, zone);
    if (!holds(*at, shown, call)) continue;
    if (items.size() == call.limit()) {
      next = make_cursor({std::string(items.back().at("id").as_string())});
      break;
    }
    items.push_back(std::move(shown));
  }
  Answer answer;
  answer.body = json::object{{"items", std::move(items)}, {"next_cursor", std::move(next)}};
  return answer;
}

std::string_view text_in(const json::object& body, std::string_view field) {
  const json::value* value = body.if_contains(field);
  return value != nullptr && value->is_string() ? std::string_view(value->get_string())
                                                : std::string_view();
}

base::Result<map::MapDocument> from_data(Call& call, const json::value& asked) {
  WEND_ASSIGN(const auto table, call.services.tables.current(call.request.stop));
  if (table->event_count() == 0)
    return base::fail(base::ErrorCode::kInvalidInput, "There are no events to make a map of.",
                      "from_data", "Import a file or connect a source, or begin with a template.");
  const json::object given = asked.is_object() ? asked.get_object() : json::object();
  const std::string_view segment = text_in(given, "segment");
  const std::string_view period = text_in(given, "period");
  json::object question;
  if (!segment.empty()) question["who"] = json::object{{"segment", segment}};
  if (!period.empty() && period != "all") {
    auto length = model::parse_duration(period);
    if (!length) {
      length.error().place = "from_data.period";
      return std::unexpected(length.error());
    }
    WEND_ASSIGN(const auto zone, zone_of(call.services));
    question["range"] =
        json::object{{"from", model::format_time(table->last_us() - *length, zone)}};
  }
  const auto ask_kind = [&](std::string_view kind) {
    json::object document = question;
    document["kind"] = kind;
    return ask(call, table, document);
  };
  WEND_ASSIGN(const auto journey, ask_kind("journey"));
  WEND_ASSIGN(const auto friction, ask_kind("friction"));
  const json::value* steps = given.if_contains("steps");
  map::MapOutline outline = map::outline_from_data(
      journey.at("result").as_object(), friction.at("result").as_object(),
      steps != nullptr ? steps->to_number<std::size_t>() : map::kDataStepsMax);
  if (outline.stages.empty())
    return base::fail(base::ErrorCode::kInvalidInput,
                      "Nobody of this segment met a touchpoint in this period.", "from_data",
                      "Take a longer period or another segment.");
  if (!segment.empty()) outline.about["segment"] = segment;
  if (!period.empty()) outline.about["period"] = period;
  return map::document_of(outline);
}

base::Result<map::MapDocument> begun(Call& call) {
  const json::object& body = call.body.as_object();
  const std::string_view title = text_in(body, "title");
  if (const json::value* document = body.if_contains("document"))
    return map::MapDocument::read(*document, "document");
  if (const std::string_view original = text_in(body, "copy_of"); !original.empty()) {
    WEND_ASSIGN(map::MapState state, call.services.maps->open(std::string(original)));
    return std::move(state.document);
  }
  if (const json::value* data = body.if_contains("from_data");
      data != nullptr && *data != json::value(false))
    return from_data(call, *data);
  const std::string_view name = text_in(body, "template");
  const map::MapTemplate* from = map::find_template(name.empty() ? "blank" : name);
  if (from == nullptr)
    return base::fail(base::ErrorCode::kInvalidInput, "There is no such template.", "template",
                      "GET /api/v1/maps/templates lists them.");
  const json::value* example = body.if_contains("example");
  return map::document_of(*from, example != nullptr && example->as_bool(), title);
}

base::Result<Answer> create_map(Call& call) {
  WEND_ASSIGN(map::MapDocument document, begun(call));
  const std::string_view title = text_in(call.body.as_object(), "title");
  if (!title.empty()) {
    map::Operation rename;
    rename.kind = map::OperationKind::kEdit;
    rename.part = map::find_part(map::kAbout);
    rename.id = map::kAbout;
    rename.field = map::find_field(*rename.part, "title");
    rename.edit = map::TextEdit::between(map::text_of(document.about(), "title"), title);
    rename.place = "title";
    WEND_TRY(document.apply({rename}));
  }
  WEND_ASSIGN(const MapEntry entry, call.services.maps->create(document, call.caller.id));
  return answer_with(call, entry, {.revision = entry.revision, .document = std::move(document)},
                     201);
}

base::Result<Answer> show_map(Call& call) {
  return answer_latest(call, call.id(), 200);
}

base::Result<Answer> remove_map(Call& call) {
  WEND_TRY(call.services.workspace.maps().set_removed(call.id(), true));
  Answer answer;
  answer.status = 204;
  answer.object = call.id();
  return answer;
}

base::Result<Answer> recover_map(Call& call) {
  WEND_TRY(call.services.workspace.maps().set_removed(call.id(), false));
  return answer_latest(call, call.id(), 200);
}

base::Result<Answer> list_templates(Call&) {
  json::array items;
  for (const map::MapTemplate& one : map::templates()) {
    json::array stages, lanes;
    std::size_t steps = 0;
    for (const auto& stage : one.outline.stages) {
      stages.emplace_back(map::text_of(stage.fields, "title"));
      steps += stage.steps.size();
    }
    for (const auto& lane : one.outline.lanes)
      lanes.push_back(json::object{{"kind", map::text_of(lane.fields, "kind")},
                                   {"title", map::text_of(lane.fields, "title")}});
    const std::string_view example = map::text_of(one.outline.about, "title");
    items.push_back(
        json::object{{"name", one.name},
                     {"title", one.title},
                     {"what", one.what},
                     {"for", one.use},
                     {"stages", std::move(stages)},
                     {"lanes", std::move(lanes)},
                     {"steps", steps},
                     {"personas", json::array(one.personas.begin(), one.personas.end())},
                     {"example", example.empty() ? json::value(nullptr) : json::value(example)}});
  }
  Answer answer;
  answer.body = json::object{{"items", std::move(items)}, {"next_cursor", nullptr}};
  return answer;
}

base::Result<Answer> show_schema(Call&) {
  Answer answer;
  answer.body = map::document_schema();
  return answer;
}

}  // namespace

base::Result<std::map<std::string, std::string>> persona_names(Services& services) {
  WEND_ASSIGN(const auto personas, services.workspace.personas().all());
  std::map<std::string, std::string> names;
  for (const auto& persona : personas) {
    boost::system::error_code error;
    const json::value body = json::parse(persona.body, error);
    if (!error && body.is_object()) names[persona.id] = text_in(body.get_object(), "name");
  }
  return names;
}

json::object map_entry_json(const MapEntry& entry,
                            const std::map<std::string, std::string>& personas,
                            const model::TimeZone& zone) {
  boost::system::error_code error;
  json::value summary = json::parse(entry.summary, error);
  json::object body =
      !error && summary.is_object() ? std::move(summary.get_object()) : json::object();
  json::array on;
  if (const json::value* ids = body.if_contains("personas"); ids != nullptr && ids->is_array())
    for (const json::value& id : ids->get_array())
      if (const auto found = personas.find(std::string(id.as_string())); found != personas.end())
        on.push_back(json::object{{"id", found->first}, {"name", found->second}});
  body["personas"] = std::move(on);
  body["id"] = entry.id;
  body["revision"] = entry.revision;
  body["created_at"] = time_json(entry.created_at, zone);
  body["updated_at"] = time_json(entry.updated_at, zone);
  body["created_by"] = nullptr;
  if (entry.created_by) body["created_by"] = *entry.created_by;
  body["removed_at"] = time_json(entry.removed_at, zone);
  return body;
}

void add_map_endpoints(std::vector<Endpoint>& endpoints) {
  using namespace schema;
  endpoints.push_back(
      {.path = "/api/v1/maps",
       .summary = "The journey maps, the latest changed first.",
       .parameters =
           paged({{"search", text(200), "In title, description, stages and tags."},
                  {"status", one_of_texts({"draft", "in_review", "published", "archived"}),
                   "Only those."},
                  {"removed", one_of_texts({"true", "false"}), "The removed ones instead."}}),
       .response = page_of(reference("MapEntry")),
       .handle = list_maps});
  endpoints.push_back({.method = http::Method::kPost,
                       .path = "/api/v1/maps",
                       .summary = "Begin a map: with a template, a copy, or a map read elsewhere.",
                       .permission = Permission::kWrite,
                       .request = reference("MapDraft"),
                       .status = 201,
                       .response = reference("JourneyMap"),
                       .audit = "map.create",
                       .creates = true,
                       .lane = http::Lane::kHeavy,
                       .body_limit = kMapBodyMax,
                       .handle = create_map});
  endpoints.push_back({.path = "/api/v1/maps/templates",
                       .summary = "What a map can be begun with.",
                       .response = page_of(reference("MapTemplate")),
                       .handle = list_templates});
  endpoints.push_back({.path = "/api/v1/maps/schema",
                       .summary = "The JSON Schema of a map's document.",
                       .response = open_object(),
                       .handle = show_schema});
  endpoints.push_back({.path = "/api/v1/maps/{id}",
                       .summary = "One map, as it is now.",
                       .response = reference("JourneyMap"),
                       .lane = http::Lane::kHeavy,
                       .handle = show_map});
  endpoints.push_back({.method = http::Method::kDelete,
                       .path = "/api/v1/maps/{id}",
                       .summary = "Remove a map; it can be recovered for 30 days.",
                       .permission = Permission::kWrite,
                       .status = 204,
                       .audit = "map.remove",
                       .handle = remove_map});
  endpoints.push_back({.method = http::Method::kPost,
                       .path = "/api/v1/maps/{id}/recover",
                       .summary = "Put a removed map back.",
                       .permission = Permission::kWrite,
                       .response = reference("JourneyMap"),
                       .audit = "map.recover",
                       .lane = http::Lane::kHeavy,
                       .handle = recover_map});
}

}  // namespace wend::api
