#include "improve/score_goal.h"

#include <algorithm>
#include <boost/json/array.hpp>
#include <map>
#include <set>

#include "fmt/format.h"
#include "improve/opportunity.h"

namespace wend::improve {
namespace {

namespace json = boost::json;
using base::ErrorCode;

std::string text(const json::object& fields, std::string_view field) {
  const json::value* value = fields.if_contains(field);
  return value != nullptr && value->is_string() ? std::string(value->get_string()) : "";
}

std::optional<double> number(const json::object& fields, std::string_view field) {
  const json::value* value = fields.if_contains(field);
  return value != nullptr && value->is_number() ? std::optional(value->to_number<double>())
                                                : std::nullopt;
}

void fill(json::object& body, const json::object& blank) {
  for (const auto& field : blank)
    if (!body.contains(field.key())) body[field.key()] = field.value();
}

base::Status no_number() {
  return base::fail(ErrorCode::kNotFound, "The question has no number for this time.", {},
                    "Open it in Explore to see why.");
}

// A share as per cent, with what it is of.
base::Result<Headline> of_share(const json::value& share, std::string_view what) {
  const auto value = share.is_object() ? number(share.get_object(), "share") : std::nullopt;
  if (!value) return base::fail(no_number().error());
  return Headline{100 * *value,
                  fmt::format("{} of {}", what, number(share.get_object(), "of").value_or(0))};
}

// The points of a trend that are over.
base::Result<Headline> of_trend(const json::object& result) {
  const json::array& buckets = result.at("buckets").as_array();
  // A formula was asked for because it is what is wanted.
  const json::value* formulas = result.if_contains("formulas");
  const bool has_formula =
      formulas != nullptr && formulas->is_array() && !formulas->get_array().empty();
  const json::array& series = has_formula ? formulas->get_array() : result.at("series").as_array();
  if (series.empty()) return base::fail(no_number().error());
  const json::object& first = series.front().as_object();
  const json::array& points = first.at("points").as_array();
  for (std::size_t i = std::min(points.size(), buckets.size()); i-- > 0;) {
    const json::value* incomplete = buckets[i].as_object().if_contains("incomplete");
    if (incomplete != nullptr && incomplete->is_bool() && incomplete->get_bool()) continue;
    if (const auto value = number(points[i].as_object(), "value"))
      return Headline{*value,
                      fmt::format("{}, {} from {}", text(first, "name"), text(result, "bucket"),
                                  text(buckets[i].as_object(), "from").substr(0, 10))};
  }
  return base::fail(no_number().error());
}

base::Result<Headline> of_retention(const json::object& result) {
  const json::array& curve = result.at("curve").as_array();
  for (std::size_t i = curve.size(); i-- > 0;) {
    const json::object& point = curve[i].as_object();
    const json::object& share = point.at("share").as_object();
    if (number(share, "share") && number(share, "of").value_or(0) > 0)
      return of_share(share, fmt::format("Return in period {}", number(point, "from").value_or(0)));
  }
  return base::fail(no_number().error());
}

}  // namespace

json::object whole_goal(const json::object& draft) {
  json::object body = draft;
  fill(body, {{"score", "other"},
              {"unit", ""},
              {"note", ""},
              {"from", nullptr},
              {"to", nullptr},
              {"by", nullptr},
              {"owner", nullptr},
              {"question", nullptr},
              {"values", json::array()}});
  return body;
}

base::Status settle_goal(json::object& goal) {
  if (const json::value& by = goal.at("by"); by.is_string() && !is_day(by.get_string()))
    return base::fail(ErrorCode::kInvalidInput, "This is no day.", "by", "Write it as 2026-11-30.");
  std::map<std::string, json::value> days;
  const json::array& values = goal.at("values").as_array();
  for (std::size_t i = 0; i < values.size(); ++i) {
    std::string on = text(values[i].as_object(), "on");
    if (!is_day(on))
      return base::fail(ErrorCode::kInvalidInput, "This is no day.",
                        fmt::format("values[{}].on", i), "Write it as 2026-11-30.");
    days[std::move(on)] = values[i];
  }
  json::array ordered;
  for (auto& [on, value] : days) ordered.push_back(std::move(value));
  goal["values"] = std::move(ordered);
  return {};
}

json::value current_of(const json::object& goal) {
  const json::array& values = goal.at("values").as_array();
  return values.empty() ? json::value(nullptr) : values.back();
}

std::optional<double> progress_of(const json::object& goal) {
  const auto from = number(goal, "from"), to = number(goal, "to");
  const json::value current = current_of(goal);
  if (!from || !to || *from == *to || !current.is_object()) return std::nullopt;
  return (*number(current.get_object(), "value") - *from) / (*to - *from);
}

base::Result<Headline> headline_of(const json::object& answer) {
  const std::string kind = text(answer, "kind");
  const json::object& result = answer.at("result").as_object();
  if (kind == "funnel") {
    const json::array& steps = result.at("steps").as_array();
    if (steps.empty()) return base::fail(no_number().error());
    const json::value* share = steps.back().as_object().if_contains("from_first");
    if (share == nullptr) return base::fail(no_number().error());
    return of_share(*share, "Conversion");
  }
  if (kind == "trend") return of_trend(result);
  if (kind == "retention") return of_retention(result);
  if (kind == "overview") return Headline{number(result, "customers").value_or(0), "Customers"};
  return base::fail(ErrorCode::kInvalidInput,
                    fmt::format("A question of kind \"{}\" is not one number.", kind), "question",
                    "Take a funnel, a trend, a retention or an overview.");
}

json::object whole_strategy(const json::object& draft) {
  json::object body = draft;
  fill(body, {{"vision", ""}, {"strategy", ""}, {"principles", json::array()}});
  return body;
}

base::Status check_strategy(const json::object& strategy) {
  std::set<std::string> ids;
  const json::array& principles = strategy.at("principles").as_array();
  for (std::size_t i = 0; i < principles.size(); ++i) {
    const std::string id = text(principles[i].as_object(), "id");
    constexpr std::string_view kPrefix = "pri_";
    const bool plain =
        id.starts_with(kPrefix) && id.size() >= kPrefix.size() + 12 &&
        id.size() <= kPrefix.size() + 32 &&
        std::ranges::all_of(id.substr(kPrefix.size()), [](char c) {
          return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
        });
    const std::string place = fmt::format("principles[{}].id", i);
    if (!plain)
      return base::fail(ErrorCode::kInvalidInput, "This is no id of a principle.", place,
                        "It is pri_ and 12 to 32 letters and digits, made at random.");
    if (!ids.insert(id).second)
      return base::fail(ErrorCode::kInvalidInput, "This id stands here twice.", place);
  }
  return {};
}

}  // namespace wend::improve
