#include <boost/json/array.hpp>

#include "analyze/trait_history.h"
#include "api/customer_of_path.h"
#include "api/event_properties.h"
#include "api/routes.h"
#include "api/times.h"

namespace wend::api {
namespace {

namespace json = boost::json;

// More than anybody reads; `changes` says how many there are.
constexpr std::size_t kValuesMax = 20;
constexpr std::size_t kTraitsMax = 500;

base::Result<Answer> list_traits(Call& call) {
  WEND_ASSIGN(const auto customer, customer_of_path(call));
  const analyze::JourneyTable& table = *customer.table;
  WEND_ASSIGN(const auto found,
              analyze::trait_histories(table, customer.profile, properties_from(call.services)));
  json::array items;
  for (const auto& history : found.traits) {
    if (items.size() == kTraitsMax) break;
    json::array values;
    for (const auto& [value, place] : history.values) {
      if (values.size() == kValuesMax) break;
      const std::size_t i = table.begin(customer.profile) + place;
      values.push_back(json::object{{"value", value},
                                    {"since", time_json(table.time_us()[i], customer.zone)},
                                    {"source", table.sources().text(table.source()[i])}});
    }
    items.push_back(json::object{{"trait", history.trait},
                                 {"changes", history.values.size()},
                                 {"values", std::move(values)}});
  }
  Answer answer;
  answer.body = json::object{{"items", std::move(items)}, {"all", found.all}};
  return answer;
}

}  // namespace

void add_trait_endpoints(std::vector<Endpoint>& endpoints) {
  using namespace schema;
  endpoints.push_back(
      {.path = "/api/v1/customers/{id}/traits",
       .summary = "One customer's traits with their history and source.",
       .response =
           object({{"items", list(object({{"trait", text()},
                                          {"changes", count()},
                                          {"values", list(object({{"value", anything()},
                                                                  {"since", time()},
                                                                  {"source", text()}}))}}))},
                   {"all", boolean()}}),
       .lane = http::Lane::kHeavy,
       .handle = list_traits});
}

}  // namespace wend::api
