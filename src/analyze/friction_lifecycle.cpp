#include <algorithm>
#include <array>
#include <cctype>
#include <string>

#include "analyze/friction_visits.h"

namespace wend::analyze {
namespace {

// The standard transitions of XES (IEEE 1849, lifecycle extension) that do not end an activity.
constexpr std::array<std::string_view, 6> kNotTheEnd = {"schedule", "assign",  "reassign",
                                                        "start",    "suspend", "resume"};
constexpr std::string_view kCompleted = "complete";

enum class Part : std::uint8_t { kUnknown, kBefore, kEnd };

Part part_of(const model::Value& value) {
  const auto* text = std::get_if<std::string>(&value);
  if (text == nullptr) return Part::kUnknown;
  std::string lower = *text;
  std::ranges::transform(lower, lower.begin(), [](unsigned char c) { return std::tolower(c); });
  if (lower == kCompleted) return Part::kEnd;
  const bool before = std::ranges::find(kNotTheEnd, lower) != kNotTheEnd.end();
  return before ? Part::kBefore : Part::kUnknown;
}

}  // namespace

base::Result<std::vector<std::uint8_t>> whole_steps(const JourneyTable& table,
                                                    std::span<const std::uint8_t> kept) {
  std::vector<std::uint8_t> steps(kept.begin(), kept.end());
  WEND_ASSIGN(const auto names, table.property_names());
  for (const char* property : {"lifecycle", "lifecycle:transition"}) {
    const bool known = std::ranges::any_of(names, [&](const JourneyTable::PropertyName& name) {
      return !name.trait && name.name == property;
    });
    if (!known) continue;
    WEND_ASSIGN(const auto column, table.property(property));
    std::vector<Part> part_of_value;
    for (const model::Value& value : column->values) part_of_value.push_back(part_of(value));
    const auto part = [&](std::size_t event) { return part_of_value[column->codes[event]]; };
    std::vector<std::uint8_t> ends(table.names().size(), 0);  // by event name
    table.each_event([&](std::size_t i) {
      if (part(i) == Part::kEnd) ends[table.name()[i]] = 1;
    });
    table.each_event([&](std::size_t i) {
      if (part(i) != Part::kBefore || ends[table.name()[i]] == 0) return;
      if (steps.empty()) steps.assign(table.position_count(), 1);
      steps[i] = 0;
    });
  }
  return steps;
}

}  // namespace wend::analyze
