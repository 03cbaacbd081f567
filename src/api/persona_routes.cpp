#include <algorithm>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "api/document_version.h"
#include "api/personas.h"
#include "api/times.h"

namespace wend::api {
namespace {

namespace json = boost::json;
using workspace::Persona;

// What was not written is there too, so that nobody has to ask.
const json::object& blank() {
  static const json::object kBlank = [] {
    json::object empathy;
    for (const std::string_view part :
         {"says", "thinks", "does", "feels", "hears", "sees", "pains", "gains"})
      empathy[part] = json::array();
    return json::object{{"role", ""},
                        {"portrait", nullptr},
                        {"colour", 0},
                        {"motto", ""},
                        {"about", ""},
                        {"facts", json::array()},
                        {"goals", json::array()},
                        {"needs", json::array()},
                        {"pains", json::array()},
                        {"motivations", json::array()},
                        {"behaviours", json::array()},
                        {"empathy", std::move(empathy)},
                        {"segment", nullptr},
                        {"evidence", "none"},
                        {"source", ""},
                        {"owner", nullptr},
                        {"tags", json::array()}};
  }();
  return kBlank;
}

json::object whole(const json::object& draft) {
  json::object body = blank();
  for (const auto& field : draft) {
    if (field.key() != "empathy") {
      body[field.key()] = field.value();
      continue;
    }
    for (const auto& part : field.value().as_object())
      body["empathy"].as_object()[part.key()] = part.value();
  }
  return body;
}

// The maps of the workspace, as their lists say which personas are on them.
base::Result<std::vector<json::object>> map_summaries(Call& call) {
  WEND_ASSIGN(const auto entries, call.services.workspace.maps().all());
  std::vector<json::object> summaries;
  for (const auto& entry : entries) {
    boost::system::error_code error;
    json::value summary = json::parse(entry.summary, error);
    if (error || !summary.is_object()) continue;
    summaries.push_back(std::move(summary.get_object()));
    summaries.back()["id"] = entry.id;
  }
  return summaries;
}

json::object persona_json(const Persona& persona, const std::vector<json::object>& maps,
                          const model::TimeZone& zone) {
  boost::system::error_code error;
  const json::value stored = json::parse(persona.body, error);
  json::object body = whole(!error && stored.is_object() ? stored.get_object() : json::object());
  body["id"] = persona.id;
  json::array on;
  for (const json::object& map : maps) {
    const json::value* personas = map.if_contains("personas");
    if (personas == nullptr || !personas->is_array()) continue;
    if (std::ranges::find(personas->get_array(), json::value(persona.id)) !=
        personas->get_array().end())
      on.push_back(json::object{{"id", map.at("id")}, {"title", map.at("title")}});
  }
  body["maps"] = std::move(on);
  body["version"] = persona.version;
  body["created_at"] = time_json(persona.created_at, zone);
  body["updated_at"] = time_json(persona.updated_at, zone);
  body["created_by"] = nullptr;
  if (persona.created_by) body["created_by"] = *persona.created_by;
  return body;
}

base::Result<Answer> answer_with(Call& call, const Persona& persona, int status) {
  WEND_ASSIGN(const auto zone, zone_of(call.services));
  WEND_ASSIGN(const auto maps, map_summaries(call));
  Answer answer;
  answer.status = status;
  answer.body = persona_json(persona, maps, zone);
  answer.headers.set("ETag", etag_of(persona.version));
  answer.object = persona.id;
  return answer;
}

base::Result<Persona> persona_of_path(Call& call) {
  WEND_ASSIGN(auto persona, call.services.workspace.personas().find(call.id()));
  if (!persona) return base::fail(base::ErrorCode::kNotFound, "There is no such persona.");
  return *std::move(persona);
}

base::Status check_draft(Call& call) {
  const json::object& body = call.body.as_object();
  if (body.at("name").as_string().empty())
    return base::fail(base::ErrorCode::kInvalidInput, "The persona needs a name.", "name");
  const json::value* portrait = body.if_contains("portrait");
  if (portrait == nullptr || portrait->is_null()) return {};
  WEND_ASSIGN(const auto image, call.services.workspace.images().find(portrait->as_string()));
  if (!image)
    return base::fail(base::ErrorCode::kInvalidInput, "There is no such image.", "portrait",
                      "Send it to /api/v1/images first.");
  return {};
}

base::Result<Answer> clash_with(Call& call, const Persona& theirs) {
  WEND_ASSIGN(const auto zone, zone_of(call.services));
  return clash("this persona", call.body, persona_json(theirs, {}, zone), theirs.version);
}

base::Result<Answer> list_personas(Call& call) {
  WEND_ASSIGN(const auto all, call.services.workspace.personas().all());
  WEND_ASSIGN(const auto zone, zone_of(call.services));
  WEND_ASSIGN(const auto maps, map_summaries(call));
  json::array items;
  for (const Persona& persona : all) items.push_back(persona_json(persona, maps, zone));
  Answer answer;
  answer.body = json::object{{"items", std::move(items)}, {"next_cursor", nullptr}};
  return answer;
}

base::Result<Answer> create_persona(Call& call) {
  WEND_TRY(check_draft(call));
  Persona draft;
  draft.body = json::serialize(call.body);
  draft.created_by = call.caller.id;
  WEND_ASSIGN(const Persona made, call.services.workspace.personas().create(std::move(draft)));
  return answer_with(call, made, 201);
}

base::Result<Answer> show_persona(Call& call) {
  WEND_ASSIGN(const Persona persona, persona_of_path(call));
  return answer_with(call, persona, 200);
}

base::Result<Answer> change_persona(Call& call) {
  WEND_ASSIGN(const Persona current, persona_of_path(call));
  WEND_TRY(check_draft(call));
  if (!has_seen(call, current.version)) return clash_with(call, current);
  auto changed = call.services.workspace.personas().replace(current.id, current.version,
                                                            json::serialize(call.body));
  if (!changed && changed.error().code == base::ErrorCode::kConflict) {
    WEND_ASSIGN(const Persona theirs, persona_of_path(call));
    return clash_with(call, theirs);
  }
  if (!changed) return base::fail(changed.error());
  return answer_with(call, *changed, 200);
}

base::Result<Answer> remove_persona(Call& call) {
  WEND_ASSIGN(const Persona current, persona_of_path(call));
  if (!has_seen(call, current.version)) return clash_with(call, current);
  WEND_TRY(call.services.workspace.personas().remove(current.id, current.version));
  Answer answer;
  answer.status = 204;
  answer.object = current.id;
  return answer;
}

}  // namespace

void add_persona_endpoints(std::vector<Endpoint>& endpoints) {
  using namespace schema;
  endpoints.push_back({.path = "/api/v1/personas",
                       .summary = "The personas, and the maps that they are on.",
                       .response = page_of(reference("Persona")),
                       .handle = list_personas});
  endpoints.push_back({.method = http::Method::kPost,
                       .path = "/api/v1/personas",
                       .summary = "Make a persona.",
                       .permission = Permission::kWrite,
                       .request = reference("PersonaDraft"),
                       .status = 201,
                       .response = reference("Persona"),
                       .audit = "persona.create",
                       .creates = true,
                       .handle = create_persona});
  endpoints.push_back({.path = "/api/v1/personas/{id}",
                       .summary = "One persona.",
                       .response = reference("Persona"),
                       .handle = show_persona});
  endpoints.push_back({.method = http::Method::kPut,
                       .path = "/api/v1/personas/{id}",
                       .summary = "Change a persona.",
                       .permission = Permission::kWrite,
                       .request = reference("PersonaDraft"),
                       .response = reference("Persona"),
                       .audit = "persona.change",
                       .needs_match = true,
                       .handle = change_persona});
  endpoints.push_back({.method = http::Method::kDelete,
                       .path = "/api/v1/personas/{id}",
                       .summary = "Remove a persona; maps that it is on keep its place.",
                       .permission = Permission::kWrite,
                       .status = 204,
                       .audit = "persona.remove",
                       .needs_match = true,
                       .handle = remove_persona});
}

}  // namespace wend::api
