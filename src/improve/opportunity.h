#pragma once

#include <boost/json/object.hpp>
#include <optional>
#include <string_view>

#include "base/result.h"

// Opportunities: what could be better, and how much it is worth (docs/opportunities.md).
namespace wend::improve {

// The four estimates of a score, and what each counts: people a month, a factor of the five below,
// per cent, weeks of one person.
inline constexpr std::string_view kEstimates[] = {"reach", "impact", "confidence", "effort"};
// Minimal, low, medium, high, massive: the scale that Sean McBride gave RICE (Intercom, 2018).
inline constexpr double kImpacts[] = {0.25, 0.5, 1, 2, 3};
// Ulwick's two ratings of an outcome (What Customers Want, 2005), from 1 to 10; made of answers
// they are ten times the share of those who chose one of the two best of five, from 0 to 10.
inline constexpr std::string_view kRatings[] = {"importance", "satisfaction"};

inline constexpr double kReachMax = 1e10;
inline constexpr double kEffortMax = 10'000;
inline constexpr double kEffortMin = 0.1;
inline constexpr double kDaysAMonth = 365.25 / 12;

struct Figures {
  std::optional<double> reach, impact, confidence, effort, importance, satisfaction;
};

// reach × impact × confidence: what is to be had, in people a month at a medium impact. Nothing
// while one of them is missing.
std::optional<double> value_of(const Figures& figures);
// value / effort (RICE). Nothing while one of the four is missing.
std::optional<double> score_of(const Figures& figures);
// importance + max(importance − satisfaction, 0), from 0 to 20; above 15 an outcome is badly
// underserved, above 10 worth a look (Ulwick). Nothing while one of the two is missing.
std::optional<double> ulwick_of(const Figures& figures);

// A draft with every field that it leaves out, as docs/opportunities.md lists them.
boost::json::object whole_opportunity(const boost::json::object& draft);
// Looks at what a schema does not: bounds, the scale of impact, days. Makes the value of a rating
// from its answers. Errors: kInvalidInput at the field.
base::Status settle_opportunity(boost::json::object& opportunity);
// Of a whole one.
Figures figures_of(const boost::json::object& opportunity);

// Whether it is a day of the calendar, "2026-11-30".
bool is_day(std::string_view text);

}  // namespace wend::improve
