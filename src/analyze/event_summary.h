#pragma once

#include <boost/json/object.hpp>
#include <string_view>

#include "analyze/event_kinds.h"
#include "model/value.h"

namespace wend::analyze {

// A property that says how much was paid, how something was scored, or what the customer said.
bool is_amount(std::string_view name, const model::Value& value);
bool is_score(std::string_view name, const model::Value& value);
bool is_comment(std::string_view name, const model::Value& value);

// What an event of this kind says of itself, found in its properties. Only what is there:
//   purchase  amount, currency
//   page      path (of an address without host, query and fragment), title
//   survey    score, score_max, comment
//   error     reason
//   message   subject
//   case      reference, status, subject, comment
// The customer's own words are a comment for every kind but error, message and identify.
boost::json::object summary_of(EventKind kind, std::string_view name,
                               const boost::json::object& properties);

}  // namespace wend::analyze
