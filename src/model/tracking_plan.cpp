#include "model/tracking_plan.h"

#include <array>
#include <boost/json/array.hpp>
#include <fmt/format.h>
#include <set>

#include "model/json_reader.h"

namespace wend::model {
namespace {

namespace json = boost::json;
using base::ErrorCode;
using base::fail;

constexpr std::array<std::string_view, 7> kTypes = {"any",  "text", "number", "boolean",
                                                    "time", "list", "object"};
constexpr std::array<std::string_view, 3> kUnplanned = {"allow", "warn", "block"};

base::Status check_length(std::string_view text, std::size_t bytes_max, std::string place) {
  if (text.size() <= bytes_max) return {};
  return fail(ErrorCode::kInvalidInput, fmt::format("This is longer than {} bytes.", bytes_max),
              std::move(place));
}

base::Result<std::string> read_name(ObjectReader& reader, std::string_view of) {
  WEND_ASSIGN(auto name, reader.text("name"));
  if (!name || name->empty()) {
    return fail(ErrorCode::kInvalidInput, fmt::format("The {} needs a name.", of),
                reader.place_of("name"));
  }
  WEND_TRY(check_length(*name, kPlanTextBytesMax, reader.place_of("name")));
  return *std::move(name);
}

base::Result<std::vector<std::string>> read_values(ObjectReader& reader) {
  WEND_ASSIGN(const json::array* list, reader.list("values", kPlannedValuesMax));
  std::vector<std::string> values;
  for (std::size_t i = 0; i < list->size(); ++i) {
    const std::string place = entry_place(reader.place_of("values"), i);
    const json::value& value = (*list)[i];
    if (!value.is_string()) return wrong_kind(value, place, "a text");
    WEND_TRY(check_length(value.get_string(), kPlanTextBytesMax, place));
    values.emplace_back(value.get_string());
  }
  return values;
}

base::Result<PlannedProperty> read_property(const json::value& value, std::string place) {
  WEND_ASSIGN(auto reader, ObjectReader::open(value, std::move(place)));
  PlannedProperty property;
  WEND_ASSIGN(property.name, read_name(reader, "property"));
  WEND_ASSIGN(const auto type, reader.choice("type", {"any", "text", "number", "boolean", "time",
                                                      "list", "object"}));
  property.type = static_cast<PlannedType>(type.value_or(0));
  WEND_ASSIGN(const auto required, reader.boolean("required"));
  property.required = required.value_or(false);
  WEND_ASSIGN(property.values, read_values(reader));
  WEND_TRY(reader.finish());
  return property;
}

base::Result<PlannedEvent> read_event(const json::value& value, std::string place) {
  WEND_ASSIGN(auto reader, ObjectReader::open(value, std::move(place)));
  PlannedEvent event;
  WEND_ASSIGN(event.name, read_name(reader, "event"));
  WEND_ASSIGN(auto description, reader.text("description"));
  event.description = std::move(description).value_or("");
  WEND_TRY(
      check_length(event.description, kPlanDescriptionBytesMax, reader.place_of("description")));
  WEND_ASSIGN(const auto planned, reader.boolean("planned"));
  event.planned = planned.value_or(true);
  WEND_ASSIGN(const auto blocked, reader.boolean("blocked"));
  event.blocked = blocked.value_or(false);
  WEND_ASSIGN(event.show_as, reader.text("show_as"));
  if (event.show_as) {
    if (event.show_as->empty()) {
      return fail(ErrorCode::kInvalidInput, "The name to show is empty.",
                  reader.place_of("show_as"), "Leave it null to show the event as it is sent.");
    }
    WEND_TRY(check_length(*event.show_as, kPlanTextBytesMax, reader.place_of("show_as")));
  }
  WEND_ASSIGN(const auto violation, reader.choice("on_violation", {"warn", "block"}));
  event.blocks_violations = violation.value_or(0) == 1;
  WEND_ASSIGN(const json::array* list, reader.list("properties", kPlannedPropertiesMax));
  std::set<std::string> names;
  for (std::size_t i = 0; i < list->size(); ++i) {
    const std::string at = entry_place(reader.place_of("properties"), i);
    WEND_ASSIGN(auto property, read_property((*list)[i], at));
    if (!names.insert(property.name).second) {
      return fail(ErrorCode::kInvalidInput,
                  fmt::format("The property \"{}\" stands here twice.", property.name),
                  field_place(at, "name"));
    }
    event.properties.push_back(std::move(property));
  }
  WEND_TRY(reader.finish());
  return event;
}

json::object property_json(const PlannedProperty& property) {
  json::array values;
  for (const std::string& value : property.values) values.emplace_back(value);
  return {{"name", property.name},
          {"type", to_string(property.type)},
          {"required", property.required},
          {"values", std::move(values)}};
}

json::object event_json(const PlannedEvent& event) {
  json::array properties;
  for (const PlannedProperty& property : event.properties)
    properties.push_back(property_json(property));
  json::object body{{"name", event.name},
                    {"description", event.description},
                    {"planned", event.planned},
                    {"blocked", event.blocked},
                    {"show_as", nullptr},
                    {"on_violation", event.blocks_violations ? "block" : "warn"},
                    {"properties", std::move(properties)}};
  if (event.show_as) body["show_as"] = *event.show_as;
  return body;
}

}  // namespace

std::string_view to_string(PlannedType type) {
  return kTypes[static_cast<std::size_t>(type)];
}

base::Result<TrackingPlan> tracking_plan_from(const json::value& document) {
  WEND_ASSIGN(auto reader, ObjectReader::open(document, ""));
  TrackingPlan plan;
  WEND_ASSIGN(const auto unplanned, reader.choice("unplanned", {"allow", "warn", "block"}));
  plan.unplanned = static_cast<TrackingPlan::Unplanned>(unplanned.value_or(0));
  WEND_ASSIGN(const json::array* list, reader.list("events", kPlannedEventsMax));
  std::set<std::string> names;
  for (std::size_t i = 0; i < list->size(); ++i) {
    const std::string at = entry_place("events", i);
    WEND_ASSIGN(auto event, read_event((*list)[i], at));
    if (!names.insert(event.name).second) {
      return fail(ErrorCode::kInvalidInput,
                  fmt::format("The event \"{}\" stands here twice.", event.name),
                  field_place(at, "name"));
    }
    plan.events.push_back(std::move(event));
  }
  WEND_TRY(reader.finish());
  return plan;
}

json::object to_json(const TrackingPlan& plan) {
  json::array events;
  for (const PlannedEvent& event : plan.events) events.push_back(event_json(event));
  return {{"unplanned", kUnplanned[static_cast<std::size_t>(plan.unplanned)]},
          {"events", std::move(events)}};
}

}  // namespace wend::model
