#include <boost/json/serialize.hpp>

#include "analyze/query.h"
#include "api/ask.h"
#include "api/map_drift.h"
#include "api/maps.h"
#include "api/times.h"
#include "fmt/format.h"
#include "map/map_gaps.h"
#include "map/map_question.h"

namespace wend::api {
namespace {

namespace json = boost::json;

base::Result<map::MapState> state_of(Call& call) {
  const auto revision = call.parameter("revision");
  if (!revision) return call.services.maps->open(call.id());
  return call.services.maps->at(call.id(), std::stoll(*revision));
}

json::array bound_json(const map::MapQuestion& question) {
  json::array list;
  for (const auto& bound : question.bound)
    list.push_back(json::object{{"in", bound.part}, {"id", bound.id}, {"by", bound.by}});
  return list;
}

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

base::Result<json::value> segment_json(const map::MapQuestion& question,
                                       const map::MapSurroundings& around) {
  if (!question.segment) return nullptr;
  WEND_ASSIGN(const auto found, around.find_segment(*question.segment));
  return json::object{{"id", *question.segment}, {"name", found ? found->name : ""}};
}

base::Result<Answer> show_numbers(Call& call) {
  WEND_ASSIGN(const auto table, call.services.tables.current(call.request.stop));
  WEND_ASSIGN(const auto state, state_of(call));
  WEND_ASSIGN(const auto around, map_surroundings(call.services, table, call.request.stop));
  const map::MapQuestionAsk wanted{.period = call.parameter("period"),
                                   .segment = call.parameter("segment"),
                                   .trend = call.parameter("trend").value_or("")};
  WEND_ASSIGN(auto question, map::question_of(state.document, wanted, around));
  Answer answer;
  answer.headers.set("Cache-Control", "private, no-cache");
  // What depends on the clock, or on whom a segment holds, has no version.
  if (!analyze::depends_on_now(question.document)) {
    const json::array said{question.document, question.period, bound_json(question),
                           unbound_json(question)};
    const auto hash = std::hash<std::string>{}(json::serialize(said));
    answer.headers.set("ETag",
                       fmt::format("\"{}-{}-{:x}\"", table->data_version(), state.revision, hash));
    if (call.request.headers.get("If-None-Match") == answer.headers.get("ETag")) {
      answer.status = 304;
      return answer;
    }
  }
  WEND_ASSIGN(auto said, map::ask_leaving_out(question, [&](const json::value& document) {
                return ask(call, table, document);
              }));
  WEND_ASSIGN(const auto segment, segment_json(question, around));
  json::array unanswered;
  for (const auto& one : map::unanswered_questions(state.document, said.at("result").as_object()))
    unanswered.push_back(json::object{{"cell", one.cell}, {"step", one.step}, {"why", one.why}});
  answer.body = json::object{{"map", call.id()},
                             {"revision", state.revision},
                             {"period", question.period},
                             {"segment", segment},
                             {"question", question.document},
                             {"bound", bound_json(question)},
                             {"unbound", unbound_json(question)},
                             {"unanswered", std::move(unanswered)},
                             {"answer", std::move(said)}};
  return answer;
}

}  // namespace

void add_map_number_endpoints(std::vector<Endpoint>& endpoints) {
  using namespace schema;
  const auto thing = one_of_texts({"about", "stages", "steps", "cells"});
  endpoints.push_back(
      {.path = "/api/v1/maps/{id}/numbers",
       .summary = "What the data says of a map: the numbers of its stages, steps and touchpoints.",
       .parameters = {{"period", text(100),
                       "Instead of the map's own: 8w, 30d, 2026-01-01/2026-01-31, or all."},
                      {"segment", text(100), "Instead of the map's own: a segment's id, or all."},
                      {"trend", one_of_texts({"day", "week", "month"}),
                       "With the trend of each number."},
                      {"revision", integer(1, 1'000'000'000'000), "As the map was then."}},
       .response = object(
           {{"map", text(100)},
            {"revision", count()},
            {"period", text()},
            {"segment", nullable(object({{"id", text(100)}, {"name", text()}}))},
            {"question", described(open_object({{"kind", text(50)}}),
                                   "The question that was asked, for the people behind a number.")},
            {"bound",
             described(list(object({{"in", thing},
                                    {"id", text(100)},
                                    {"by", one_of_texts({"binding", "touchpoint", "cards"})}})),
                       "What has numbers, and by which of its fields.")},
            {"unbound", described(list(object({{"in", thing},
                                               {"id", text(100)},
                                               {"field", text(100)},
                                               {"code", text(100)},
                                               {"reason", text()},
                                               {"hint", text()}})),
                                  "What the question leaves out, and why.")},
            {"unanswered",
             described(list(object({{"cell", text(100)},
                                    {"step", text(100)},
                                    {"why", one_of_texts({"no_touchpoint", "nobody"})}})),
                       "Questions of the customer that no touchpoint answers.")},
            {"answer", open_object({{"kind", text(50)}})}}),
       .lane = http::Lane::kHeavy,
       .handle = show_numbers});
}

}  // namespace wend::api
