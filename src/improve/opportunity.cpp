#include "improve/opportunity.h"

#include <algorithm>
#include <boost/json/array.hpp>
#include <charconv>
#include <chrono>
#include <cmath>

#include "fmt/format.h"

namespace wend::improve {
namespace {

namespace json = boost::json;
using base::ErrorCode;

std::optional<double> number_in(const json::object& fields, std::string_view field) {
  const json::value* value = fields.if_contains(field);
  if (value == nullptr || !value->is_number()) return std::nullopt;
  const double number = value->to_number<double>();
  return std::isfinite(number) ? std::optional(number) : std::nullopt;
}

const json::object& blank() {
  static const json::object kBlank = [] {
    json::object body{{"description", ""},
                      {"category", "none"},
                      {"state", "proposed"},
                      {"owner", nullptr},
                      {"due", nullptr}};
    for (const std::string_view estimate : kEstimates)
      body[estimate] = json::object{{"value", nullptr}, {"evidence", "none"}, {"source", nullptr}};
    for (const std::string_view rating : kRatings)
      body[rating] = json::object{
          {"value", nullptr}, {"evidence", "none"}, {"answers", nullptr}, {"source", ""}};
    body["value_at_risk"] = nullptr;
    body["map"] = nullptr;
    body["step"] = nullptr;
    body["step_title"] = "";
    body["pains"] = json::array();
    body["finding"] = nullptr;
    body["persona"] = nullptr;
    body["goals"] = json::array();
    return body;
  }();
  return kBlank;
}

base::Status check_within(const json::object& opportunity, std::string_view field, double least,
                          double most) {
  const auto value = number_in(opportunity.at(field).as_object(), "value");
  if (!value || (*value >= least && *value <= most)) return {};
  return base::fail(ErrorCode::kInvalidInput,
                    fmt::format("It is a number from {} to {}.", least, most),
                    fmt::format("{}.value", field));
}

base::Status settle_rating(json::object& opportunity, std::string_view field) {
  json::object& rating = opportunity.at(field).as_object();
  const json::value* answers = rating.if_contains("answers");
  if (answers == nullptr || answers->is_null()) return check_within(opportunity, field, 1, 10);
  const auto n = answers->as_object().at("n").to_number<std::int64_t>();
  const auto top = answers->as_object().at("top").to_number<std::int64_t>();
  if (n < 1 || top > n)
    return base::fail(ErrorCode::kInvalidInput,
                      "Of at least one answer, at most all are among the best two.",
                      fmt::format("{}.answers", field));
  rating["value"] = std::round(100.0 * static_cast<double>(top) / static_cast<double>(n)) / 10;
  rating["evidence"] = "answers";
  return {};
}

}  // namespace

std::optional<double> value_of(const Figures& figures) {
  if (!figures.reach || !figures.impact || !figures.confidence) return std::nullopt;
  return *figures.reach * *figures.impact * *figures.confidence / 100;
}

std::optional<double> score_of(const Figures& figures) {
  const auto value = value_of(figures);
  if (!value || !figures.effort || *figures.effort <= 0) return std::nullopt;
  return *value / *figures.effort;
}

std::optional<double> ulwick_of(const Figures& figures) {
  if (!figures.importance || !figures.satisfaction) return std::nullopt;
  return *figures.importance + std::max(*figures.importance - *figures.satisfaction, 0.0);
}

json::object whole_opportunity(const json::object& draft) {
  json::object body = blank();
  for (const auto& field : draft) {
    const json::value* given = blank().if_contains(field.key());
    if (given == nullptr || !given->is_object()) {
      body[field.key()] = field.value();
      continue;
    }
    for (const auto& part : field.value().as_object())
      body[field.key()].as_object()[part.key()] = part.value();
  }
  return body;
}

base::Status settle_opportunity(json::object& opportunity) {
  const auto impact = number_in(opportunity.at("impact").as_object(), "value");
  if (impact && std::ranges::find(kImpacts, *impact) == std::end(kImpacts))
    return base::fail(ErrorCode::kInvalidInput, "An impact is 0.25, 0.5, 1, 2 or 3.",
                      "impact.value",
                      "That is minimal, low, medium, high or massive, for each who is reached.");
  WEND_TRY(check_within(opportunity, "reach", 0, kReachMax));
  WEND_TRY(check_within(opportunity, "confidence", 0, 100));
  WEND_TRY(check_within(opportunity, "effort", kEffortMin, kEffortMax));
  for (const std::string_view rating : kRatings) WEND_TRY(settle_rating(opportunity, rating));
  const json::value& due = opportunity.at("due");
  if (due.is_string() && !is_day(due.get_string()))
    return base::fail(ErrorCode::kInvalidInput, "This is no day.", "due",
                      "Write it as 2026-11-30.");
  return {};
}

Figures figures_of(const json::object& opportunity) {
  const auto value = [&](std::string_view field) {
    return number_in(opportunity.at(field).as_object(), "value");
  };
  return {value("reach"),  value("impact"),     value("confidence"),
          value("effort"), value("importance"), value("satisfaction")};
}

bool is_day(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return false;
  int parts[3] = {};
  const std::pair<int, int> places[] = {{0, 4}, {5, 7}, {8, 10}};
  for (int i = 0; i < 3; ++i) {
    const char* const end = text.data() + places[i].second;
    const auto [stopped, error] = std::from_chars(text.data() + places[i].first, end, parts[i]);
    if (error != std::errc() || stopped != end) return false;
  }
  return std::chrono::year_month_day(std::chrono::year(parts[0]),
                                     std::chrono::month(static_cast<unsigned>(parts[1])),
                                     std::chrono::day(static_cast<unsigned>(parts[2])))
      .ok();
}

}  // namespace wend::improve
