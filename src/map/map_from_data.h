#pragma once

#include <boost/json/object.hpp>

#include "map/map_outline.h"

namespace wend::map {

inline constexpr std::size_t kDataStepsMax = 8;        // of one stage, where nobody says how many
inline constexpr std::size_t kDataStepsAskedMax = 20;  // of one stage
inline constexpr std::size_t kDataPainsMax = 12;       // of the map

// A map as the data shows it: the stages and touchpoints of the discovered journey as stages and
// steps, bound to it; messages, contacts and errors as touchpoints of the step they come with; what
// hurts as pain points with its sentence. Nothing is assumed: what customers think stays to be
// asked. `journey` and `friction` are the results of the queries of these kinds. A stage has at
// most `steps_max` steps: those that most people come by.
MapOutline outline_from_data(const boost::json::object& journey,
                             const boost::json::object& friction,
                             std::size_t steps_max = kDataStepsMax);

}  // namespace wend::map
