#include <map>

#include "api/maps.h"
#include "api/times.h"

namespace wend::api {
namespace {

namespace json = boost::json;

constexpr std::size_t kWorkMax = 500;

base::Status check_there(Call& call) {
  WEND_ASSIGN(const auto entry, call.services.workspace.maps().find(call.id()));
  if (!entry || entry->removed_at)
    return base::fail(base::ErrorCode::kNotFound, "There is no such map.");
  return {};
}

// The named revisions and the ends of times of work, the latest first.
base::Result<Answer> list_versions(Call& call) {
  WEND_TRY(check_there(call));
  auto& maps = call.services.workspace.maps();
  WEND_ASSIGN(const auto zone, zone_of(call.services));
  WEND_ASSIGN(const auto work, maps.work(call.id(), kWorkMax));
  WEND_ASSIGN(const auto named, maps.versions(call.id()));
  std::map<std::int64_t, json::object, std::greater<>> versions;
  for (const auto& one : work) {
    json::array by(one.actors.begin(), one.actors.end());
    versions[one.last_revision] = {{"revision", one.last_revision},
                                   {"name", nullptr},
                                   {"note", ""},
                                   {"from", time_json(one.from, zone)},
                                   {"at", time_json(one.to, zone)},
                                   {"by", std::move(by)}};
  }
  for (const auto& one : named) {
    auto& version = versions[one.revision];
    if (version.empty())
      version = {{"revision", one.revision},
                 {"from", time_json(one.at, zone)},
                 {"at", time_json(one.at, zone)},
                 {"by", json::array{one.actor}}};
    version["name"] = one.name;
    version["note"] = one.note;
  }
  json::array items;
  for (auto& [revision, version] : versions) items.push_back(std::move(version));
  Answer answer;
  answer.body = json::object{{"items", std::move(items)}, {"next_cursor", nullptr}};
  return answer;
}

base::Result<Answer> show_revision(Call& call) {
  constexpr std::size_t kDigitsMax = 15;
  const std::string_view text = call.request.path_value("revision");
  const bool is_number = !text.empty() && text.size() <= kDigitsMax &&
                         text.find_first_not_of("0123456789") == std::string_view::npos;
  if (!is_number)
    return base::fail(base::ErrorCode::kNotFound, "The map has no such revision.", "revision");
  WEND_ASSIGN(const auto state, call.services.maps->at(call.id(), std::stoll(std::string(text))));
  Answer answer;
  answer.body = json::object{{"revision", state.revision}, {"document", state.document.json()}};
  return answer;
}

base::Result<Answer> name_version(Call& call) {
  WEND_TRY(check_there(call));
  const json::object& body = call.body.as_object();
  workspace::MapVersion version;
  version.revision = body.at("revision").as_int64();
  version.name = body.at("name").as_string();
  if (const json::value* note = body.if_contains("note")) version.note = note->as_string();
  version.actor = call.caller.id;
  auto& maps = call.services.workspace.maps();
  if (version.name.empty())
    WEND_TRY(maps.forget_version(call.id(), version.revision));
  else
    WEND_TRY(maps.name_version(call.id(), version));
  Answer answer;
  answer.status = 204;
  answer.object = call.id();
  return answer;
}

}  // namespace

void add_map_version_endpoints(std::vector<Endpoint>& endpoints) {
  using namespace schema;
  endpoints.push_back(
      {.path = "/api/v1/maps/{id}/versions",
       .summary = "The versions of a map: those with a name, and one for each time of work.",
       .response = page_of(reference("MapVersion")),
       .lane = http::Lane::kHeavy,
       .handle = list_versions});
  endpoints.push_back({.method = http::Method::kPut,
                       .path = "/api/v1/maps/{id}/versions",
                       .summary = "Give a revision a name, or with an empty one take it away.",
                       .permission = Permission::kWrite,
                       .request = object({{"revision", integer(1, 1'000'000'000'000)},
                                          {"name", text(200)},
                                          optional("note", text(2'000))}),
                       .status = 204,
                       .audit = "map.version",
                       .handle = name_version});
  endpoints.push_back({.path = "/api/v1/maps/{id}/revisions/{revision}",
                       .summary = "A map as it was at a revision.",
                       .response = object({{"revision", count()}, {"document", open_object()}}),
                       .lane = http::Lane::kHeavy,
                       .handle = show_revision});
}

}  // namespace wend::api
