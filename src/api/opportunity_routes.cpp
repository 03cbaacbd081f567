#include <algorithm>

#include "api/cursor.h"
#include "api/improve.h"
#include "improve/opportunity.h"
#include "workspace/document_list.h"

namespace wend::api {
namespace {

namespace json = boost::json;
using workspace::KeptThing;

json::value number_or_null(std::optional<double> number) {
  return number ? json::value(*number) : json::value(nullptr);
}

json::object shown_with(const KeptThing& thing, const std::map<std::string, MapTitle>& maps) {
  json::object body = improve::whole_opportunity(body_of(thing));
  const auto figures = improve::figures_of(body);
  body["value"] = number_or_null(improve::value_of(figures));
  body["score"] = number_or_null(improve::score_of(figures));
  body["ulwick"] = number_or_null(improve::ulwick_of(figures));
  body["map_title"] = nullptr;
  if (const json::value& map = body.at("map"); map.is_string())
    if (const auto found = maps.find(std::string(map.get_string())); found != maps.end())
      body["map_title"] = found->second.title;
  return body;
}

base::Result<json::object> show_opportunity(Call& call, const KeptThing& thing) {
  WEND_ASSIGN(const auto maps, map_titles(call.services));
  return shown_with(thing, maps);
}

base::Result<json::object> read_opportunity(Call& call, const KeptThing* current) {
  json::object body = call.body.as_object();
  json::object draft;
  if (const json::value* from = body.if_contains("from")) {
    if (current != nullptr)
      return base::fail(base::ErrorCode::kInvalidInput,
                        "Only a new opportunity is made of something.", "from");
    WEND_ASSIGN(draft, opportunity_from(call, from->as_object()));
    body.erase("from");
  }
  for (const auto& field : body) draft[field.key()] = field.value();
  const json::value* title = draft.if_contains("title");
  if (title == nullptr || title->as_string().find_first_not_of(" \t\n") == json::string::npos)
    return base::fail(base::ErrorCode::kInvalidInput, "The opportunity needs a title.", "title",
                      "Say in a few words what could be better.");
  json::object whole = improve::whole_opportunity(draft);
  WEND_TRY(improve::settle_opportunity(whole));
  return whole;
}

const KeptResource& opportunities() {
  static const KeptResource kResource = {
      .path = "/api/v1/opportunities",
      .name = "opportunity",
      .shape = "Opportunity",
      .draft = "OpportunityDraft",
      .removed_note = "Cards of maps that refer to it keep their words.",
      .things = &workspace::Workspace::opportunities,
      .read = read_opportunity,
      .show = show_opportunity,
      .create_lane = http::Lane::kHeavy};
  return kResource;
}

bool is_text(const json::value& value, std::string_view text) {
  return value.is_string() && std::string_view(value.get_string()) == text;
}

bool holds(const json::object& shown, const Call& call) {
  for (const std::string_view field : {"map", "category", "state", "owner", "persona"}) {
    const auto wanted = call.parameter(field);
    if (!wanted) continue;
    // "none": nobody is in charge of it, it is on no map.
    if (*wanted == "none" && shown.at(field).is_null()) continue;
    if (!is_text(shown.at(field), *wanted)) return false;
  }
  if (const auto goal = call.parameter("goal");
      goal && std::ranges::none_of(shown.at("goals").as_array(),
                                   [&](const json::value& one) { return is_text(one, *goal); }))
    return false;
  const auto search = call.parameter("q");
  if (!search) return true;
  const std::string wanted = workspace::small_letters(*search);
  return std::ranges::any_of(
      std::initializer_list<std::string_view>{"title", "description", "map_title", "step_title"},
      [&](std::string_view field) {
        const json::value& text = shown.at(field);
        return text.is_string() &&
               workspace::small_letters(std::string(text.get_string())).find(wanted) !=
                   std::string::npos;
      });
}

// What a list is sorted by; what has none comes last either way.
std::optional<double> key_of(const json::object& shown, std::string_view sort) {
  const json::value* value = shown.if_contains(sort);
  if (value != nullptr && value->is_object()) value = value->get_object().if_contains("value");
  if (sort == "value_at_risk") {
    const json::value& risk = shown.at(sort);
    value = risk.is_object() ? risk.get_object().if_contains("per_month") : nullptr;
  }
  if (value == nullptr || !value->is_number()) return std::nullopt;
  return value->to_number<double>();
}

void sort_by(std::vector<json::object>& shown, std::string_view sort, bool ascending) {
  const auto text = [&](const json::object& one) {
    const json::value& value = one.at(sort);
    return value.is_string() ? workspace::small_letters(std::string(value.get_string())) : "";
  };
  const bool by_text = sort == "title" || sort == "due" || sort == "updated_at";
  std::ranges::stable_sort(shown, [&](const json::object& a, const json::object& b) {
    if (by_text) {
      const std::string one = text(a), other = text(b);
      if (one.empty() != other.empty()) return other.empty();
      return ascending ? one < other : other < one;
    }
    const auto one = key_of(a, sort), other = key_of(b, sort);
    if (one.has_value() != other.has_value()) return one.has_value();
    return one && other && (ascending ? *one < *other : *other < *one);
  });
}

base::Result<Answer> list_opportunities(Call& call) {
  const bool removed = call.parameter("removed") == "true";
  WEND_ASSIGN(const auto all, call.services.workspace.opportunities().all(removed));
  WEND_ASSIGN(const auto maps, map_titles(call.services));
  std::vector<json::object> shown;
  KeptResource resource = opportunities();
  resource.show = [&](Call&, const KeptThing& thing) -> base::Result<json::object> {
    return shown_with(thing, maps);
  };
  for (const KeptThing& thing : all) {
    WEND_ASSIGN(json::object one, kept_json(call, resource, thing));
    if (holds(one, call)) shown.push_back(std::move(one));
  }
  const std::string sort = call.parameter("sort").value_or("score");
  const std::string order =
      call.parameter("order").value_or(sort == "title" || sort == "due" ? "up" : "down");
  sort_by(shown, sort, order == "up");
  auto at = shown.begin();
  if (const auto cursor = call.parameter("cursor")) {
    WEND_ASSIGN(const auto parts, read_cursor(*cursor, 1));
    at = std::ranges::find_if(
        shown, [&](const json::object& one) { return is_text(one.at("id"), parts[0]); });
    if (at != shown.end()) ++at;
  }
  json::array items;
  json::value next = nullptr;
  for (; at != shown.end(); ++at) {
    if (items.size() == call.limit()) {
      next = make_cursor({std::string(items.back().at("id").as_string())});
      break;
    }
    items.push_back(std::move(*at));
  }
  Answer answer;
  answer.body = json::object{
      {"items", std::move(items)}, {"next_cursor", std::move(next)}, {"total", shown.size()}};
  return answer;
}

base::Result<Answer> show_data(Call& call) {
  WEND_ASSIGN(const auto thing, call.services.workspace.opportunities().find(call.id()));
  if (!thing || thing->removed_at)
    return base::fail(base::ErrorCode::kNotFound, "There is no such opportunity.");
  Answer answer;
  WEND_ASSIGN(answer.body, opportunity_data(call, improve::whole_opportunity(body_of(*thing))));
  return answer;
}

}  // namespace

void add_opportunity_endpoints(std::vector<Endpoint>& endpoints) {
  using namespace schema;
  const Schema id = text(100);
  endpoints.push_back(
      {.path = "/api/v1/opportunities",
       .summary = "The opportunities of all maps, those with the highest score first.",
       .parameters =
           paged({{"map", id, "Only of this map; \"none\": of no map."},
                  {"category", text(100), "Only of this group."},
                  {"state", text(100), "Only in this state."},
                  {"owner", id, "Only of this user; \"none\": of nobody."},
                  {"persona", id, "Only of this persona; \"none\": of none."},
                  {"goal", id, "Only those that refer to this goal or principle."},
                  {"q", text(200), "In title, description, and the titles of map and step."},
                  {"sort",
                   one_of_texts({"score", "value", "reach", "impact", "confidence", "effort",
                                 "ulwick", "value_at_risk", "title", "due", "updated_at"}),
                   "What comes first; none: score. What has no such number comes last."},
                  {"order", one_of_texts({"up", "down"}),
                   "None: titles and days up, everything else down."},
                  {"removed", one_of_texts({"true", "false"}), "The removed ones instead."}}),
       .response = page_of(reference("Opportunity"), {{"total", count()}}),
       .lane = http::Lane::kHeavy,
       .handle = list_opportunities});
  add_kept_endpoints(endpoints, opportunities());
  endpoints.push_back(
      {.path = "/api/v1/opportunities/{id}/data",
       .summary = "What the data says of an opportunity's reach, impact and confidence now.",
       .response = reference("OpportunityData"),
       .lane = http::Lane::kHeavy,
       .handle = show_data});
}

}  // namespace wend::api
