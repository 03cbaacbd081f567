#include "analyze/value_counts.h"
#include "api/routes.h"

namespace wend::api {
namespace {

namespace json = boost::json;

constexpr std::size_t kValuesMax = 200;
constexpr std::size_t kPropertiesMax = 200;

json::value value_json(const model::Value& value) {
  if (const auto* flag = std::get_if<bool>(&value)) return *flag;
  if (const auto* number = std::get_if<double>(&value)) return *number;
  if (const auto* text = std::get_if<std::string>(&value)) return json::value(*text);
  return nullptr;
}

base::Result<Answer> values(Call& call) {
  WEND_ASSIGN(const auto table, call.services.tables.current());
  WEND_ASSIGN(const auto counts,
              analyze::value_counts(table, *call.parameter("property"),
                                    call.parameter("search").value_or(""), kValuesMax));
  json::array items;
  for (const auto& count : counts)
    items.push_back(json::object{{"value", value_json(count.value)}, {"count", count.count}});
  Answer answer;
  answer.body = json::object{{"items", std::move(items)}};
  return answer;
}

base::Result<Answer> properties(Call& call) {
  WEND_ASSIGN(const auto table, call.services.tables.current());
  WEND_ASSIGN(const auto summaries, analyze::property_summaries(*table, kPropertiesMax));
  json::array items;
  for (const auto& summary : summaries)
    items.push_back(json::object{{"property", summary.name},
                                 {"kind", summary.trait ? "trait" : "property"},
                                 {"type", summary.type},
                                 {"distinct", summary.distinct},
                                 {"count", summary.count}});
  Answer answer;
  answer.body = json::object{{"items", std::move(items)}};
  return answer;
}

}  // namespace

void add_property_endpoints(std::vector<Endpoint>& endpoints) {
  using namespace schema;
  const auto value = any_of({text(), number(), boolean()});
  endpoints.push_back(
      {.path = "/api/v1/values",
       .summary = "What a filter can be set to, the most frequent first.",
       .parameters = {{"property", text(1024),
                       "A property, or event, channel, source, touchpoint, stage, or trait:NAME.",
                       true},
                      {"search", text(1024), "A text within the value."}},
       .response = object({{"items", list(object({{"value", value}, {"count", count()}}))}}),
       .lane = http::Lane::kHeavy,
       .handle = values});
  endpoints.push_back(
      {.path = "/api/v1/properties",
       .summary = "The properties of events and the traits of customers, the most common first.",
       .response = object({{"items", list(reference("PropertyInfo"))}}),
       .lane = http::Lane::kHeavy,
       .handle = properties});
}

}  // namespace wend::api
