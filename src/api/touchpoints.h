#pragma once

#include <boost/json/object.hpp>

#include "analyze/named_touchpoints.h"
#include "api/endpoint.h"
#include "workspace/touchpoints.h"

namespace wend::api {

void add_touchpoint_endpoints(std::vector<Endpoint>& endpoints);
void add_touchpoint_shapes(boost::json::object& shapes);

workspace::Touchpoints touchpoints(Services& services);

// What analysis has to know of the touchpoints that people named.
analyze::NamedTouchpoints named_touchpoints(const std::vector<workspace::Touchpoint>& stored);

// Lets every question see the stored touchpoints from now on. To be called at the start and after
// every change of them.
base::Status apply_touchpoints(Services& services);

}  // namespace wend::api
