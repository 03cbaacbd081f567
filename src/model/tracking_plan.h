#pragma once

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace wend::model {

// What an event may look like, and what becomes of those that do not.

enum class PlannedType { kAny, kText, kNumber, kBoolean, kTime, kList, kObject };
std::string_view to_string(PlannedType type);

struct PlannedProperty {
  std::string name;
  PlannedType type = PlannedType::kAny;
  bool required = false;
  std::vector<std::string> values;  // the only ones; empty: any
};

struct PlannedEvent {
  std::string name;
  std::string description;
  bool planned = true;   // false: it stands here for `blocked` or `show_as` alone
  bool blocked = false;  // its messages are not stored
  std::optional<std::string> show_as;
  bool blocks_violations = false;  // else they are warned of
  std::vector<PlannedProperty> properties;
};

struct TrackingPlan {
  enum class Unplanned { kAllow, kWarn, kBlock };
  Unplanned unplanned = Unplanned::kAllow;
  std::vector<PlannedEvent> events;
};

inline constexpr std::size_t kPlannedEventsMax = 5'000;
inline constexpr std::size_t kPlannedPropertiesMax = 500;
inline constexpr std::size_t kPlannedValuesMax = 500;
inline constexpr std::size_t kPlanTextBytesMax = 1024;
inline constexpr std::size_t kPlanDescriptionBytesMax = 4096;

// The name under which the workspace keeps it.
inline constexpr std::string_view kTrackingPlanDocument = "tracking_plan";

// Reads the document; of an event the name alone is needed. Errors: kInvalidInput with the place
// ("events[3].properties[0].type").
base::Result<TrackingPlan> tracking_plan_from(const boost::json::value& document);
// The whole document with every field.
boost::json::object to_json(const TrackingPlan& plan);

}  // namespace wend::model
