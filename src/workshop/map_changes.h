#pragma once

#include <boost/json/array.hpp>
#include <string>

#include "base/result.h"
#include "map/map_rooms.h"
#include "workshop/workshop.h"

namespace wend::workshop {

// The map's stages and its steps that have a name; three stages where it has none.
void take_outline(Workshop& workshop, const map::MapDocument& document);

// The operations (docs/maps.md) that put what a workshop found on a map: actions become steps,
// thoughts go to the voice lane, the medians of the line with their spread to the emotion lane,
// pain points become pain points with their votes as severity, next steps go to the opportunity
// lane. Ids are made of the notes' own, so that what is on the map already, or was removed from it,
// is not put there again.
boost::json::array map_operations(const Workshop& workshop, const std::string& id,
                                  const map::MapDocument& document, const std::string& source);

// 1 to 5: the share of the votes of the one that has most, in fifths rounded up; none without
// votes.
std::optional<std::int64_t> severity_of(std::int64_t votes, std::int64_t most);

// Makes the changes, again when somebody else changes the map meanwhile. Answers its revision.
base::Result<std::int64_t> draw_on_map(map::MapRooms& maps, const Workshop& workshop,
                                       const std::string& id, const std::string& actor,
                                       env::TimeUs now);

}  // namespace wend::workshop
