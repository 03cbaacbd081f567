#pragma once

#include <boost/json/object.hpp>

#include "api/endpoint.h"

namespace wend::api {

void add_persona_endpoints(std::vector<Endpoint>& endpoints);
void add_image_endpoints(std::vector<Endpoint>& endpoints);
void add_user_endpoints(std::vector<Endpoint>& endpoints);
void add_map_comment_endpoints(std::vector<Endpoint>& endpoints);
void add_persona_shapes(boost::json::object& shapes);

}  // namespace wend::api
