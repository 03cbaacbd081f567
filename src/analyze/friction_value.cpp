#include "analyze/friction_value.h"

#include <algorithm>
#include <map>

#include "analyze/discovery.h"
#include "analyze/discovery_lexicon.h"
#include "analyze/discovery_roles.h"

namespace wend::analyze {
namespace {

constexpr TimeUs kGoalWithin = 7 * env::kDayUs;
constexpr TimeUs kSpanParts = 12;
// Fewer visits on one side say nothing about who is lost.
constexpr double kVisitsMin = 20;

std::string commonest_text(const ValueColumn& column) {
  std::vector<std::size_t> counts(column.values.size(), 0);
  for (const std::uint32_t code : column.codes) ++counts[code];
  std::size_t best = 0;
  for (std::size_t v = 1; v < counts.size(); ++v) {
    if (best == 0 || counts[v] > counts[best]) best = v;
  }
  const auto* text = std::get_if<std::string>(&column.values[best]);
  return text ? *text : std::string();
}

std::optional<double> number_of(const model::Value& value) {
  if (const auto* number = std::get_if<double>(&value)) return *number;
  if (const auto* text = std::get_if<std::string>(&value)) {
    char* end = nullptr;
    const double number = std::strtod(text->c_str(), &end);
    if (end != text->c_str() && *end == '\0') return number;
  }
  return std::nullopt;
}

}  // namespace

base::Result<GoalValue> measure_goal(const JourneyTable& table, const JourneyModel& model,
                                     const VisitTable& visits, std::span<const std::uint8_t> kept) {
  GoalValue value;
  value.has_goal = model.goal.has_value();
  value.next_goal_us.assign(table.position_count(), -1);
  value.within_us = std::max(
      visits.session_us, std::min(kGoalWithin, (visits.last_us - visits.first_us) / kSpanParts));
  if (!value.has_goal) return value;
  const auto is_goal = [&](std::size_t event) {
    if (!kept.empty() && kept[event] == 0) return false;
    const std::size_t t = model.touchpoint_of_name[table.name()[event]];
    return t != kNoTouchpoint && model.touchpoints[t].role == "goal";
  };
  for (std::size_t profile = 0; profile < table.profile_count(); ++profile) {
    TimeUs goal = -1;
    for (std::size_t i = table.end(profile); i-- > table.begin(profile);) {
      if (goal >= 0) value.next_goal_us[i] = goal - table.time_us()[i];
      if (is_goal(i)) goal = table.time_us()[i];
    }
  }
  WEND_ASSIGN(const std::string property, revenue_property(table));
  if (property.empty()) return value;
  WEND_ASSIGN(const auto column, table.property(property));
  double sum = 0, count = 0;
  table.each_event([&](std::size_t i) {
    if (column->codes[i] == 0 || !is_goal(i)) return;
    if (const auto number = number_of(column->values[column->codes[i]])) sum += *number, ++count;
  });
  if (count <= 0 || sum <= 0) return value;
  value.per_goal = sum / count;
  value.property = property;
  WEND_ASSIGN(const auto currency, table.property("currency"));
  if (currency->values.size() > 1) value.currency = commonest_text(*currency);
  return value;
}

std::optional<double> goal_loss(const GoalValue& value, const JourneyModel& model,
                                const VisitTable& visits, const JourneyTable& table,
                                std::size_t touchpoint, FrictionKind kind) {
  if (!value.has_goal || touchpoint >= *model.goal) return std::nullopt;
  double n[2] = {0, 0}, reached[2] = {0, 0};
  for (const Visit& visit : visits.of[touchpoint]) {
    if (!visit.counted || !is_known(visit, kind)) continue;
    if (visits.last_us - table.time_us()[visit.event] < value.within_us) continue;
    const std::size_t side = is_bad(visit, kind) ? 1 : 0;
    const TimeUs goal = value.next_goal_us[visit.event];
    n[side] += 1;
    if (goal >= 0 && goal <= value.within_us) reached[side] += 1;
  }
  if (n[0] < kVisitsMin || n[1] < kVisitsMin) return std::nullopt;
  return std::max(0.0, reached[0] / n[0] - reached[1] / n[1]);
}

}  // namespace wend::analyze
