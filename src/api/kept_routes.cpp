#include "api/kept_routes.h"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "api/document_version.h"
#include "api/times.h"

namespace wend::api {
namespace {

namespace json = boost::json;
using base::ErrorCode;
using workspace::KeptThing;

workspace::KeptThings& things_of(Call& call, const KeptResource& resource) {
  return (call.services.workspace.*resource.things)();
}

base::Result<Answer> answer_with(Call& call, const KeptResource& resource, const KeptThing& thing,
                                 int status) {
  Answer answer;
  answer.status = status;
  WEND_ASSIGN(answer.body, kept_json(call, resource, thing));
  answer.headers.set("ETag", etag_of(thing.version));
  answer.object = thing.id;
  return answer;
}

base::Result<KeptThing> thing_of_path(Call& call, const KeptResource& resource) {
  WEND_ASSIGN(auto thing, things_of(call, resource).find(call.id()));
  if (!thing || thing->removed_at)
    return base::fail(ErrorCode::kNotFound, "There is no such " + resource.name + ".", {},
                      thing ? "It was removed; it can be put back for 30 days." : "");
  return *std::move(thing);
}

base::Result<Answer> clash_with(Call& call, const KeptResource& resource, const KeptThing& theirs) {
  WEND_ASSIGN(const auto shown, kept_json(call, resource, theirs));
  return clash("this " + resource.name, call.body, shown, theirs.version);
}

base::Result<Answer> create(Call& call, const KeptResource& resource) {
  KeptThing draft;
  WEND_ASSIGN(const auto body, resource.read(call, nullptr));
  draft.body = json::serialize(body);
  draft.created_by = call.caller.id;
  WEND_ASSIGN(const KeptThing made, things_of(call, resource).create(std::move(draft)));
  return answer_with(call, resource, made, 201);
}

base::Result<Answer> show(Call& call, const KeptResource& resource) {
  WEND_ASSIGN(const KeptThing thing, thing_of_path(call, resource));
  return answer_with(call, resource, thing, 200);
}

base::Result<Answer> change(Call& call, const KeptResource& resource) {
  WEND_ASSIGN(const KeptThing current, thing_of_path(call, resource));
  WEND_ASSIGN(const auto body, resource.read(call, &current));
  if (!has_seen(call, current.version)) return clash_with(call, resource, current);
  auto changed =
      things_of(call, resource).replace(current.id, current.version, json::serialize(body));
  if (!changed && changed.error().code == ErrorCode::kConflict) {
    WEND_ASSIGN(const KeptThing theirs, thing_of_path(call, resource));
    return clash_with(call, resource, theirs);
  }
  if (!changed) return base::fail(changed.error());
  return answer_with(call, resource, *changed, 200);
}

base::Result<Answer> remove(Call& call, const KeptResource& resource) {
  WEND_ASSIGN(const KeptThing current, thing_of_path(call, resource));
  if (!has_seen(call, current.version)) return clash_with(call, resource, current);
  WEND_TRY(things_of(call, resource).remove(current.id, current.version));
  Answer answer;
  answer.status = 204;
  answer.object = current.id;
  return answer;
}

base::Result<Answer> recover(Call& call, const KeptResource& resource) {
  WEND_ASSIGN(const KeptThing thing, things_of(call, resource).recover(call.id()));
  return answer_with(call, resource, thing, 200);
}

}  // namespace

json::object body_of(const KeptThing& thing) {
  boost::system::error_code error;
  json::value stored = json::parse(thing.body, error);
  return !error && stored.is_object() ? std::move(stored.get_object()) : json::object();
}

base::Result<json::object> kept_json(Call& call, const KeptResource& resource,
                                     const KeptThing& thing) {
  WEND_ASSIGN(const auto zone, zone_of(call.services));
  WEND_ASSIGN(json::object body, resource.show(call, thing));
  body["id"] = thing.id;
  body["version"] = thing.version;
  body["created_at"] = time_json(thing.created_at, zone);
  body["updated_at"] = time_json(thing.updated_at, zone);
  body["created_by"] = nullptr;
  if (thing.created_by) body["created_by"] = *thing.created_by;
  body["removed_at"] = time_json(thing.removed_at, zone);
  return body;
}

std::vector<schema::Field> kept_fields() {
  using namespace schema;
  return {{"id", text(100)},
          {"version", count()},
          {"created_at", time()},
          {"updated_at", time()},
          {"created_by", nullable(text(100))},
          {"removed_at", nullable(time())}};
}

base::Result<std::map<std::string, MapTitle>> map_titles(Services& services) {
  WEND_ASSIGN(const auto entries, services.workspace.maps().all());
  std::map<std::string, MapTitle> titles;
  for (const auto& entry : entries) {
    boost::system::error_code error;
    const json::value summary = json::parse(entry.summary, error);
    if (error || !summary.is_object()) continue;
    MapTitle& title = titles[entry.id];
    if (const json::value* text = summary.get_object().if_contains("title"); text->if_string())
      title.title = text->get_string();
    const json::value* goals = summary.get_object().if_contains("goals");
    if (goals == nullptr || !goals->is_array()) continue;
    for (const json::value& goal : goals->get_array())
      if (goal.is_string()) title.goals.emplace_back(goal.get_string());
  }
  return titles;
}

void add_kept_endpoints(std::vector<Endpoint>& endpoints, const KeptResource& resource) {
  using namespace schema;
  const std::string one = resource.path + "/{id}";
  // "an opportunity", "a score goal"
  const std::string named =
      (std::string_view("aeio").find(resource.name[0]) == std::string_view::npos ? "a " : "an ") +
      resource.name;
  std::string action = resource.name;
  for (char& c : action)
    if (c == ' ') c = '_';
  const auto with = [&](auto handler) {
    return [handler, resource](Call& call) { return handler(call, resource); };
  };
  endpoints.push_back({.method = http::Method::kPost,
                       .path = resource.path,
                       .summary = "Make " + named + ".",
                       .permission = Permission::kWrite,
                       .request = reference(resource.draft),
                       .status = 201,
                       .response = reference(resource.shape),
                       .audit = action + ".create",
                       .creates = true,
                       .lane = resource.create_lane,
                       .handle = with(create)});
  endpoints.push_back({.path = one,
                       .summary = "One " + resource.name + ".",
                       .response = reference(resource.shape),
                       .handle = with(show)});
  endpoints.push_back({.method = http::Method::kPut,
                       .path = one,
                       .summary = "Change " + named + ".",
                       .permission = Permission::kWrite,
                       .request = reference(resource.draft),
                       .response = reference(resource.shape),
                       .audit = action + ".change",
                       .needs_match = true,
                       .handle = with(change)});
  endpoints.push_back(
      {.method = http::Method::kDelete,
       .path = one,
       .summary = "Remove " + named + "; it can be put back for 30 days. " + resource.removed_note,
       .permission = Permission::kWrite,
       .status = 204,
       .audit = action + ".remove",
       .needs_match = true,
       .handle = with(remove)});
  endpoints.push_back({.method = http::Method::kPost,
                       .path = one + "/recover",
                       .summary = "Put a removed " + resource.name + " back.",
                       .permission = Permission::kWrite,
                       .response = reference(resource.shape),
                       .audit = action + ".recover",
                       .handle = with(recover)});
}

}  // namespace wend::api
