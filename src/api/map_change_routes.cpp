#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "api/maps.h"
#include "api/times.h"
#include "http/live_stream.h"
#include "http/problem.h"

namespace wend::api {
namespace {

namespace json = boost::json;

// What waits for a slow client. One that lost some sees it by the revisions and asks for them.
constexpr std::size_t kWaitingEventsMax = 512;
constexpr std::size_t kStoredDepthMax = 64;
constexpr std::size_t kPresenceBytesMax = 2'000;

json::array changes_json(const std::vector<workspace::MapChange>& changes,
                         const model::TimeZone& zone) {
  json::array list;
  for (const auto& change : changes) list.push_back(map_change_json(change, zone));
  return list;
}

json::object presence_json(const map::Presence& presence) {
  return {{"client", presence.client},
          {"user", {{"id", presence.user_id}, {"name", presence.user_name}}},
          {"at", presence.at}};
}

base::Result<map::ChangeRequest> request_of(Call& call) {
  const json::object& body = call.body.as_object();
  map::ChangeRequest request;
  request.client = body.at("client").as_string();
  request.number = body.at("number").as_int64();
  request.actor = call.caller.id;
  if (request.client.empty())
    return base::fail(base::ErrorCode::kInvalidInput, "The client has no name.", "client");
  return request;
}

// 409 with what the client has to rebase on.
base::Result<Answer> behind(Call& call, const map::ChangeOutcome& outcome) {
  WEND_ASSIGN(const auto zone, zone_of(call.services));
  auto body =
      http::problem_json({base::ErrorCode::kConflict, "Somebody changed this map meanwhile.",
                          "base", "Rebase the operations on the changes and send them again."});
  body["revision"] = outcome.revision;
  body["changes"] = changes_json(outcome.missed, zone);
  Answer answer;
  answer.status = 409;
  answer.response = http::Response::text(409, "application/problem+json", json::serialize(body));
  return answer;
}

base::Result<Answer> change_map(Call& call) {
  WEND_ASSIGN(map::ChangeRequest request, request_of(call));
  const json::object& body = call.body.as_object();
  request.base = body.at("base").as_int64();
  WEND_ASSIGN(request.operations, map::read_operations(body.at("operations"), "operations"));
  WEND_ASSIGN(const auto outcome, call.services.maps->change(call.id(), request));
  if (!outcome.applied) return behind(call, outcome);
  Answer answer;
  answer.body = json::object{{"revision", outcome.revision}};
  return answer;
}

base::Result<Answer> list_changes(Call& call) {
  const auto entry = call.services.workspace.maps().find(call.id());
  if (!entry) return base::fail(entry.error());
  if (!*entry || (*entry)->removed_at)
    return base::fail(base::ErrorCode::kNotFound, "There is no such map.");
  WEND_ASSIGN(const auto zone, zone_of(call.services));
  const std::int64_t after = std::stoll(*call.parameter("after"));
  const auto most = static_cast<std::int64_t>(map::kMissedMax);
  WEND_ASSIGN(const auto changes,
              call.services.workspace.maps().changes_after(call.id(), after, after + most));
  Answer answer;
  answer.body =
      json::object{{"revision", (*entry)->revision}, {"changes", changes_json(changes, zone)}};
  return answer;
}

base::Result<Answer> watch_map(Call& call) {
  WEND_ASSIGN(const auto zone, zone_of(call.services));
  auto live = std::make_shared<http::LiveStream>(kWaitingEventsMax);
  map::MapWatcher watcher;
  watcher.changed = [live, zone](const workspace::MapChange& change) {
    live->push("change", json::serialize(map_change_json(change, zone)));
  };
  watcher.present = [live](const map::Presence& presence) {
    live->push("presence", json::serialize(presence_json(presence)));
  };
  watcher.commented = [live](const json::value& comment) {
    live->push("comment", json::serialize(comment));
  };
  watcher.gone = [live] { return live->closed(); };
  WEND_ASSIGN(const auto welcome, call.services.maps->watch(call.id(), std::move(watcher)));
  json::array present;
  for (const auto& one : welcome.present) present.push_back(presence_json(one));
  live->push("hello", json::serialize(json::object{{"revision", welcome.revision},
                                                   {"present", std::move(present)}}));
  Answer answer;
  answer.response = http::Response::text(200, "text/event-stream", "");
  answer.response->headers.set("Cache-Control", "no-store");
  answer.response->live = live;
  return answer;
}

base::Result<Answer> tell_presence(Call& call) {
  const json::object& body = call.body.as_object();
  map::Presence presence;
  presence.client = body.at("client").as_string();
  presence.user_id = call.caller.id;
  presence.user_name = call.caller.user ? call.caller.user->name : "A program";
  presence.at = body.at("at");
  if (json::serialize(presence.at).size() > kPresenceBytesMax)
    return base::fail(base::ErrorCode::kTooLarge, "This says too much about where somebody is.",
                      "at");
  WEND_ASSIGN(const auto entry, call.services.workspace.maps().find(call.id()));
  if (!entry || entry->removed_at)
    return base::fail(base::ErrorCode::kNotFound, "There is no such map.");
  call.services.maps->tell_presence(call.id(), std::move(presence));
  Answer answer;
  answer.status = 204;
  return answer;
}

base::Result<Answer> restore_map(Call& call) {
  WEND_ASSIGN(const map::ChangeRequest request, request_of(call));
  const std::int64_t revision = call.body.as_object().at("revision").as_int64();
  WEND_ASSIGN(const auto outcome, call.services.maps->restore(call.id(), revision, request));
  Answer answer;
  answer.object = call.id();
  answer.body = json::object{{"revision", outcome.revision}};
  return answer;
}

}  // namespace

json::object map_change_json(const workspace::MapChange& change, const model::TimeZone& zone) {
  json::parse_options options;
  options.max_depth = kStoredDepthMax;
  return {
      {"revision", change.revision}, {"at", time_json(change.at, zone)},
      {"by", change.actor},          {"client", change.client},
      {"number", change.number},     {"operations", json::parse(change.operations, {}, options)}};
}

void add_map_change_endpoints(std::vector<Endpoint>& endpoints) {
  using namespace schema;
  const Schema revision = object({{"revision", count()}});
  constexpr std::int64_t kMost = 1'000'000'000'000;
  endpoints.push_back({.method = http::Method::kPost,
                       .path = "/api/v1/maps/{id}/changes",
                       .summary = "Change a map by operations; 409 with what others changed since.",
                       .permission = Permission::kWrite,
                       .request = reference("MapChangeDraft"),
                       .response = revision,
                       .handle = change_map});
  endpoints.push_back(
      {.path = "/api/v1/maps/{id}/changes",
       .summary = "What was changed after a revision, at most 1,000 changes.",
       .parameters = {{"after", integer(0, kMost), "The revision.", true}},
       .response = object({{"revision", count()}, {"changes", list(reference("MapChange"))}}),
       .lane = http::Lane::kHeavy,
       .handle = list_changes});
  endpoints.push_back({.path = "/api/v1/maps/{id}/live",
                       .summary = "What happens on a map, as server-sent events: hello, then "
                                  "change, presence and comment.",
                       .response_type = "text/event-stream",
                       .handle = watch_map});
  endpoints.push_back(
      {.method = http::Method::kPost,
       .path = "/api/v1/maps/{id}/presence",
       .summary = "Say where on a map you are, at least every 15 seconds; null: you left.",
       .request = object({{"client", text(64)}, {"at", nullable(open_object())}}),
       .status = 204,
       .handle = tell_presence});
  endpoints.push_back(
      {.method = http::Method::kPost,
       .path = "/api/v1/maps/{id}/restore",
       .summary = "Lead a map back to an earlier revision, by a new one.",
       .permission = Permission::kWrite,
       .request = object(
           {{"client", text(64)}, {"number", integer(1, kMost)}, {"revision", integer(1, kMost)}}),
       .response = revision,
       .audit = "map.restore",
       .lane = http::Lane::kHeavy,
       .handle = restore_map});
}

}  // namespace wend::api
