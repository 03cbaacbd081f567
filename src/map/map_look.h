#pragma once

#include <boost/json/object.hpp>
#include <optional>

#include "env/clock.h"

namespace wend::map {

// What a look keeps of an answer of kind `drift` with windows of seven days:
// {"people", "drift": {"count", "of"}, "fitness", "sentence", "steps", "bound", "reached",
// "places":
//  [{"id", "label", "week": {"count", "of"}, "before": {"count", "of"}, "grew", "told":
//  {"share", "at", "week"} | absent}]}
// `places` has the whole map ("map") and each step where somebody was in the last week. `steps` is
// how many steps the map has, bound or not. What was told of a place at the look before is carried
// on for kToldAgainUs; "news" names the places of which somebody is to be told now.
boost::json::object look_of(const boost::json::object& answer, std::size_t steps,
                            const std::optional<boost::json::object>& before, env::TimeUs now_us);

}  // namespace wend::map
