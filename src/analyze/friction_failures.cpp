#include <algorithm>

#include "analyze/discovery_lexicon.h"
#include "analyze/friction_steps.h"

namespace wend::analyze {
namespace {

// Outcomes are few words; a property with more values is something else.
constexpr std::size_t kOutcomeValuesMax = 100;
constexpr double kHttpErrorFrom = 400, kHttpErrorTo = 600;

bool says_no_error(std::string_view text) {
  for (const std::string_view none : {"", "none", "no", "ok", "0", "false", "null", "n/a", "-"}) {
    if (text == none) return true;
  }
  return false;
}

bool tells_failure(std::string_view property, const model::Value& value) {
  const bool about_error = names_an_error(property);
  if (const auto* flag = std::get_if<bool>(&value)) {
    if (about_error) return *flag;
    return !*flag && (property == "success" || property == "ok" || property == "succeeded" ||
                      property == "is_success");
  }
  if (const auto* text = std::get_if<std::string>(&value)) {
    if (about_error) return !says_no_error(*text);
    if (property == "success" || property == "ok" || property == "succeeded") {
      return *text == "false" || *text == "0" || *text == "no";
    }
    return names_an_error(*text);
  }
  if (const auto* number = std::get_if<double>(&value)) {
    if (property == "status_code" || property == "http_status" || property == "status") {
      return *number >= kHttpErrorFrom && *number < kHttpErrorTo;
    }
    if (property == "success") return *number == 0;
  }
  return false;
}

}  // namespace

base::Status StepReader::find_failures() {
  WEND_ASSIGN(auto names, table_->property_names());
  std::erase_if(names, [](const JourneyTable::PropertyName& name) {
    return name.trait || name.distinct > kOutcomeValuesMax ||
           !(names_an_outcome(name.name) || names_an_error(name.name));
  });
  WEND_TRY(table_->fetch(names));
  for (const auto& name : names) {
    WEND_ASSIGN(auto column, table_->property(name.name));
    std::vector<std::uint8_t> says(column->values.size(), 0);
    for (std::size_t v = 1; v < says.size(); ++v) {
      says[v] = tells_failure(name.name, column->values[v]) ? 1 : 0;
    }
    if (std::ranges::find(says, 1) == says.end()) continue;
    failures_.push_back({std::move(column), std::move(says)});
  }
  return {};
}

}  // namespace wend::analyze
