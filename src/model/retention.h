#pragma once

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "model/event.h"

namespace wend::model {

// How long events are kept.
struct RetentionRule {
  std::string id;                     // of small letters, digits, _ and -
  std::vector<std::string> events;    // names; * stands for any characters
  std::vector<EventType> kinds;       // none: all
  std::optional<std::string> source;  // its name; none: all
  std::int64_t days = 0;
  bool pseudonymise = false;  // else they are deleted

  // The source's number, once somebody looked it up; 0: there is none of this name.
  std::optional<std::int64_t> source_id;

  // Whether the rule is about such an event, whatever its age.
  bool is_about(EventType kind, std::string_view event, std::int64_t source) const;
  // What happened before is due.
  TimeUs due_before(TimeUs now) const { return now - days * env::kDayUs; }
};

struct RetentionRules {
  std::vector<RetentionRule> rules;
};

inline constexpr std::size_t kRetentionRulesMax = 100;
inline constexpr std::int64_t kRetentionDaysMax = 36'500;
// The name under which the workspace keeps them.
inline constexpr std::string_view kRetentionDocument = "retention_rules";

// Errors: kInvalidInput with the place ("rules[1].days").
base::Result<RetentionRules> retention_rules_from(const boost::json::value& document);
boost::json::object to_json(const RetentionRules& rules);

}  // namespace wend::model
