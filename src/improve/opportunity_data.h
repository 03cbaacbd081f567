#pragma once

#include <boost/json/object.hpp>
#include <string>

#include "model/time_zone.h"

// What the data says of an opportunity's reach, impact and confidence. The rule stands in
// docs/opportunities.md.
namespace wend::improve {

// The span that a question looked at, and when it was asked.
struct Asked {
  model::TimeUs from = 0, to = 0;
  std::string at;  // RFC 3339
  std::string from_text, to_text;
  std::string currency;  // of money, empty where there is none
};

// What is to be said where: of the step that an opportunity is at, or of the friction it is about.
// Each answers {"reach", "impact", "confidence": an estimate or null, "value_at_risk": or null,
// "notes": [sentences]}; an estimate is {"value", "evidence": "data", "source": {…}}.
//
// `step` is a step in the answer to a question of kind `map`, `evidence` that of the pain point.
boost::json::object estimates_of_step(const boost::json::object& step, std::string_view evidence,
                                      const Asked& asked);
// `finding` stands among `findings` or `standing` in the answer to a question of kind `friction`.
boost::json::object estimates_of_friction(const boost::json::object& finding, const Asked& asked);

// Of one who is reached, how much of the outcome is at stake: 0.2 is 20 points.
double impact_of(double share);
// Measured on so many people (visits); otherwise by what sort of evidence there is.
double confidence_of(std::string_view evidence, std::int64_t n);
// People (or money) of a span, as so many a month. A span of less than a day counts as one.
double per_month(double number, model::TimeUs from, model::TimeUs to);

}  // namespace wend::improve
