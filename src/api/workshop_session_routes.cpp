#include <boost/json/serialize.hpp>

#include "api/times.h"
#include "api/workshops.h"
#include "http/live_stream.h"

namespace wend::api {
namespace {

namespace json = boost::json;

// What waits for a slow client; one that lost some sees it by the revisions and asks anew.
constexpr std::size_t kWaitingEventsMax = 256;
constexpr std::int64_t kHoursDefault = 12;
constexpr std::int64_t kHoursMax = 14 * 24;

base::Result<Answer> command_workshop(Call& call) {
  WEND_ASSIGN(const std::int64_t revision,
              call.services.workshops->command(call.id(), {.facilitator = true, .author = {}},
                                               command_request(call)));
  Answer answer;
  answer.body = json::object{{"revision", revision}};
  return answer;
}

base::Result<Answer> watch(Call& call) {
  return watch_workshop(call, call.id(), {.facilitator = true, .author = {}}, "");
}

base::Result<Answer> invite(Call& call) {
  std::int64_t hours = kHoursDefault;
  if (const json::value* given = call.body.as_object().if_contains("hours"))
    hours = given->as_int64();
  WEND_ASSIGN(const auto invitation,
              call.services.workspace.workshops().invite(call.id(), hours * env::kHourUs));
  WEND_ASSIGN(const auto zone, zone_of(call.services));
  Answer answer;
  answer.status = 201;
  answer.object = call.id();
  answer.body = json::object{{"token", invitation.token},
                             {"code", invitation.code},
                             {"until", time_json(invitation.until, zone)},
                             {"open", true}};
  return answer;
}

base::Result<Answer> uninvite(Call& call) {
  WEND_TRY(call.services.workspace.workshops().uninvite(call.id()));
  Answer answer;
  answer.status = 204;
  answer.object = call.id();
  return answer;
}

base::Result<Answer> draw(Call& call) {
  WEND_ASSIGN(const auto state, call.services.workshops->open(call.id()));
  WEND_ASSIGN(const std::int64_t revision,
              call.services.workshops->draw(call.id(), call.caller.id));
  Answer answer;
  answer.object = call.id();
  answer.body = json::object{{"map", state.workshop.plan.map}, {"revision", revision}};
  return answer;
}

}  // namespace

workshop::CommandRequest command_request(const Call& call) {
  workshop::CommandRequest request;
  request.command = call.body.as_object();
  request.client = request.command.at("client").as_string();
  request.number = request.command.at("number").as_int64();
  return request;
}

base::Result<Answer> watch_workshop(Call& call, const std::string& id, workshop::Viewer viewer,
                                    std::string name) {
  auto live = std::make_shared<http::LiveStream>(kWaitingEventsMax);
  workshop::WorkshopWatcher watcher;
  const bool facilitator = viewer.facilitator;
  watcher.viewer = std::move(viewer);
  watcher.name = std::move(name);
  watcher.changed = [live](const json::object& change) {
    live->push("change", json::serialize(change));
  };
  watcher.present = [live, facilitator](const workshop::Present& present) {
    json::object told{{"guests", present.guests}};
    if (facilitator) told["names"] = json::array(present.names.begin(), present.names.end());
    live->push("present", json::serialize(told));
  };
  watcher.removed = [live] {
    live->push("removed", "{}");
    live->close();
  };
  watcher.gone = [live] { return live->closed(); };
  WEND_ASSIGN(const std::int64_t revision, call.services.workshops->watch(id, std::move(watcher)));
  live->push("hello", json::serialize(json::object{{"revision", revision}}));
  Answer answer;
  answer.response = http::Response::text(200, "text/event-stream", "");
  answer.response->headers.set("Cache-Control", "no-store");
  answer.response->live = live;
  return answer;
}

void add_workshop_session_endpoints(std::vector<Endpoint>& endpoints) {
  using namespace schema;
  endpoints.push_back({.method = http::Method::kPost,
                       .path = "/api/v1/workshops/{id}/commands",
                       .summary = "Lead a workshop: start, pause, go on, group, vote, end.",
                       .permission = Permission::kWrite,
                       .request = reference("WorkshopCommand"),
                       .response = object({{"revision", count()}}),
                       .handle = command_workshop});
  endpoints.push_back({.path = "/api/v1/workshops/{id}/live",
                       .summary = "What happens in a workshop, as server-sent events: hello, then "
                                  "change, present and removed.",
                       .response_type = "text/event-stream",
                       .handle = watch});
  endpoints.push_back({.method = http::Method::kPost,
                       .path = "/api/v1/workshops/{id}/invitation",
                       .summary = "A new link and code to join by; the ones before end.",
                       .permission = Permission::kWrite,
                       .request = object({optional("hours", integer(1, kHoursMax))}),
                       .status = 201,
                       .response = reference("WorkshopInvitation"),
                       .audit = "workshop.invite",
                       .creates = true,
                       .handle = invite});
  endpoints.push_back({.method = http::Method::kDelete,
                       .path = "/api/v1/workshops/{id}/invitation",
                       .summary = "Let nobody else join.",
                       .permission = Permission::kWrite,
                       .status = 204,
                       .audit = "workshop.uninvite",
                       .handle = uninvite});
  endpoints.push_back({.method = http::Method::kPost,
                       .path = "/api/v1/workshops/{id}/draw",
                       .summary = "Put on the map what the workshop found; what is there stays.",
                       .permission = Permission::kWrite,
                       .response = object({{"map", text(100)}, {"revision", count()}}),
                       .audit = "workshop.draw",
                       .lane = http::Lane::kHeavy,
                       .handle = draw});
}

}  // namespace wend::api
