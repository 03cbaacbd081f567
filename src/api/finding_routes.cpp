#include <algorithm>

#include "api/ask.h"
#include "api/improve.h"
#include "api/times.h"
#include "improve/findings.h"
#include "improve/opportunity_data.h"
#include "map/map_rooms.h"

namespace wend::api {
namespace {

namespace json = boost::json;

json::value field_or_null(const json::object& fields, std::string_view field) {
  const json::value* value = fields.if_contains(field);
  return value == nullptr ? json::value(nullptr) : *value;
}

// The pain point of the map that was taken from it.
json::value taken(const map::MapDocument& document, std::string_view key) {
  for (const auto& pain : document.shown("pains"))
    if (map::text_of(*pain.fields, "finding") == key) return json::value(pain.id);
  return nullptr;
}

// In a month, where it is money.
json::value value_a_month(const json::object& found, const json::object& range,
                          const model::TimeZone& zone) {
  const json::value* impact = found.if_contains("impact");
  if (impact == nullptr || !impact->is_number()) return nullptr;
  const auto moment = [&](std::string_view field) {
    const json::value* own = found.if_contains(field);
    const json::value& text = own != nullptr && own->is_string() ? *own : range.at(field);
    return model::parse_time(text.as_string(), zone);
  };
  const auto from = moment("from"), to = moment("to");
  if (!from || !to) return nullptr;
  return improve::per_month(impact->to_number<double>(), *from, *to);
}

base::Result<Answer> list_findings(Call& call) {
  WEND_ASSIGN(const map::MapState state, call.services.maps->open(call.id()));
  WEND_ASSIGN(const auto zone, zone_of(call.services));
  WEND_ASSIGN(const auto table, call.services.tables.current(call.request.stop));
  Answer answer;
  json::array items;
  std::size_t elsewhere = 0;
  json::value currency = nullptr;
  if (table->event_count() > 0) {
    WEND_ASSIGN(const json::object journey, ask(call, table, json::object{{"kind", "journey"}}));
    WEND_ASSIGN(const json::object friction, ask(call, table, json::object{{"kind", "friction"}}));
    const json::object& result = friction.at("result").as_object();
    if (const json::value& value = result.at("value"); value.is_object())
      currency = field_or_null(value.get_object(), "currency");
    const auto steps =
        improve::step_of_touchpoint(state.document, journey.at("result").as_object());
    const auto frictions = improve::frictions_of(result);
    std::vector<std::pair<const improve::Friction*, std::string>> here;
    for (const improve::Friction& one : frictions) {
      const auto place = steps.find(std::string(map::text_of(*one.found, "touchpoint")));
      if (place == steps.end())
        ++elsewhere;
      else
        here.emplace_back(&one, place->second);
    }
    for (std::size_t i = 0; i < here.size(); ++i) {
      const json::object& found = *here[i].first->found;
      const json::value title = field_or_null(found, "title");
      items.push_back(json::object{
          {"finding", here[i].first->key},
          {"kind", found.at("kind")},
          {"touchpoint", found.at("touchpoint")},
          {"standing", here[i].first->standing},
          {"ongoing", here[i].first->standing || found.at("ongoing").as_bool()},
          {"title", title.is_string() ? title : found.at("sentence")},
          {"sentence", found.at("sentence")},
          {"people", found.at("people")},
          {"ref", found.at("ref")},
          {"value_per_month", value_a_month(found, friction.at("range").as_object(), zone)},
          {"severity", improve::severity_of(i, here.size())},
          {"step", here[i].second},
          {"pain", taken(state.document, here[i].first->key)}});
    }
  }
  answer.body = json::object{{"items", std::move(items)},
                             {"next_cursor", nullptr},
                             {"elsewhere", elsewhere},
                             {"events", table->event_count()},
                             {"currency", std::move(currency)}};
  return answer;
}

}  // namespace

void add_finding_endpoints(std::vector<Endpoint>& endpoints) {
  using namespace schema;
  endpoints.push_back(
      {.path = "/api/v1/maps/{id}/findings",
       .summary = "What friction found at the touchpoints of a map, the worst first.",
       .response = page_of(
           reference("MapFinding"),
           {{"elsewhere", described(count(), "Findings at touchpoints the map does not have.")},
            {"events", described(count(), "Of the workspace; without any nothing is found.")},
            {"currency", nullable(text(100))}}),
       .lane = http::Lane::kHeavy,
       .handle = list_findings});
}

}  // namespace wend::api
