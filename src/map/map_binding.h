#pragma once

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "model/predicate.h"

// What stages, steps and touchpoint cards of a map are bound to: predicates of the query language.
namespace wend::map {

// The field's value where it is set and not null.
const boost::json::value* set_field(const boost::json::object& fields, std::string_view name);

// What a thing is bound to by itself: its `binding`, else its `touchpoint`, as a predicate; null:
// to nothing.
boost::json::value own_match(const boost::json::object& fields);

// One predicate for what any of these takes, each once; touchpoints are named in one list. Null for
// none.
boost::json::value either_match(const std::vector<boost::json::value>& matches);

// Whether there is a touchpoint of this name.
using HasTouchpoint = std::function<bool(std::string_view)>;

// The touchpoints because of which the predicate can be true of no event: they are not there. None
// where it may be true without them.
std::vector<std::string> missing_touchpoints(const model::Predicate& predicate,
                                             const HasTouchpoint& has_touchpoint);

}  // namespace wend::map
