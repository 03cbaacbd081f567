#pragma once

#include <boost/json/object.hpp>

#include "api/endpoint.h"
#include "api/kept_routes.h"

namespace wend::api {

// Opportunities; what friction found on a map; strategy and score goals; the maturity
// self-assessment.
void add_opportunity_endpoints(std::vector<Endpoint>& endpoints);
void add_finding_endpoints(std::vector<Endpoint>& endpoints);
void add_strategy_endpoints(std::vector<Endpoint>& endpoints);
void add_maturity_endpoints(std::vector<Endpoint>& endpoints);
void add_improve_shapes(boost::json::object& shapes);

// What a draft of an opportunity begins with when it is made of something: {"map", "pain"} (or
// "step" or "cell") or {"finding"}, filled from the data where there is some. Errors: kNotFound for
// a map, kInvalidInput for what is not on it.
base::Result<boost::json::object> opportunity_from(Call& call, const boost::json::object& from);
// What the data says of a kept one now: estimates, and the question that lists the people behind
// each.
base::Result<boost::json::object> opportunity_data(Call& call,
                                                   const boost::json::object& opportunity);

}  // namespace wend::api
