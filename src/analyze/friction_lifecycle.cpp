#include <algorithm>
#include <array>
#include <cctype>
#include <string>

#include "analyze/friction_steps.h"
#include "analyze/parallel_profiles.h"

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

base::Status StepReader::find_lifecycle(const std::stop_token& stop) {
  WEND_ASSIGN(const auto names, table_->property_names());
  for (const char* property : {"lifecycle", "lifecycle:transition"}) {
    const bool known = std::ranges::any_of(names, [&](const JourneyTable::PropertyName& name) {
      return !name.trait && name.name == property;
    });
    if (!known) continue;
    WEND_ASSIGN(auto column, table_->property(property));
    std::vector<std::uint8_t> before, ends;  // by value
    for (const model::Value& value : column->values) {
      before.push_back(part_of(value) == Part::kBefore ? 1 : 0);
      ends.push_back(part_of(value) == Part::kEnd ? 1 : 0);
    }
    const std::size_t name_count = table_->names().size();
    WEND_ASSIGN(const auto parts,
                in_profile_ranges<Mask>(*table_, stop, [&](ProfileRange range, Mask& completed) {
                  completed.assign(name_count, 0);
                  for (std::size_t profile = range.first; profile < range.last; ++profile)
                    for (std::size_t i = table_->begin(profile); i < table_->end(profile); ++i)
                      if (ends[column->codes[i]] != 0) completed[table_->name()[i]] = 1;
                }));
    Preparing preparing{{std::move(column), std::move(before)}, Mask(name_count, 0)};
    for (const Mask& part : parts)
      for (std::size_t name = 0; name < name_count; ++name) preparing.completed[name] |= part[name];
    preparing_.push_back(std::move(preparing));
  }
  return {};
}

bool StepReader::only_prepares(std::size_t event) const {
  return std::ranges::any_of(preparing_, [&](const Preparing& preparing) {
    return preparing.before.holds(event) && preparing.completed[table_->name()[event]] != 0;
  });
}

}  // namespace wend::analyze
