#pragma once

#include <boost/json/object.hpp>
#include <optional>
#include <string>

#include "base/result.h"

// Score goals: where a score is to be, and how far it has come (docs/opportunities.md).
namespace wend::improve {

// A draft with every field that it leaves out.
boost::json::object whole_goal(const boost::json::object& draft);
// Looks at days, and puts the history in the order of its days, each once: the later entry of a
// day stands. Errors: kInvalidInput at the field.
base::Status settle_goal(boost::json::object& goal);
// The latest entry of the history, or null.
boost::json::value current_of(const boost::json::object& goal);
// How much of the way from `from` to `to` is done: 0 at the beginning, 1 when it is reached; below
// 0 when it got worse. Nothing without a history, or where `from` is `to`.
std::optional<double> progress_of(const boost::json::object& goal);

// The one number that the answer to a question stands for, and what it is: the conversion of a
// funnel in per cent, the last complete point of the first series of a trend, the return in the
// last known period of a retention in per cent, the customers of an overview. Errors: kInvalidInput
// for a kind that has none, kNotFound where the data has none.
struct Headline {
  double value = 0;
  std::string what;  // "Conversion of 1,204 people"
};
base::Result<Headline> headline_of(const boost::json::object& answer);

// Vision, strategy and guiding principles: one document. Errors: kInvalidInput for two principles
// of one id, or an id of another form than pri_ and 12 to 32 letters and digits.
boost::json::object whole_strategy(const boost::json::object& draft);
base::Status check_strategy(const boost::json::object& strategy);

}  // namespace wend::improve
