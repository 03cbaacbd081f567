#pragma once

#include <boost/json/object.hpp>

#include "analyze/journey_model.h"

// How a journey is discovered, in the order of the work:
//   discovery_names    which event names are the same touchpoint
//   discovery_lexicon  what a name says about role and stage
//   discovery_order    which touchpoint comes before which
//   discovery_stages   where one stage ends and the next begins
//   discovery_named    what people name takes its events from what was discovered
namespace wend::analyze {

inline constexpr std::size_t kNoTouchpoint = static_cast<std::size_t>(-1);

// Under which a table remembers its journey.
inline constexpr const char* kRememberedJourney = "journey";

// Event names beyond this many touchpoints, the rarest first, belong to none: nobody reads a longer
// map, and the precedence statistics grow with the square.
inline constexpr std::size_t kTouchpointsMax = 150;

}  // namespace wend::analyze
