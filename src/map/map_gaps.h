#pragma once

#include <boost/json/object.hpp>
#include <string>
#include <vector>

#include "map/map_document.h"

namespace wend::map {

// A question or need of the customer that no touchpoint answers.
struct UnansweredQuestion {
  std::string cell, step;
  // "no_touchpoint": none stands there; "nobody": nobody reached those that do.
  std::string why;
};

// By the rule of docs/maps.md ("Numbers"): a card with words in a lane of the kind `question` that
// is not ticked off is answered by a touchpoint at one of the steps that it spans: a card of a
// touchpoint lane there, or the step's own touchpoint. One that the data can be asked about must
// have been reached by somebody; of one without data it is taken on trust. In the order of the map.
// `result`: of the map's question, of kind `map`.
std::vector<UnansweredQuestion> unanswered_questions(const MapDocument& document,
                                                     const boost::json::object& result);

}  // namespace wend::map
