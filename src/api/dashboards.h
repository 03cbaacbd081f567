#pragma once

#include <vector>

#include "api/endpoint.h"

namespace wend::api {

void add_dashboard_endpoints(std::vector<Endpoint>& endpoints);

}  // namespace wend::api
