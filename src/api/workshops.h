#pragma once

#include <boost/json/object.hpp>
#include <vector>

#include "api/endpoint.h"
#include "workshop/workshop_rooms.h"

namespace wend::api {

// Workshops: for the people of the workspace, and for guests who joined one by its link.
void add_workshop_endpoints(std::vector<Endpoint>& endpoints);
void add_workshop_session_endpoints(std::vector<Endpoint>& endpoints);
void add_workshop_guest_endpoints(std::vector<Endpoint>& endpoints);
void add_workshop_shapes(boost::json::object& shapes);

// {"client", "number", "do", …} as WorkshopRooms takes it.
workshop::CommandRequest command_request(const Call& call);
// A stream of what happens in a workshop, for one viewer.
base::Result<Answer> watch_workshop(Call& call, const std::string& id, workshop::Viewer viewer,
                                    std::string name);

}  // namespace wend::api
