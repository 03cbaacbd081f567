#pragma once

#include <boost/json/object.hpp>
#include <functional>
#include <map>
#include <string>

#include "api/endpoint.h"

namespace wend::api {

// The calls that all kinds of kept things have alike: one is read, made, changed, removed and put
// back. What differs stands here.
struct KeptResource {
  std::string path;          // "/api/v1/opportunities"
  std::string name;          // "opportunity": of audit actions and in sentences
  std::string shape, draft;  // names of schemas
  std::string removed_note;  // what of it stays elsewhere, a sentence
  workspace::KeptThings& (workspace::Workspace::*things)();
  // What is kept of a request's body, checked. `current`: null for a new one.
  std::function<base::Result<boost::json::object>(Call&, const workspace::KeptThing* current)> read;
  // As it is shown, without version and times.
  std::function<base::Result<boost::json::object>(Call&, const workspace::KeptThing&)> show;
  http::Lane create_lane = http::Lane::kQuick;
};

// POST on the path; GET, PUT, DELETE on {id}; POST on {id}/recover.
void add_kept_endpoints(std::vector<Endpoint>& endpoints, const KeptResource& resource);
// Adds id, version and times.
base::Result<boost::json::object> kept_json(Call& call, const KeptResource& resource,
                                            const workspace::KeptThing& thing);
// The stored body.
boost::json::object body_of(const workspace::KeptThing& thing);
// The fields that kept_json adds, for the schema.
std::vector<schema::Field> kept_fields();

// The titles of the maps that are there, and what they refer to.
struct MapTitle {
  std::string title;
  std::vector<std::string> goals;
};
base::Result<std::map<std::string, MapTitle>> map_titles(Services& services);

}  // namespace wend::api
