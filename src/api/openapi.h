#pragma once

#include <boost/json/object.hpp>
#include <string>
#include <vector>

#include "api/endpoint.h"

namespace wend::api {

// The OpenAPI 3.1 document of the endpoints.
boost::json::object openapi(const std::vector<Endpoint>& endpoints, const std::string& version);

// The same as a page for people, without scripts and without anything from elsewhere.
std::string openapi_page(const std::vector<Endpoint>& endpoints, const std::string& version);

}  // namespace wend::api
