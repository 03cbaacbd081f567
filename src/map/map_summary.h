#pragma once

#include <boost/json/object.hpp>
#include <string>
#include <vector>

#include "map/map_document.h"

namespace wend::map {

// What the list of maps shows and searches of a map:
// {"title", "description", "state", "status", "level", "owner", "review_on",
//  "review_every_months", "tags", "template", "counterpart", "goals", "stages": [titles],
//  "steps": n, "bound": n, "evidence": {"assumed", "researched", "measured"}, "lanes": n, "pains":
//  n, "personas": [ids], "maps": [ids of sub-journeys]}
boost::json::object summary_of(const MapDocument& document);

// The maps that steps of a summarised map open.
std::vector<std::string> maps_opened_by(const boost::json::object& summary);

}  // namespace wend::map
