#pragma once

#include <boost/json/value.hpp>
#include <vector>

#include "cli/sheet.h"

// The sheets of each kind of question: `result` is that field of an answer of
// docs/query-language.md; of each kind exactly one sheet is the main one.
namespace wend::cli {

// sheets_of_catalogue.cpp: what there is, and who
std::vector<Sheet> sheets_of_events(const boost::json::value& result);
std::vector<Sheet> sheets_of_overview(const boost::json::value& result);
// Of the whole answer, which has no `result`.
Sheet sheet_of_people(const boost::json::value& answer);

// sheets_of_paths.cpp: ways from event to event
std::vector<Sheet> sheets_of_paths(const boost::json::value& result);
std::vector<Sheet> sheets_of_process(const boost::json::value& result);
std::vector<Sheet> sheets_of_transitions(const boost::json::value& result);
std::vector<Sheet> sheets_of_next(const boost::json::value& result);

// sheets_of_funnels.cpp: what leads to an outcome
std::vector<Sheet> sheets_of_funnel(const boost::json::value& result);
std::vector<Sheet> sheets_of_time_between(const boost::json::value& result);
std::vector<Sheet> sheets_of_attribution(const boost::json::value& result);

// sheets_of_counts.cpp: counts over time
std::vector<Sheet> sheets_of_retention(const boost::json::value& result);
std::vector<Sheet> sheets_of_lifecycle(const boost::json::value& result);
std::vector<Sheet> sheets_of_stickiness(const boost::json::value& result);
std::vector<Sheet> sheets_of_trend(const boost::json::value& result);
std::vector<Sheet> sheets_of_sessions(const boost::json::value& result);

// sheets_of_journeys.cpp: journeys: how they are, what goes wrong in them, what sets them apart
std::vector<Sheet> sheets_of_journey(const boost::json::value& result);
std::vector<Sheet> sheets_of_friction(const boost::json::value& result);
std::vector<Sheet> sheets_of_pattern(const boost::json::value& result);
std::vector<Sheet> sheets_of_drivers(const boost::json::value& result);
std::vector<Sheet> sheets_of_conformance(const boost::json::value& result);

// sheets_of_maps.cpp: the numbers of journey maps
std::vector<Sheet> sheets_of_map(const boost::json::value& result);
// What personas may be made of.
std::vector<Sheet> sheets_of_archetypes(const boost::json::value& result);

// sheets_of_drift.cpp: where customers leave the path of a journey map
std::vector<Sheet> sheets_of_drift(const boost::json::value& result);

// sheets_of_comparisons.cpp: answers of several questions
std::vector<Sheet> sheets_of_compare(const boost::json::value& result);
std::vector<Sheet> sheets_of_formula(const boost::json::value& result);

}  // namespace wend::cli
