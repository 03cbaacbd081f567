#include "map/map_health.h"

#include <algorithm>
#include <array>
#include <boost/json/array.hpp>
#include <charconv>
#include <cmath>
#include <string_view>

namespace wend::map {
namespace {

namespace json = boost::json;

constexpr int kMonthsBetween = 3;

struct Part {
  const char* name;
  int weight;
  std::optional<double> share;
};

std::array<Part, 4> parts_of(const MapCondition& condition) {
  return {{{"fed", kFedWeight, condition.fed},
           {"on_path", kOnPathWeight, condition.on_path},
           {"reviewed", kReviewedWeight, condition.reviewed},
           {"evidence", kEvidenceWeight, condition.evidence}}};
}

// "2026-11-30"
std::optional<std::chrono::local_days> read_day(std::string_view text) {
  int year = 0;
  unsigned month = 0, day = 0;
  const auto number = [&](std::size_t at, std::size_t length, auto& into) {
    const char* begin = text.data() + at;
    return std::from_chars(begin, begin + length, into).ptr == begin + length;
  };
  if (text.size() != 10 || !number(0, 4, year) || !number(5, 2, month) || !number(8, 2, day))
    return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year(year), std::chrono::month(month),
                                         std::chrono::day(day)};
  if (!date.ok()) return std::nullopt;
  return std::chrono::local_days(date);
}

}  // namespace

std::optional<int> health_score(const MapCondition& condition) {
  double sum = 0;
  int weights = 0;
  for (const Part& part : parts_of(condition)) {
    if (!part.share) continue;
    sum += part.weight * std::clamp(*part.share, 0.0, 1.0);
    weights += part.weight;
  }
  if (weights == 0) return std::nullopt;
  return static_cast<int>(std::floor(100 * sum / weights + 0.5));
}

std::string_view health_band(int score) {
  return score <= 50 ? "poor" : score <= 75 ? "fair" : "good";
}

json::value health_json(const MapCondition& condition) {
  const auto score = health_score(condition);
  if (!score) return nullptr;
  json::array parts;
  for (const Part& part : parts_of(condition)) {
    json::object one{{"part", part.name}, {"weight", part.weight}, {"share", nullptr}};
    if (part.share) one["share"] = *part.share;
    parts.push_back(std::move(one));
  }
  return json::object{
      {"score", *score}, {"band", health_band(*score)}, {"parts", std::move(parts)}};
}

std::chrono::local_days months_later(std::chrono::local_days day, int months) {
  std::chrono::year_month_day date(day);
  date += std::chrono::months(months);
  if (date.ok()) return std::chrono::local_days(date);
  return std::chrono::local_days(date.year() / date.month() / std::chrono::last);
}

std::chrono::local_days next_review(const json::object& summary,
                                    std::chrono::local_days last_review_or_beginning) {
  if (const json::value* set = summary.if_contains("review_on");
      set != nullptr && set->is_string()) {
    if (const auto day = read_day(set->get_string())) return *day;
  }
  int months = kMonthsBetween;
  if (const json::value* every = summary.if_contains("review_every_months");
      every != nullptr && every->is_number())
    months = static_cast<int>(every->to_number<double>());
  return months_later(last_review_or_beginning, months);
}

double reviewed_share(std::chrono::local_days next, std::chrono::local_days today) {
  const auto late = (today - next).count();
  return std::clamp(1 - static_cast<double>(late) / kReviewLateDays, 0.0, 1.0);
}

}  // namespace wend::map
