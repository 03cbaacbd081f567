#pragma once

#include <boost/json/object.hpp>
#include <map>
#include <string>

#include "api/endpoint.h"
#include "map/map_rooms.h"
#include "model/time_zone.h"

namespace wend::api {

// Journey maps: the list and each map, changes of it, and its versions.
void add_map_endpoints(std::vector<Endpoint>& endpoints);
void add_map_change_endpoints(std::vector<Endpoint>& endpoints);
void add_map_version_endpoints(std::vector<Endpoint>& endpoints);
void add_map_number_endpoints(std::vector<Endpoint>& endpoints);
void add_map_shapes(boost::json::object& shapes);

// The names of all personas by their ids.
base::Result<std::map<std::string, std::string>> persona_names(Services& services);
// As the list shows it. A persona that was removed is not on it.
boost::json::object map_entry_json(const workspace::MapEntry& entry,
                                   const std::map<std::string, std::string>& personas,
                                   const model::TimeZone& zone);
// One revision; the operations as they were sent.
boost::json::object map_change_json(const workspace::MapChange& change,
                                    const model::TimeZone& zone);

}  // namespace wend::api
