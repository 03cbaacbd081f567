#pragma once

#include <boost/json/object.hpp>
#include <chrono>
#include <optional>

namespace wend::map {

// What the health of a map is made of (docs/maps.md, "Health"). Shares from 0 to 1; none: there is
// no data for it.
struct MapCondition {
  std::optional<double> fed;       // steps that data reaches, of all steps
  std::optional<double> on_path;   // people who keep to the mapped path
  std::optional<double> reviewed;  // 1: in time
  std::optional<double> evidence;  // what is researched or measured, of what states its evidence
};

// A part counts with its weight when it is known; the score goes from 0 to 100.
inline constexpr int kFedWeight = 30, kOnPathWeight = 30, kReviewedWeight = 20,
                     kEvidenceWeight = 20;
// A review that is late counts less every day, and nothing after so many.
inline constexpr int kReviewLateDays = 90;
// Fewer people say nothing about the path.
inline constexpr std::uint64_t kPathPeopleMin = 20;

// Σ weight · share / Σ weight over the parts that are known, in hundredths, rounded half up; none
// where no part is.
std::optional<int> health_score(const MapCondition& condition);
// "poor" to 50, "fair" to 75, "good" above.
std::string_view health_band(int score);
// {"score": 71, "band": "fair", "parts": [{"part": "fed", "weight": 30, "share": 0.8 | null}]};
// null where no part is known.
boost::json::value health_json(const MapCondition& condition);

// The month's last day where the day is too late for it.
std::chrono::local_days months_later(std::chrono::local_days day, int months);
// What is set, else so many months (none: 3) after the last review or, without one, the map's
// beginning.
std::chrono::local_days next_review(const boost::json::object& summary,
                                    std::chrono::local_days last_review_or_beginning);
double reviewed_share(std::chrono::local_days next, std::chrono::local_days today);

}  // namespace wend::map
