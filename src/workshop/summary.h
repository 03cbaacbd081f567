#pragma once

#include <boost/json/object.hpp>

#include "workshop/workshop.h"

namespace wend::workshop {

// The page that a workshop leaves: goal, scope, back-story, the pains with most votes, the line of
// medians with quartiles, the big picture, and next steps with who and when. Votes and values
// without anybody's name.
boost::json::object summary_json(const Workshop& workshop);

}  // namespace wend::workshop
