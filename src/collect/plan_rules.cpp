#include "collect/plan_rules.h"

#include <algorithm>
#include <fmt/format.h>

#include "collect/json_document.h"
#include "collect/limits.h"
#include "collect/message_draft.h"
#include "model/time_text.h"

namespace wend::collect {
namespace {

namespace dom = simdjson::dom;
using model::PlannedProperty;
using model::PlannedType;
using Unplanned = model::TrackingPlan::Unplanned;

constexpr std::size_t kReasonsMax = 10;  // of one message

// A date and a time of day with an offset, as RFC 3339 has them.
bool is_rfc3339(std::string_view text) {
  constexpr std::size_t kTimeAt = 10;
  if (text.size() < sizeof "2026-01-31T08:00:00Z" - 1) return false;
  if (text[kTimeAt] != 'T' && text[kTimeAt] != 't') return false;
  const char last = text.back();
  const bool offset =
      last == 'Z' || last == 'z' || text[text.size() - 6] == '+' || text[text.size() - 6] == '-';
  return offset && model::parse_time(text, model::TimeZone()).has_value();
}

std::string_view kind_of(const dom::element& value) {
  switch (value.type()) {
    case dom::element_type::ARRAY:
      return "a list";
    case dom::element_type::OBJECT:
      return "an object";
    case dom::element_type::STRING:
      return "a text";
    case dom::element_type::BOOL:
      return "true or false";
    default:
      return "a number";
  }
}

std::string_view wanted(PlannedType type) {
  switch (type) {
    case PlannedType::kText:
      return "a text";
    case PlannedType::kNumber:
      return "a number";
    case PlannedType::kBoolean:
      return "true or false";
    case PlannedType::kTime:
      return "a time, such as 2026-01-31T08:00:00Z";
    case PlannedType::kList:
      return "a list";
    case PlannedType::kObject:
      return "an object";
    case PlannedType::kAny:
      break;
  }
  return "anything";
}

bool has_type(const dom::element& value, PlannedType type) {
  switch (type) {
    case PlannedType::kAny:
      return true;
    case PlannedType::kText:
      return value.is_string();
    case PlannedType::kNumber:
      return value.is_number();
    case PlannedType::kBoolean:
      return value.is_bool();
    case PlannedType::kTime:
      return value.is_string() && is_rfc3339(value.get_string().value_unsafe());
    case PlannedType::kList:
      return value.is_array();
    case PlannedType::kObject:
      return value.is_object();
  }
  return true;
}

bool is_among(const dom::element& value, const std::vector<std::string>& values) {
  if (value.is_array()) {
    return std::ranges::all_of(value.get_array().value_unsafe(),
                               [&](const dom::element& entry) { return is_among(entry, values); });
  }
  if (value.is_object()) return false;
  if (value.is_string()) {
    const std::string_view text = value.get_string().value_unsafe();
    return std::ranges::find(values, text) != values.end();
  }
  const std::string text = value.is_bool()   ? (bool(value) ? "true" : "false")
                           : value.is_null() ? "null"
                                             : number_text(value);
  return std::ranges::find(values, text) != values.end();
}

// Why a property does not fit; empty when it does. Null counts as missing.
std::string fault_of(const PlannedProperty& planned, const Field& field) {
  if (!field) {
    return planned.required ? fmt::format("The property \"{}\" is missing.", planned.name)
                            : std::string();
  }
  if (!has_type(*field, planned.type)) {
    const bool other_text = planned.type == PlannedType::kTime && field->is_string();
    return fmt::format("The property \"{}\" must be {}, not {}.", planned.name,
                       wanted(planned.type), other_text ? "another text" : kind_of(*field));
  }
  if (!planned.values.empty() && !is_among(*field, planned.values))
    return fmt::format("The property \"{}\" has a value that is not planned.", planned.name);
  return {};
}

std::vector<std::string> faults_of(const std::vector<PlannedProperty>& planned,
                                   std::string_view properties) {
  // Kept, so it may never have a turn to read something large.
  static_assert(kMessageBytesMax <= kKeptParserBytes);
  thread_local JsonDocument document;
  const auto parsed = document.parse(properties);
  // What the store takes is always JSON.
  if (!parsed) return {"The properties cannot be read."};
  std::vector<std::string> faults;
  for (const PlannedProperty& property : planned) {
    std::string fault = fault_of(property, member(*parsed, property.name));
    if (fault.empty()) continue;
    faults.push_back(std::move(fault));
    if (faults.size() == kReasonsMax) break;
  }
  return faults;
}

}  // namespace

PlanRules::PlanRules(const model::TrackingPlan& plan) : unplanned_(plan.unplanned) {
  for (const model::PlannedEvent& event : plan.events) {
    Rule rule{event.planned, event.blocked, event.blocks_violations, {}};
    if (event.planned) {
      std::ranges::copy_if(event.properties, std::back_inserter(rule.properties),
                           [](const PlannedProperty& property) {
                             return property.required || property.type != PlannedType::kAny ||
                                    !property.values.empty();
                           });
    }
    const bool asks = rule.blocked || !rule.properties.empty();
    // Where nothing else is allowed, what is planned must be known as well.
    if (asks || (event.planned && unplanned_ != Unplanned::kAllow))
      rules_.emplace(event.name, std::move(rule));
  }
}

bool PlanRules::empty() const {
  return rules_.empty() && unplanned_ == Unplanned::kAllow;
}

std::vector<RowMark> PlanRules::judge(std::span<const events::LiveRow> rows) const {
  std::vector<RowMark> marks;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    RowMark mark{.row = i};
    if (!judge(rows[i].row, mark)) marks.push_back(std::move(mark));
  }
  return marks;
}

// Whether it fits.
bool PlanRules::judge(const model::EventRow& row, RowMark& mark) const {
  const auto found = rules_.find(row.name);
  const Rule* rule = found == rules_.end() ? nullptr : &found->second;
  if (rule != nullptr && rule->blocked) {
    mark.fate = MessageFate::kBlocked;
    mark.reasons.emplace_back("The event is blocked.");
    return false;
  }
  if (rule == nullptr || !rule->planned) {
    if (unplanned_ == Unplanned::kAllow || row.type != model::EventType::kTrack) return true;
    mark.fate = unplanned_ == Unplanned::kBlock ? MessageFate::kBlocked : MessageFate::kWarned;
    mark.reasons.emplace_back("The event is not in the tracking plan.");
    return false;
  }
  if (rule->properties.empty()) return true;
  mark.reasons = faults_of(rule->properties, row.properties);
  mark.fate = rule->blocks_violations ? MessageFate::kBlocked : MessageFate::kWarned;
  return mark.reasons.empty();
}

}  // namespace wend::collect
