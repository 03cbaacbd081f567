#pragma once

#include <boost/json/object.hpp>

#include "api/endpoint.h"
#include "model/computed_trait.h"
#include "workspace/computed_traits.h"

namespace wend::api {

void add_computed_trait_endpoints(std::vector<Endpoint>& endpoints);
void add_customer_computed_endpoints(std::vector<Endpoint>& endpoints);
void add_computed_trait_shapes(boost::json::object& shapes);

workspace::ComputedTraits computed_traits(Services& services);

// What {"trait": "computed:KEY"} means in questions: what people define, and what comes with Wend.
// The services outlive it.
model::FindComputedTrait find_computed_trait(Services& services);
// Of what comes with Wend alone.
model::FindComputedTrait find_built_in_trait(Services& services);

// Whether all its values are numbers.
bool is_number(const model::ComputedTrait& trait);

// The values that people's computed traits have for a customer, by key.
base::Result<boost::json::object> computed_json(Services& services, std::int64_t customer);

// A value of a trait; lists of values as lists.
boost::json::value trait_value_json(const model::Value& value, bool is_list);

}  // namespace wend::api
