#include <fmt/format.h>

#include "analyze/latest_orders.h"
#include "analyze/segment_size.h"
#include "analyze/trait_preview.h"
#include "analyze/value_counts.h"
#include "api/accounts.h"
#include "api/computed_traits.h"
#include "api/routes.h"
#include "api/segments.h"
#include "api/times.h"
#include "unify/stored_traits.h"

namespace wend::api {
namespace {

namespace json = boost::json;

constexpr std::size_t kValuesMax = 200;
constexpr std::size_t kPropertiesMax = 200;
constexpr std::string_view kTraitPrefix = "trait:";

// Of a computed trait: those that most customers have.
base::Result<Answer> computed_values(Call& call, std::string_view key) {
  WEND_ASSIGN(const auto table, call.services.tables.current());
  const auto find = find_computed_trait(call.services);
  WEND_ASSIGN(const auto trait, find(key));
  json::array items;
  if (trait) {
    WEND_ASSIGN(const auto preview,
                analyze::trait_preview(table,
                                       {.trait = *trait,
                                        .example_id = std::nullopt,
                                        .now = call.services.clock.now_us(),
                                        .segments = find_segment(call.services),
                                        .traits = find,
                                        .accounts = find_account_members(call.services),
                                        .events_max = analyze::kQuickEventsMax},
                                       call.request.stop));
    const std::string search = call.parameter("search").value_or("");
    for (const auto& one : preview.most_frequent)
      if (model::to_text(one.value).find(search) != std::string::npos)
        items.push_back(json::object{{"value", value_json(one.value)}, {"count", one.customers}});
  }
  Answer answer;
  answer.body = json::object{{"items", std::move(items)}};
  return answer;
}

base::Result<Answer> values(Call& call) {
  const std::string property = *call.parameter("property");
  if (property.starts_with(kTraitPrefix)) {
    const auto key = model::computed_key(std::string_view(property).substr(kTraitPrefix.size()));
    if (key) return computed_values(call, *key);
  }
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
  const auto add = [&](const std::string& key, const std::string& name, bool number) {
    items.push_back(json::object{{"property", fmt::format("{}{}", model::kComputedPrefix, key)},
                                 {"kind", "trait"},
                                 {"type", number ? "number" : "text"},
                                 {"distinct", 0},
                                 {"count", 0},
                                 {"label", name}});
  };
  WEND_ASSIGN(const auto zone, zone_of(call.services));
  WEND_ASSIGN(const auto stored, computed_traits(call.services).all());
  for (const auto& trait : stored) {
    const auto meaning = unify::meaning_of(trait, zone);
    if (meaning) add(trait.key, trait.name, is_number(*meaning));
  }
  WEND_ASSIGN(const auto orders, call.services.orders->get());
  const auto built_in = analyze::built_in_traits(*table, *orders);
  for (const auto& trait : built_in) add(trait.key, trait.name, is_number(trait));
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
