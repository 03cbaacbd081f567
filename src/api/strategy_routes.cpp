#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "api/ask.h"
#include "api/document_version.h"
#include "api/improve.h"
#include "api/times.h"
#include "improve/score_goal.h"

namespace wend::api {
namespace {

namespace json = boost::json;
using base::ErrorCode;
using workspace::KeptThing;

constexpr std::string_view kStrategy = "strategy";

// Who refers to a goal or principle: maps by their properties, and opportunities.
struct Referrers {
  std::map<std::string, json::array> maps, opportunities;

  void put_into(json::object& body, const std::string& id) const {
    const auto of = [&](const std::map<std::string, json::array>& all) {
      const auto found = all.find(id);
      return found == all.end() ? json::array() : found->second;
    };
    body["maps"] = of(maps);
    body["opportunities"] = of(opportunities);
  }
};

base::Result<Referrers> referrers(Services& services) {
  Referrers found;
  WEND_ASSIGN(const auto maps, map_titles(services));
  for (const auto& [id, map] : maps)
    for (const std::string& goal : map.goals)
      found.maps[goal].push_back(json::object{{"id", id}, {"title", map.title}});
  WEND_ASSIGN(const auto opportunities, services.workspace.opportunities().all());
  for (const KeptThing& thing : opportunities) {
    const json::object body = body_of(thing);
    const json::value* goals = body.if_contains("goals");
    if (goals == nullptr || !goals->is_array()) continue;
    for (const json::value& goal : goals->get_array())
      if (goal.is_string())
        found.opportunities[std::string(goal.get_string())].push_back(json::object{
            {"id", thing.id}, {"title", body.at("title")}, {"state", body.at("state")}});
  }
  return found;
}

json::object strategy_json(const workspace::Document& document, const Referrers& referrers,
                           const model::TimeZone& zone) {
  boost::system::error_code error;
  const json::value stored = json::parse(document.body, error);
  json::object body =
      improve::whole_strategy(!error && stored.is_object() ? stored.get_object() : json::object());
  for (json::value& principle : body.at("principles").as_array())
    referrers.put_into(principle.as_object(), std::string(principle.at("id").as_string()));
  body["version"] = document.version;
  body["updated_at"] =
      document.version == 0 ? json::value(nullptr) : time_json(document.updated_at, zone);
  return body;
}

base::Result<workspace::Document> stored_strategy(Services& services) {
  WEND_ASSIGN(auto found, services.workspace.documents().find(kStrategy));
  return found ? *std::move(found) : workspace::Document{.body = "{}", .version = 0};
}

base::Result<Answer> answer_strategy(Call& call, const workspace::Document& document) {
  WEND_ASSIGN(const auto zone, zone_of(call.services));
  WEND_ASSIGN(const auto found, referrers(call.services));
  Answer answer;
  answer.body = strategy_json(document, found, zone);
  answer.headers.set("ETag", etag_of(document.version));
  answer.object = kStrategy;
  return answer;
}

base::Result<Answer> show_strategy(Call& call) {
  WEND_ASSIGN(const auto document, stored_strategy(call.services));
  return answer_strategy(call, document);
}

base::Result<Answer> clash_with(Call& call) {
  WEND_ASSIGN(const auto zone, zone_of(call.services));
  WEND_ASSIGN(const auto theirs, stored_strategy(call.services));
  return clash("the strategy", call.body, strategy_json(theirs, {}, zone), theirs.version);
}

base::Result<Answer> change_strategy(Call& call) {
  const json::object body = improve::whole_strategy(call.body.as_object());
  WEND_TRY(improve::check_strategy(body));
  WEND_ASSIGN(const auto current, stored_strategy(call.services));
  if (!has_seen(call, current.version)) return clash_with(call);
  auto changed = call.services.workspace.documents().replace(kStrategy, current.version,
                                                             json::serialize(body));
  if (!changed && changed.error().code == ErrorCode::kConflict) return clash_with(call);
  if (!changed) return base::fail(changed.error());
  return answer_strategy(call, *changed);
}

json::object goal_json(const KeptThing& thing, const Referrers& referrers) {
  json::object body = improve::whole_goal(body_of(thing));
  const auto progress = improve::progress_of(body);
  body["current"] = improve::current_of(body);
  body["progress"] = progress ? json::value(*progress) : json::value(nullptr);
  referrers.put_into(body, thing.id);
  return body;
}

base::Result<json::object> show_goal(Call& call, const KeptThing& thing) {
  WEND_ASSIGN(const auto found, referrers(call.services));
  return goal_json(thing, found);
}

base::Result<json::object> read_goal(Call& call, const KeptThing*) {
  json::object goal = improve::whole_goal(call.body.as_object());
  if (goal.at("title").as_string().find_first_not_of(" \t\n") == json::string::npos)
    return base::fail(ErrorCode::kInvalidInput, "The goal needs a title.", "title");
  WEND_TRY(improve::settle_goal(goal));
  return goal;
}

const KeptResource& goals() {
  static const KeptResource kResource = {
      .path = "/api/v1/strategy/goals",
      .name = "score goal",
      .shape = "ScoreGoal",
      .draft = "ScoreGoalDraft",
      .removed_note = "Maps and opportunities keep referring to it.",
      .things = &workspace::Workspace::score_goals,
      .read = read_goal,
      .show = show_goal};
  return kResource;
}

base::Result<Answer> list_goals(Call& call) {
  const bool removed = call.parameter("removed") == "true";
  WEND_ASSIGN(const auto all, call.services.workspace.score_goals().all(removed));
  WEND_ASSIGN(const auto found, referrers(call.services));
  KeptResource resource = goals();
  resource.show = [&](Call&, const KeptThing& thing) -> base::Result<json::object> {
    return goal_json(thing, found);
  };
  json::array items;
  for (const KeptThing& thing : all) {
    WEND_ASSIGN(json::object one, kept_json(call, resource, thing));
    items.push_back(std::move(one));
  }
  Answer answer;
  answer.body = json::object{{"items", std::move(items)}, {"next_cursor", nullptr}};
  return answer;
}

base::Result<Answer> show_value(Call& call) {
  const std::string id = call.parameter("question").value_or("");
  WEND_ASSIGN(const auto question, call.services.workspace.questions().find(id));
  if (!question)
    return base::fail(ErrorCode::kNotFound, "There is no such question.", "question",
                      "It may have been removed; choose another one.");
  WEND_ASSIGN(const auto table, call.services.tables.current(call.request.stop));
  json::parse_options options;
  options.max_depth = 256;
  WEND_ASSIGN(const json::object asked,
              ask(call, table, json::parse(question->query, {}, options)));
  WEND_ASSIGN(const auto headline, improve::headline_of(asked));
  Answer answer;
  answer.body =
      json::object{{"value", headline.value}, {"what", headline.what}, {"name", question->name}};
  return answer;
}

}  // namespace

void add_strategy_endpoints(std::vector<Endpoint>& endpoints) {
  using namespace schema;
  endpoints.push_back(
      {.path = "/api/v1/strategy",
       .summary = "Vision, strategy and guiding principles, and who refers to them.",
       .response = reference("Strategy"),
       .handle = show_strategy});
  endpoints.push_back({.method = http::Method::kPut,
                       .path = "/api/v1/strategy",
                       .summary = "Change vision, strategy and guiding principles.",
                       .permission = Permission::kWrite,
                       .request = reference("StrategyDraft"),
                       .response = reference("Strategy"),
                       .audit = "strategy.change",
                       .needs_match = true,
                       .handle = change_strategy});
  endpoints.push_back(
      {.path = "/api/v1/strategy/goals",
       .summary = "The score goals, how far they have come, and who refers to them.",
       .parameters = {{"removed", one_of_texts({"true", "false"}), "The removed ones instead."}},
       .response = page_of(reference("ScoreGoal")),
       .handle = list_goals});
  add_kept_endpoints(endpoints, goals());
  endpoints.push_back(
      {.path = "/api/v1/strategy/value",
       .summary = "The one number that a saved question stands for, as it is now.",
       .parameters = {{"question", text(100), "The question's id.", true}},
       .response = object(
           {{"value", number()}, {"what", text()}, {"name", described(text(), "The question's.")}}),
       .lane = http::Lane::kHeavy,
       .handle = show_value});
}

}  // namespace wend::api
