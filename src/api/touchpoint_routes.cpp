#include <algorithm>

#include "analyze/journey_model.h"
#include "api/document_version.h"
#include "api/routes.h"
#include "api/times.h"
#include "api/touchpoints.h"
#include "fmt/format.h"

namespace wend::api {
namespace {

namespace json = boost::json;
using analyze::JourneyModel;
using workspace::Touchpoint;

// The journey as it is now, for what there is to note.
base::Result<std::shared_ptr<const JourneyModel>> journey_now(Call& call) {
  WEND_ASSIGN(const auto table, call.services.tables.current(call.request.stop));
  return analyze::discover(table);
}

json::object touchpoint_json(const Touchpoint& touchpoint, const JourneyModel& journey,
                             const model::TimeZone& zone) {
  json::array notes;
  for (const auto& note : journey.notes)
    if (note.touchpoint == touchpoint.name) notes.emplace_back(note.sentence);
  json::object body{{"id", touchpoint.id},
                    {"name", touchpoint.name},
                    {"description", touchpoint.description},
                    {"events", json::array(touchpoint.events.begin(), touchpoint.events.end())},
                    {"stage", nullptr},
                    {"role", nullptr},
                    {"version", touchpoint.version},
                    {"created_at", time_json(touchpoint.created_at, zone)},
                    {"updated_at", time_json(touchpoint.updated_at, zone)},
                    {"created_by", nullptr},
                    {"notes", std::move(notes)}};
  if (touchpoint.stage) body["stage"] = *touchpoint.stage;
  if (touchpoint.role) body["role"] = *touchpoint.role;
  if (touchpoint.created_by) body["created_by"] = *touchpoint.created_by;
  return body;
}

base::Result<Answer> answer_with(Call& call, const Touchpoint& touchpoint, int status) {
  WEND_ASSIGN(const auto zone, zone_of(call.services));
  WEND_ASSIGN(const auto journey, journey_now(call));
  Answer answer;
  answer.status = status;
  answer.body = touchpoint_json(touchpoint, *journey, zone);
  answer.headers.set("ETag", etag_of(touchpoint.version));
  answer.object = touchpoint.id;
  return answer;
}

base::Result<Answer> clash_with(Call& call, const Touchpoint& theirs) {
  WEND_ASSIGN(const auto zone, zone_of(call.services));
  return clash("this touchpoint", call.body, touchpoint_json(theirs, {}, zone), theirs.version);
}

base::Result<Touchpoint> touchpoint_of_path(Call& call) {
  WEND_ASSIGN(auto touchpoint, touchpoints(call.services).find(call.id()));
  if (!touchpoint) return base::fail(base::ErrorCode::kNotFound, "There is no such touchpoint.");
  return *std::move(touchpoint);
}

std::optional<std::string> text_or_none(const json::object& body, std::string_view field) {
  const auto* value = body.if_contains(field);
  if (value == nullptr || value->is_null() || value->as_string().empty()) return std::nullopt;
  return std::string(value->as_string());
}

base::Result<Touchpoint> draft_of(const Call& call) {
  const json::object& body = call.body.as_object();
  Touchpoint draft;
  draft.name = body.at("name").as_string();
  if (draft.name.empty())
    return base::fail(base::ErrorCode::kInvalidInput, "The touchpoint needs a name.", "name");
  draft.description = text_or_none(body, "description").value_or("");
  draft.stage = text_or_none(body, "stage");
  draft.role = text_or_none(body, "role");
  for (const json::value& event : body.at("events").as_array()) {
    const std::string name(event.as_string());
    if (name.empty())
      return base::fail(base::ErrorCode::kInvalidInput, "The event has no name.",
                        fmt::format("events[{}]", draft.events.size()));
    if (std::ranges::find(draft.events, name) == draft.events.end()) draft.events.push_back(name);
  }
  if (draft.events.empty())
    return base::fail(base::ErrorCode::kInvalidInput, "The touchpoint needs an event.", "events",
                      "Name at least one.");
  return draft;
}

base::Result<Answer> list_touchpoints(Call& call) {
  WEND_ASSIGN(const auto stored, touchpoints(call.services).all());
  WEND_ASSIGN(const auto zone, zone_of(call.services));
  WEND_ASSIGN(const auto journey, journey_now(call));
  json::array items, stages;
  for (const Touchpoint& touchpoint : stored)
    items.push_back(touchpoint_json(touchpoint, *journey, zone));
  for (const std::string& stage : journey->stages) stages.emplace_back(stage);
  Answer answer;
  answer.body = json::object{
      {"items", std::move(items)}, {"next_cursor", nullptr}, {"stages", std::move(stages)}};
  return answer;
}

base::Result<Answer> create_touchpoint(Call& call) {
  WEND_ASSIGN(Touchpoint draft, draft_of(call));
  draft.created_by = call.caller.id;
  WEND_ASSIGN(const Touchpoint made, touchpoints(call.services).create(std::move(draft)));
  WEND_TRY(apply_touchpoints(call.services));
  return answer_with(call, made, 201);
}

base::Result<Answer> show_touchpoint(Call& call) {
  WEND_ASSIGN(const Touchpoint touchpoint, touchpoint_of_path(call));
  return answer_with(call, touchpoint, 200);
}

base::Result<Answer> change_touchpoint(Call& call) {
  WEND_ASSIGN(const Touchpoint current, touchpoint_of_path(call));
  WEND_ASSIGN(const Touchpoint draft, draft_of(call));
  if (!has_seen(call, current.version)) return clash_with(call, current);
  auto changed = touchpoints(call.services).replace(current.id, current.version, draft);
  if (!changed && changed.error().code == base::ErrorCode::kConflict) {
    WEND_ASSIGN(const Touchpoint theirs, touchpoint_of_path(call));
    return clash_with(call, theirs);
  }
  if (!changed) return base::fail(changed.error());
  WEND_TRY(apply_touchpoints(call.services));
  return answer_with(call, *changed, 200);
}

base::Result<Answer> remove_touchpoint(Call& call) {
  WEND_ASSIGN(const Touchpoint current, touchpoint_of_path(call));
  if (!has_seen(call, current.version)) return clash_with(call, current);
  WEND_TRY(touchpoints(call.services).remove(current.id, current.version));
  WEND_TRY(apply_touchpoints(call.services));
  Answer answer;
  answer.status = 204;
  answer.object = current.id;
  return answer;
}

}  // namespace

void add_touchpoint_endpoints(std::vector<Endpoint>& endpoints) {
  using namespace schema;
  endpoints.push_back(
      {.path = "/api/v1/touchpoints",
       .summary = "The touchpoints that people named, by name, and the stages that there are.",
       .response = page_of(reference("Touchpoint"), {{"stages", list(text())}}),
       .lane = http::Lane::kHeavy,
       .handle = list_touchpoints});
  endpoints.push_back({.method = http::Method::kPost,
                       .path = "/api/v1/touchpoints",
                       .summary = "Name a touchpoint: which events it is made of.",
                       .permission = Permission::kWrite,
                       .request = reference("TouchpointDraft"),
                       .status = 201,
                       .response = reference("Touchpoint"),
                       .audit = "touchpoint.create",
                       .creates = true,
                       .lane = http::Lane::kHeavy,
                       .handle = create_touchpoint});
  endpoints.push_back({.path = "/api/v1/touchpoints/{id}",
                       .summary = "One named touchpoint.",
                       .response = reference("Touchpoint"),
                       .lane = http::Lane::kHeavy,
                       .handle = show_touchpoint});
  endpoints.push_back({.method = http::Method::kPut,
                       .path = "/api/v1/touchpoints/{id}",
                       .summary = "Change a named touchpoint.",
                       .permission = Permission::kWrite,
                       .request = reference("TouchpointDraft"),
                       .response = reference("Touchpoint"),
                       .audit = "touchpoint.change",
                       .needs_match = true,
                       .lane = http::Lane::kHeavy,
                       .handle = change_touchpoint});
  endpoints.push_back(
      {.method = http::Method::kDelete,
       .path = "/api/v1/touchpoints/{id}",
       .summary = "Remove a named touchpoint; its events go back to where they were.",
       .permission = Permission::kWrite,
       .status = 204,
       .audit = "touchpoint.remove",
       .needs_match = true,
       .handle = remove_touchpoint});
}

}  // namespace wend::api
