#include "api/computed_traits.h"

#include <boost/json/parse.hpp>

#include "analyze/latest_orders.h"
#include "api/times.h"
#include "unify/live_segments.h"
#include "unify/stored_traits.h"

namespace wend::api {

workspace::ComputedTraits computed_traits(Services& services) {
  return {services.workspace.documents(), services.clock};
}

model::FindComputedTrait find_built_in_trait(Services& services) {
  return [&services](std::string_view key) -> base::Result<std::optional<model::ComputedTrait>> {
    return analyze::built_in_trait(key, [&] { return services.orders->get(); });
  };
}

model::FindComputedTrait find_computed_trait(Services& services) {
  return [&services](std::string_view key) -> base::Result<std::optional<model::ComputedTrait>> {
    WEND_ASSIGN(const auto stored, computed_traits(services).find_key(key));
    if (!stored) return find_built_in_trait(services)(key);
    WEND_ASSIGN(const auto zone, zone_of(services));
    WEND_ASSIGN(auto meaning, unify::meaning_of(*stored, zone));
    return meaning;
  };
}

bool is_number(const model::ComputedTrait& trait) {
  if (trait.touch) return false;
  switch (trait.measure) {
    case model::Measure::kFirstValue:
    case model::Measure::kLastValue:
    case model::Measure::kMostFrequent:
    case model::Measure::kValues:
    case model::Measure::kFirstTime:
    case model::Measure::kLastTime:
      return false;
    default:
      return true;
  }
}

base::Result<boost::json::object> computed_json(Services& services, std::int64_t customer) {
  boost::json::object computed;
  if (services.segments == nullptr) return computed;
  const auto values = services.segments->computed_of(customer);
  if (!values) return computed;
  WEND_ASSIGN(const auto stored, computed_traits(services).all());
  for (const auto& trait : stored) {
    const auto found = values->find(trait.key);
    if (found == values->end() || model::is_missing(found->second)) continue;
    computed[trait.key] = trait_value_json(found->second, false);
  }
  return computed;
}

boost::json::value trait_value_json(const model::Value& value, bool is_list) {
  if (const auto* flag = std::get_if<bool>(&value)) return *flag;
  if (const auto* number = std::get_if<double>(&value)) return *number;
  const auto* text = std::get_if<std::string>(&value);
  if (text == nullptr) return nullptr;
  if (is_list) {
    boost::system::error_code error;
    auto list = boost::json::parse(*text, error);
    if (!error) return list;
  }
  return boost::json::value(*text);
}

}  // namespace wend::api
