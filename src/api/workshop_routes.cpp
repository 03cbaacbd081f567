#include <boost/json/parse.hpp>

#include "api/document_version.h"
#include "api/maps.h"
#include "api/times.h"
#include "api/workshops.h"
#include "map/map_templates.h"
#include "workshop/plays.h"
#include "workshop/stored_workshop.h"
#include "workshop/summary.h"

namespace wend::api {
namespace {

namespace json = boost::json;
using base::ErrorCode;
using workshop::WorkshopState;
using workspace::WorkshopEntry;

constexpr std::string_view kNewMapTemplate = "blank";

json::object named(std::string_view id, std::string_view title) {
  return {{"id", id}, {"title", title}};
}

base::Result<WorkshopEntry> entry_of_path(Call& call) {
  WEND_ASSIGN(auto entry, call.services.workspace.workshops().find(call.id()));
  if (!entry) return base::fail(ErrorCode::kNotFound, "There is no such workshop.");
  return *std::move(entry);
}

// A map that was removed since has no title.
base::Result<json::object> map_json(Services& services, const std::string& id) {
  WEND_ASSIGN(const auto entry, services.workspace.maps().find(id));
  if (!entry || entry->removed_at) return named(id, "");
  boost::system::error_code error;
  const json::value summary = json::parse(entry->summary, error);
  const json::value* title =
      !error && summary.is_object() ? summary.get_object().if_contains("title") : nullptr;
  return named(id, title != nullptr && title->is_string() ? std::string_view(title->get_string())
                                                          : std::string_view());
}

base::Result<json::value> persona_json(Services& services, const std::string& id) {
  WEND_ASSIGN(const auto names, persona_names(services));
  const auto found = names.find(id);
  return found == names.end() ? json::value(nullptr) : json::value(named(id, found->second));
}

json::value invitation_json(const std::optional<workspace::Invitation>& invitation, env::TimeUs now,
                            const model::TimeZone& zone) {
  if (!invitation) return nullptr;
  return json::object{{"token", invitation->token},
                      {"code", invitation->code},
                      {"until", time_json(invitation->until, zone)},
                      {"open", invitation->until > now}};
}

base::Result<Answer> answer_with(Call& call, const std::string& id, int status) {
  WEND_ASSIGN(const WorkshopState state, call.services.workshops->open(id));
  WEND_ASSIGN(const auto entry, call.services.workspace.workshops().find(id));
  if (!entry) return base::fail(ErrorCode::kNotFound, "There is no such workshop.");
  WEND_ASSIGN(const auto zone, zone_of(call.services));
  const env::TimeUs now = call.services.clock.now_us();
  Answer answer;
  answer.status = status;
  answer.object = id;
  json::object body =
      workshop::state_json(state.workshop, {.facilitator = true, .author = {}}, now);
  body["id"] = id;
  body["version"] = state.version;
  body["revision"] = state.revision;
  WEND_ASSIGN(body["map"], map_json(call.services, state.workshop.plan.map));
  WEND_ASSIGN(body["persona"], persona_json(call.services, state.workshop.plan.persona));
  const bool writes = call.caller.may(Permission::kWrite);
  body["invitation"] =
      writes ? invitation_json(entry->invitation, now, zone) : json::value(nullptr);
  const auto present = call.services.workshops->present(id);
  body["present"] =
      json::object{{"guests", present.guests},
                   {"names", json::array(present.names.begin(), present.names.end())}};
  body["drawn_at"] = time_json(state.workshop.drawn_at, zone);
  body["may_write"] = writes;
  answer.body = std::move(body);
  answer.headers.set("ETag", etag_of(state.version));
  return answer;
}

base::Result<Answer> list_workshops(Call& call) {
  WEND_ASSIGN(const auto entries, call.services.workspace.workshops().all());
  WEND_ASSIGN(const auto zone, zone_of(call.services));
  json::array items;
  for (const WorkshopEntry& entry : entries) {
    WEND_ASSIGN(const auto kept, workshop::read_workshop(entry.body, {}));
    WEND_ASSIGN(auto map, map_json(call.services, kept.plan.map));
    std::int64_t minutes = 0;
    for (const auto& play : kept.plan.agenda) minutes += play.minutes;
    json::object item{{"id", entry.id},
                      {"title", kept.plan.title},
                      {"goal", kept.plan.goal},
                      {"status", workshop::to_string(kept.status)},
                      {"minutes", minutes},
                      {"plays", kept.plan.agenda.size()},
                      {"at", nullptr},
                      {"map", std::move(map)},
                      {"drawn_at", time_json(kept.drawn_at, zone)},
                      {"created_at", time_json(entry.created_at, zone)},
                      {"updated_at", time_json(entry.updated_at, zone)},
                      {"created_by", nullptr}};
    if (kept.current() != nullptr) item["at"] = kept.at;
    if (entry.created_by) item["created_by"] = *entry.created_by;
    items.push_back(std::move(item));
  }
  Answer answer;
  answer.body = json::object{{"items", std::move(items)}, {"next_cursor", nullptr}};
  return answer;
}

base::Result<Answer> list_agendas(Call&) {
  Answer answer;
  answer.body = workshop::agendas_json();
  return answer;
}

std::string text_in(const json::object& body, std::string_view field) {
  const json::value* value = body.if_contains(field);
  return value != nullptr && value->is_string() ? std::string(value->get_string()) : std::string();
}

base::Status check_persona(Call& call, const workshop::Plan& plan) {
  if (plan.persona.empty()) return {};
  WEND_ASSIGN(const auto persona, call.services.workspace.personas().find(plan.persona));
  if (!persona) return base::fail(ErrorCode::kInvalidInput, "There is no such persona.", "persona");
  return {};
}

// The map that is named, or a new one called like the workshop.
base::Result<std::string> map_for(Call& call, const workshop::Plan& plan) {
  const json::object& body = call.body.as_object();
  if (std::string id = text_in(body, "map"); !id.empty()) {
    WEND_ASSIGN(const auto entry, call.services.workspace.maps().find(id));
    if (!entry || entry->removed_at)
      return base::fail(ErrorCode::kInvalidInput, "There is no such map.", "map");
    return id;
  }
  std::string name = text_in(body, "template");
  if (name.empty()) name = kNewMapTemplate;
  const map::MapTemplate* from = map::find_template(name);
  if (from == nullptr)
    return base::fail(ErrorCode::kInvalidInput, "There is no such template.", "template",
                      "GET /api/v1/maps/templates lists them.");
  WEND_ASSIGN(const auto document, map::document_of(*from, false, plan.title));
  WEND_ASSIGN(const auto entry, call.services.maps->create(document, call.caller.id));
  return entry.id;
}

base::Result<Answer> create_workshop(Call& call) {
  WEND_ASSIGN(workshop::Plan plan, workshop::read_plan(call.body.as_object()));
  WEND_TRY(check_persona(call, plan));
  WEND_ASSIGN(plan.map, map_for(call, plan));
  WEND_ASSIGN(const auto entry, call.services.workshops->create(std::move(plan), call.caller.id));
  return answer_with(call, entry.id, 201);
}

base::Result<Answer> show_workshop(Call& call) {
  return answer_with(call, call.id(), 200);
}

base::Result<Answer> clash_with(Call& call) {
  WEND_ASSIGN(Answer theirs, answer_with(call, call.id(), 200));
  const std::int64_t version = theirs.body.as_object().at("version").as_int64();
  return clash("this workshop", call.body, std::move(theirs.body), version);
}

base::Result<Answer> change_workshop(Call& call) {
  WEND_ASSIGN(const WorkshopState state, call.services.workshops->open(call.id()));
  WEND_ASSIGN(workshop::Plan plan, workshop::read_plan(call.body.as_object()));
  WEND_TRY(check_persona(call, plan));
  if (!has_seen(call, state.version)) return clash_with(call);
  WEND_TRY(call.services.workshops->change_plan(call.id(), state.version, std::move(plan)));
  return answer_with(call, call.id(), 200);
}

base::Result<Answer> remove_workshop(Call& call) {
  WEND_TRY(call.services.workshops->remove(call.id()));
  Answer answer;
  answer.status = 204;
  answer.object = call.id();
  return answer;
}

base::Result<Answer> show_summary(Call& call) {
  WEND_ASSIGN(const WorkshopEntry entry, entry_of_path(call));
  WEND_ASSIGN(const WorkshopState state, call.services.workshops->open(call.id()));
  WEND_ASSIGN(const auto zone, zone_of(call.services));
  json::object body = workshop::summary_json(state.workshop);
  WEND_ASSIGN(body["map"], map_json(call.services, state.workshop.plan.map));
  WEND_ASSIGN(body["persona"], persona_json(call.services, state.workshop.plan.persona));
  body["at"] = time_json(entry.updated_at, zone);
  Answer answer;
  answer.body = std::move(body);
  return answer;
}

}  // namespace

void add_workshop_endpoints(std::vector<Endpoint>& endpoints) {
  using namespace schema;
  endpoints.push_back({.path = "/api/v1/workshops",
                       .summary = "The workshops, the latest changed first.",
                       .response = page_of(reference("WorkshopEntry")),
                       .handle = list_workshops});
  endpoints.push_back({.method = http::Method::kPost,
                       .path = "/api/v1/workshops",
                       .summary = "Plan a workshop, on a map that is there or on a new one.",
                       .permission = Permission::kWrite,
                       .request = reference("WorkshopDraft"),
                       .status = 201,
                       .response = reference("Workshop"),
                       .audit = "workshop.create",
                       .creates = true,
                       .lane = http::Lane::kHeavy,
                       .handle = create_workshop});
  endpoints.push_back({.path = "/api/v1/workshops/agendas",
                       .summary = "The kinds of plays, and agendas to begin with.",
                       .response = reference("WorkshopAgendas"),
                       .handle = list_agendas});
  endpoints.push_back({.path = "/api/v1/workshops/{id}",
                       .summary = "One workshop, as its facilitator sees it.",
                       .response = reference("Workshop"),
                       .handle = show_workshop});
  endpoints.push_back({.method = http::Method::kPut,
                       .path = "/api/v1/workshops/{id}",
                       .summary = "Change title, goal, scope, persona and the plays to come.",
                       .permission = Permission::kWrite,
                       .request = reference("WorkshopDraft"),
                       .response = reference("Workshop"),
                       .audit = "workshop.change",
                       .needs_match = true,
                       .handle = change_workshop});
  endpoints.push_back({.method = http::Method::kDelete,
                       .path = "/api/v1/workshops/{id}",
                       .summary = "Remove a workshop with all that was noted; its map stays.",
                       .permission = Permission::kWrite,
                       .status = 204,
                       .audit = "workshop.remove",
                       .handle = remove_workshop});
  endpoints.push_back({.path = "/api/v1/workshops/{id}/summary",
                       .summary = "What a workshop found, on one page.",
                       .response = reference("WorkshopSummary"),
                       .handle = show_summary});
}

}  // namespace wend::api
