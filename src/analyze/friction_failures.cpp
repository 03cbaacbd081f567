#include "analyze/discovery_lexicon.h"
#include "analyze/friction_visits.h"

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

base::Result<std::vector<std::uint8_t>> failed_events(const JourneyTable& table) {
  std::vector<std::uint8_t> failed(table.position_count(), 0);
  WEND_ASSIGN(auto names, table.property_names());
  std::erase_if(names, [](const JourneyTable::PropertyName& name) {
    return name.trait || name.distinct > kOutcomeValuesMax ||
           !(names_an_outcome(name.name) || names_an_error(name.name));
  });
  WEND_TRY(table.fetch(names));
  for (const auto& name : names) {
    WEND_ASSIGN(const auto column, table.property(name.name));
    std::vector<std::uint8_t> bad(column->values.size(), 0);
    for (std::size_t v = 1; v < bad.size(); ++v) {
      bad[v] = tells_failure(name.name, column->values[v]) ? 1 : 0;
    }
    for (std::size_t i = 0; i < failed.size(); ++i) failed[i] |= bad[column->codes[i]];
  }
  return failed;
}

}  // namespace wend::analyze
