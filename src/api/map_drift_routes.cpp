#include <algorithm>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "analyze/journey_model.h"
#include "api/ask.h"
#include "api/map_drift.h"
#include "api/times.h"
#include "map/drift_question.h"
#include "map/map_rooms.h"

namespace wend::api {
namespace {

namespace json = boost::json;
using base::ErrorCode;

constexpr std::size_t kLooksShown = 100;

json::array unbound_json(const map::MapQuestion& question) {
  json::array list;
  for (const auto& out : question.left_out)
    list.push_back(json::object{{"in", out.part},
                                {"id", out.id},
                                {"field", out.field},
                                {"code", out.code},
                                {"reason", out.sentence},
                                {"hint", out.hint}});
  return list;
}

base::Result<Answer> show_drift(Call& call) {
  WEND_TRY(map_of_path(call));
  WEND_ASSIGN(const auto table, call.services.tables.current(call.request.stop));
  WEND_ASSIGN(const auto state, call.services.maps->open(call.id()));
  WEND_ASSIGN(const auto around, map_surroundings(call.services, table, call.request.stop));
  const map::MapQuestionAsk wanted{.period = call.parameter("period"),
                                   .segment = call.parameter("segment"),
                                   .trend = call.parameter("trend").value_or("")};
  WEND_ASSIGN(auto question, map::drift_question_of(state.document, wanted, around));
  WEND_ASSIGN(auto said, map::ask_leaving_out(question, [&](const json::value& document) {
                return ask(call, table, document);
              }));
  Answer answer;
  answer.headers.set("Cache-Control", "private, no-cache");
  answer.body = json::object{{"map", call.id()},
                             {"revision", state.revision},
                             {"period", question.period},
                             {"question", question.document},
                             {"unbound", unbound_json(question)},
                             {"answer", std::move(said)}};
  return answer;
}

base::Result<Answer> list_looks(Call& call) {
  WEND_TRY(map_of_path(call));
  WEND_ASSIGN(const auto looks,
              call.services.workspace.map_records().looks(call.id(), kLooksShown));
  WEND_ASSIGN(const auto zone, zone_of(call.services));
  json::array items;
  for (const auto& look : looks) items.push_back(look_json(look, zone));
  Answer answer;
  answer.body = json::object{{"items", std::move(items)}, {"next_cursor", nullptr}};
  return answer;
}

base::Result<Answer> look_now(Call& call) {
  WEND_TRY(map_of_path(call));
  WEND_ASSIGN(const auto look, call.services.map_watch->look(call.id(), call.request.stop));
  WEND_ASSIGN(const auto zone, zone_of(call.services));
  Answer answer;
  answer.status = 201;
  answer.object = call.id();
  answer.body = look_json(look, zone);
  return answer;
}

}  // namespace

base::Result<workspace::MapEntry> map_of_path(Call& call) {
  WEND_ASSIGN(auto entry, call.services.workspace.maps().find(call.id()));
  if (!entry || entry->removed_at) return base::fail(ErrorCode::kNotFound, "There is no such map.");
  return *std::move(entry);
}

base::Result<map::MapSurroundings> map_surroundings(
    Services& services, const std::shared_ptr<const analyze::JourneyTable>& table,
    const std::stop_token& stop) {
  map::MapSurroundings around;
  WEND_ASSIGN(around.zone, zone_of(services));
  WEND_ASSIGN(const auto journey, analyze::discover(table, stop));
  around.has_touchpoint = [journey](std::string_view name) {
    return std::ranges::find(journey->touchpoints, name, &analyze::Touchpoint::name) !=
           journey->touchpoints.end();
  };
  // Only whether it is there, and its name: what it means is found when the question is asked.
  around.find_segment =
      [&services](std::string_view id) -> base::Result<std::optional<model::SegmentMeaning>> {
    WEND_ASSIGN(const auto segment, services.workspace.segments().find(id));
    if (!segment) return std::nullopt;
    model::SegmentMeaning meaning;
    meaning.name = segment->name;
    return meaning;
  };
  if (table->event_count() > 0) around.last_event_us = table->last_us();
  return around;
}

map::MapWatch::Places watch_places(Services& services,
                                   std::function<void(std::string_view)> report) {
  return {services.workspace,
          *services.maps,
          *services.notice_board,
          services.clock,
          [&services] { return zone_of(services); },
          [&services](const std::stop_token& stop) -> base::Result<map::MapSurroundings> {
            WEND_ASSIGN(const auto table, services.tables.current(stop));
            return map_surroundings(services, table, stop);
          },
          [&services](const json::value& question,
                      const std::stop_token& stop) -> base::Result<json::object> {
            WEND_ASSIGN(const auto table, services.tables.current(stop));
            return ask(services, table, question, stop);
          },
          std::move(report)};
}

json::object look_json(const workspace::MapLook& look, const model::TimeZone& zone) {
  boost::system::error_code error;
  const json::value parsed = json::parse(look.body, error);
  json::object body = !error && parsed.is_object() ? parsed.get_object() : json::object();
  const auto field = [&](const char* name) {
    const json::value* value = body.if_contains(name);
    return value == nullptr ? json::value(nullptr) : *value;
  };
  json::object out{{"at", time_json(look.at, zone)}, {"revision", look.revision}};
  for (const char* name :
       {"people", "drift", "fitness", "sentence", "steps", "bound", "reached", "error"})
    out[name] = field(name);
  out["places"] = json::array();
  if (const json::value* places = body.if_contains("places")) out["places"] = *places;
  return out;
}

void add_map_drift_endpoints(std::vector<Endpoint>& endpoints) {
  using namespace schema;
  endpoints.push_back(
      {.path = "/api/v1/maps/{id}/drift",
       .summary = "Where customers leave the path that a map shows: a question of the kind drift.",
       .parameters = {{"period", text(100),
                       "Instead of the map's own: 8w, 30d, 2026-01-01/2026-01-31, or all."},
                      {"segment", text(100), "Instead of the map's own: a segment's id, or all."},
                      {"trend", one_of_texts({"day", "week", "month"}),
                       "With the trend of each share."}},
       .response = object(
           {{"map", text(100)},
            {"revision", count()},
            {"period", text()},
            {"question", described(open_object({{"kind", text(50)}}),
                                   "The question that was asked, for the people behind a number.")},
            {"unbound", described(list(open_object(
                                      {{"in", text(100)}, {"id", text(100)}, {"reason", text()}})),
                                  "What the question leaves out, and why.")},
            {"answer", open_object({{"kind", text(50)}})}}),
       .lane = http::Lane::kHeavy,
       .handle = show_drift});
  endpoints.push_back({.path = "/api/v1/maps/{id}/looks",
                       .summary = "The daily looks at a map's drift, the latest first.",
                       .response = page_of(reference("MapLook")),
                       .handle = list_looks});
  endpoints.push_back({.method = http::Method::kPost,
                       .path = "/api/v1/maps/{id}/looks",
                       .summary = "Look at a map's drift now, and tell who looks after it of news.",
                       .permission = Permission::kWrite,
                       .status = 201,
                       .response = reference("MapLook"),
                       .audit = "map.look",
                       .creates = true,
                       .lane = http::Lane::kHeavy,
                       .handle = look_now});
}

}  // namespace wend::api
