#include "improve/opportunity_data.h"

#include <algorithm>
#include <boost/json/array.hpp>
#include <cmath>
#include <optional>

#include "fmt/format.h"
#include "improve/opportunity.h"

namespace wend::improve {
namespace {

namespace json = boost::json;

constexpr double kDayUs = 86'400e6;

const json::value* find(const json::object& fields, std::initializer_list<std::string_view> path) {
  const json::object* at = &fields;
  const json::value* value = nullptr;
  for (const std::string_view name : path) {
    if (at == nullptr) return nullptr;
    value = at->if_contains(name);
    if (value == nullptr) return nullptr;
    at = value->if_object();
  }
  return value;
}

std::optional<double> number(const json::object& fields,
                             std::initializer_list<std::string_view> path) {
  const json::value* value = find(fields, path);
  return value != nullptr && value->is_number() ? std::optional(value->to_number<double>())
                                                : std::nullopt;
}

std::string text(const json::object& fields, std::initializer_list<std::string_view> path) {
  const json::value* value = find(fields, path);
  return value != nullptr && value->is_string() ? std::string(value->get_string()) : "";
}

// 21940 → "21,940"
std::string people(double number) {
  std::string digits = fmt::format("{:.0f}", number);
  for (auto at = static_cast<int>(digits.size()) - 3; at > 0; at -= 3)
    digits.insert(static_cast<std::size_t>(at), ",");
  return digits + (number == 1 ? " person" : " people");
}

std::string points(double share) {
  return fmt::format("{:.1f} points", 100 * share);
}

json::object estimate(double value, std::string_view question, std::string_view ref, double n,
                      std::string sentence, const Asked& asked) {
  return {{"value", value},
          {"evidence", "data"},
          {"source", json::object{{"question", question},
                                  {"ref", ref},
                                  {"from", asked.from_text},
                                  {"to", asked.to_text},
                                  {"n", static_cast<std::int64_t>(n)},
                                  {"sentence", std::move(sentence)},
                                  {"at", asked.at}}}};
}

json::object nothing() {
  return {{"reach", nullptr},
          {"impact", nullptr},
          {"confidence", nullptr},
          {"value_at_risk", nullptr},
          {"notes", json::array()}};
}

void note(json::object& estimates, std::string sentence) {
  estimates.at("notes").as_array().emplace_back(std::move(sentence));
}

double days(const Asked& asked) {
  return std::max(1.0, std::round(static_cast<double>(asked.to - asked.from) / kDayUs));
}

std::string in_days(const Asked& asked) {
  return days(asked) == 1 ? "in a day" : fmt::format("in {:.0f} days", days(asked));
}

// Whole numbers are what a reach is spoken of in; below ten a decimal is not noise.
double rounded(double number) {
  return number < 10 ? std::round(10 * number) / 10 : std::round(number);
}

// What leaving at the step, or not having been there, takes of the outcome.
void put_impact(json::object& estimates, const json::object& step, double seen,
                const Asked& asked) {
  const auto difference = number(step, {"effect", "difference", "value"});
  const json::value* held = find(step, {"effect", "held"});
  if (difference && held != nullptr && held->is_bool() && held->get_bool()) {
    estimates["impact"] = estimate(
        impact_of(std::abs(*difference)), "map", text(step, {"effect", "refs", "with"}), seen,
        fmt::format("Those who were at this step have the outcome {} {} than everybody else on the "
                    "map. It goes with the step; that it comes from it is not shown.",
                    points(std::abs(*difference)), *difference < 0 ? "less often" : "more often"),
        asked);
    return;
  }
  const json::value* parts = find(step, {"emotion", "measured", "parts"});
  if (parts != nullptr && parts->is_array())
    for (const json::value& value : parts->get_array()) {
      const json::object* part = value.if_object();
      if (part == nullptr || text(*part, {"of"}) != "leave") continue;
      const auto low = number(*part, {"low"}), excess = number(*part, {"excess"});
      if (!low || !excess || *low <= 0) continue;
      estimates["impact"] =
          estimate(impact_of(*excess), "map", text(*part, {"ref"}), seen,
                   fmt::format("{:.0f} % leave at this step without the outcome, {} more than at a "
                               "step of this map on the whole.",
                               100 * number(*part, {"share"}).value_or(0), points(*excess)),
                   asked);
      return;
    }
  note(estimates,
       "The step has no effect on the outcome that would hold, and nobody leaves at it more often "
       "than elsewhere: the impact is to be judged.");
}

}  // namespace

double per_month(double number, model::TimeUs from, model::TimeUs to) {
  const double days = std::max(1.0, static_cast<double>(to - from) / kDayUs);
  return number / days * kDaysAMonth;
}

double impact_of(double share) {
  if (share >= 0.2) return 3;
  if (share >= 0.1) return 2;
  if (share >= 0.05) return 1;
  return share >= 0.02 ? 0.5 : 0.25;
}

double confidence_of(std::string_view evidence, std::int64_t n) {
  if (evidence == "researched") return 50;
  if (evidence != "measured") return 20;
  if (n >= 1'000) return 100;
  if (n >= 100) return 80;
  return n >= 20 ? 50 : 20;
}

json::object estimates_of_step(const json::object& step, std::string_view evidence,
                               const Asked& asked) {
  json::object estimates = nothing();
  const auto seen = number(step, {"people"});
  if (!seen) {
    note(estimates, "The step is not bound to data, so nothing can be said of it.");
    return estimates;
  }
  const std::string ref = text(step, {"ref"});
  const double reach = per_month(*seen, asked.from, asked.to);
  estimates["reach"] =
      estimate(rounded(reach), "map", ref, *seen,
               fmt::format("{} were at this step {}.", people(*seen), in_days(asked)), asked);
  if (*seen == 0) {
    note(estimates, "Nobody was at this step in this time.");
    return estimates;
  }
  put_impact(estimates, step, *seen, asked);
  const auto n = static_cast<std::int64_t>(*seen);
  std::string why;
  if (evidence == "measured")
    why = fmt::format("What hurts was measured; {} were at this step.", people(*seen));
  else if (evidence == "researched")
    why = "What hurts comes from research, not from numbers.";
  else
    why = "What hurts is assumed.";
  estimates["confidence"] =
      estimate(confidence_of(evidence, n), "map", ref, *seen, std::move(why), asked);
  return estimates;
}

json::object estimates_of_friction(const json::object& finding, const Asked& asked) {
  json::object estimates = nothing();
  const std::string ref = text(finding, {"ref"});
  const auto met = number(finding, {"people"});
  if (!met) return estimates;
  const double n = number(finding, {"n"}).value_or(number(finding, {"share", "of"}).value_or(*met));
  estimates["reach"] =
      estimate(rounded(per_month(*met, asked.from, asked.to)), "friction", ref, *met,
               fmt::format("{} met it {}.", people(*met), in_days(asked)), asked);
  const auto excess = number(finding, {"rank", "excess"}), loss = number(finding, {"rank", "loss"});
  if (excess && loss) {
    const double lost = *excess * *loss;
    estimates["impact"] = estimate(
        impact_of(lost), "friction", ref, n,
        fmt::format("Who meets it misses the goal {} more often: {:.0f} % of these visits would "
                    "not be bad otherwise, and a bad one has the goal {} less often.",
                    points(lost), 100 * *excess, points(*loss)),
        asked);
  } else {
    note(estimates,
         "How much less often the goal follows cannot be told here: the impact is to be judged.");
  }
  estimates["confidence"] = estimate(
      confidence_of("measured", static_cast<std::int64_t>(n)), "friction", ref, n,
      fmt::format("Measured on {} visits.", people(n).substr(0, people(n).find(' '))), asked);
  if (const auto impact = number(finding, {"impact"}); impact && *impact > 0)
    estimates["value_at_risk"] = json::object{
        {"per_month", std::round(per_month(*impact, asked.from, asked.to))},
        {"currency", asked.currency},
        {"sentence", fmt::format("{:.0f}{}{} {}.", *impact, asked.currency.empty() ? "" : " ",
                                 asked.currency, in_days(asked))},
        {"at", asked.at}};
  if (const json::value* to = finding.if_contains("to"); to != nullptr && to->is_string())
    note(estimates, "It is over: the numbers are those of the time that it lasted.");
  return estimates;
}

}  // namespace wend::improve
