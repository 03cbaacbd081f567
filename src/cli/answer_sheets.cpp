#include "cli/answer_sheets.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <map>

#include "cli/kind_sheets.h"
#include "cli/sheet_builder.h"

namespace wend::cli {

namespace json = boost::json;

std::vector<Sheet> sheets_of(const json::object& answer) {
  using Make = std::vector<Sheet> (*)(const json::value&);
  static const std::map<std::string_view, Make> kKinds{{"events", sheets_of_events},
                                                       {"overview", sheets_of_overview},
                                                       {"paths", sheets_of_paths},
                                                       {"process", sheets_of_process},
                                                       {"funnel", sheets_of_funnel},
                                                       {"time-between", sheets_of_time_between},
                                                       {"journey", sheets_of_journey},
                                                       {"friction", sheets_of_friction},
                                                       {"retention", sheets_of_retention},
                                                       {"lifecycle", sheets_of_lifecycle},
                                                       {"stickiness", sheets_of_stickiness},
                                                       {"trend", sheets_of_trend},
                                                       {"sessions", sheets_of_sessions},
                                                       {"transitions", sheets_of_transitions},
                                                       {"next", sheets_of_next},
                                                       {"compare", sheets_of_compare},
                                                       {"formula", sheets_of_formula},
                                                       {"attribution", sheets_of_attribution},
                                                       {"pattern", sheets_of_pattern},
                                                       {"drivers", sheets_of_drivers},
                                                       {"conformance", sheets_of_conformance},
                                                       {"map", sheets_of_map},
                                                       {"archetypes", sheets_of_archetypes},
                                                       {"drift", sheets_of_drift}};
  const std::string kind = text_of(answer.at("kind"));
  if (kind == "people") return {sheet_of_people(answer)};
  const auto make = kKinds.find(kind);
  return make == kKinds.end() ? std::vector<Sheet>{} : make->second(answer.at("result"));
}

base::Result<std::vector<Sheet>> chosen_sheets(const json::object& answer, std::string_view part,
                                               bool every) {
  const std::string kind = text_of(answer.at("kind"));
  std::vector<Sheet> chosen;
  std::vector<std::string> names;
  for (Sheet& sheet : sheets_of(answer)) {
    names.push_back(sheet.name);
    if (part.empty() ? every || sheet.main : sheet.name == part) chosen.push_back(std::move(sheet));
  }
  if (!chosen.empty()) return chosen;
  if (names.empty())
    return base::fail(base::ErrorCode::kInvalidInput,
                      fmt::format("An answer of the kind {} has no table.", kind), "--format",
                      "Ask for json.");
  return base::fail(base::ErrorCode::kInvalidInput,
                    fmt::format("An answer of the kind {} has no part \"{}\".", kind, part),
                    "--part", fmt::format("It has {}.", fmt::join(names, ", ")));
}

}  // namespace wend::cli
