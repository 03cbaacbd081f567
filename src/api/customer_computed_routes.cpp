#include <fmt/format.h>

#include "analyze/customer_worth.h"
#include "analyze/latest_orders.h"
#include "api/computed_traits.h"
#include "api/customer_of_path.h"
#include "api/event_properties.h"
#include "api/routes.h"
#include "api/text_json.h"
#include "api/times.h"
#include "unify/live_segments.h"

namespace wend::api {
namespace {

namespace json = boost::json;

json::value touch_json(const std::array<model::Value, 7>& parts) {
  if (model::is_missing(parts[0])) return nullptr;
  static constexpr std::array<const char*, 7> kNames = {
      "channel", "source", "medium", "campaign", "referrer", "landing_page", "time"};
  json::object touch;
  for (std::size_t part = 0; part < parts.size(); ++part)
    touch[kNames[part]] = trait_value_json(parts[part], false);
  return touch;
}

base::Result<Answer> computed_of_customer(Call& call) {
  WEND_ASSIGN(const auto customer, customer_of_path(call));
  Services& services = call.services;
  WEND_ASSIGN(const auto stored, computed_traits(services).all());
  const auto values = services.segments->computed_of(customer.id);
  json::array items;
  for (const auto& trait : stored) {
    const auto standing = services.segments->standing(trait);
    json::value value = nullptr;
    const auto meaning = unify::meaning_of(trait, customer.zone);
    if (!meaning) continue;
    if (values && standing.state == unify::SegmentState::kLive) {
      const auto found = values->find(trait.key);
      if (found != values->end())
        value = trait_value_json(found->second, meaning->measure == model::Measure::kValues);
    }
    items.push_back(json::object{{"id", trait.id},
                                 {"key", trait.key},
                                 {"trait", fmt::format("{}{}", model::kComputedPrefix, trait.key)},
                                 {"name", trait.name},
                                 {"measure", model::to_string(meaning->measure)},
                                 {"state", unify::to_string(standing.state)},
                                 {"value", std::move(value)}});
  }
  WEND_ASSIGN(const auto orders, services.orders->get());
  WEND_ASSIGN(const auto worth,
              analyze::worth_of(*customer.table, customer.profile, services.clock.now_us(),
                                properties_from(services), *orders));
  json::array money, channels, order_events;
  for (const auto& one : worth.money)
    money.push_back(json::object{{"currency", text_or_null(one.currency)},
                                 {"orders", one.orders},
                                 {"sum", one.sum},
                                 {"average", one.average}});
  for (const auto& one : worth.channels)
    channels.push_back(json::object{
        {"channel", one.channel}, {"events", one.events}, {"events_90_days", one.lately}});
  for (const std::string& name : orders->events) order_events.emplace_back(name);
  Answer answer;
  answer.body =
      json::object{{"items", std::move(items)},
                   {"orders", worth.orders},
                   {"money", std::move(money)},
                   {"touches", json::object{{"first", touch_json(worth.touches[0])},
                                            {"last", touch_json(worth.touches[1])},
                                            {"last_non_direct", touch_json(worth.touches[2])}}},
                   {"channels", std::move(channels)},
                   {"events", worth.events},
                   {"events_90_days", worth.lately},
                   {"how", json::object{{"order_events", std::move(order_events)},
                                        {"money", text_or_null(orders->money)}}}};
  return answer;
}

}  // namespace

void add_customer_computed_endpoints(std::vector<Endpoint>& endpoints) {
  using namespace schema;
  endpoints.push_back(
      {.path = "/api/v1/customers/{id}/computed-traits",
       .summary = "One customer's computed traits: what they brought in, where they came from, and "
                  "on which channels they are.",
       .response = reference("CustomerComputed"),
       .lane = http::Lane::kHeavy,
       .handle = computed_of_customer});
}

}  // namespace wend::api
