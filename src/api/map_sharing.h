#pragma once

#include "api/endpoint.h"

namespace wend::api {

// Maps out and in, and links that show a map without an account (docs/maps.md).
void add_map_export_endpoints(std::vector<Endpoint>& endpoints);
void add_map_import_endpoints(std::vector<Endpoint>& endpoints);
void add_map_share_endpoints(std::vector<Endpoint>& endpoints);
void add_shared_map_endpoints(std::vector<Endpoint>& endpoints);
void add_map_sharing_shapes(boost::json::object& shapes);

// Whether the page at /embed/TOKEN may stand in a frame of another site: when its link works and
// says so.
bool may_be_framed(Services& services, std::string_view path);

}  // namespace wend::api
