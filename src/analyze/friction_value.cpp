#include "analyze/friction_value.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "analyze/discovery.h"
#include "analyze/discovery_lexicon.h"
#include "analyze/discovery_roles.h"
#include "analyze/parallel_profiles.h"
#include "analyze/signature_match.h"

namespace wend::analyze {
namespace {

std::optional<double> number_of(const model::Value& value) {
  if (const auto* number = std::get_if<double>(&value)) return *number;
  if (const auto* text = std::get_if<std::string>(&value)) {
    char* end = nullptr;
    const double number = std::strtod(text->c_str(), &end);
    if (end != text->c_str() && *end == '\0') return number;
  }
  return std::nullopt;
}

// How often each value of a column stands on the events of some signatures.
base::Result<std::vector<std::uint64_t>> count_values(const JourneyTable& table,
                                                      const ScopeEvents* scope,
                                                      const ValueColumn& column,
                                                      const std::stop_token& stop,
                                                      const Mask& signatures) {
  using Met = std::vector<std::uint32_t>;  // amounts are many, goals few
  WEND_ASSIGN(
      const auto parts, in_profile_ranges<Met>(table, stop, [&](ProfileRange range, Met& met) {
        SignatureSearch search(table, signatures);
        for (std::size_t profile = range.first; profile < range.last; ++profile) {
          const auto [begin, end] = scope == nullptr
                                        ? std::pair(table.begin(profile), table.end(profile))
                                        : scope->of_profile(profile);
          for (const std::uint32_t i : search.find(begin, end)) {
            if (scope != nullptr && !scope->takes(i)) continue;
            if (column.codes[i] != 0) met.push_back(column.codes[i]);
          }
        }
      }));
  std::vector<std::uint64_t> all(column.values.size(), 0);
  for (const Met& part : parts)
    for (const std::uint32_t value : part) ++all[value];
  return all;
}

// The commonest text; of equally common ones the first in byte order.
std::string commonest_text(const ValueColumn& column, const std::vector<std::uint64_t>& counts) {
  std::string best;
  std::uint64_t most = 0;
  for (std::size_t v = 1; v < counts.size(); ++v) {
    const auto* text = std::get_if<std::string>(&column.values[v]);
    if (text == nullptr || counts[v] < std::max<std::uint64_t>(most, 1)) continue;
    if (counts[v] > most || *text < best) best = *text, most = counts[v];
  }
  return best;
}

}  // namespace

base::Result<GoalValue> measure_goal(const JourneyTable& table, const JourneyModel& model,
                                     const VisitTable& visits, const ScopeEvents* scope,
                                     const std::stop_token& stop) {
  GoalValue value;
  value.has_goal = model.goal.has_value();
  value.within_us = visits.goal_within_us;
  if (!value.has_goal) return value;
  WEND_ASSIGN(const std::string property, revenue_property(table));
  if (property.empty()) return value;
  WEND_ASSIGN(const auto column, table.property(property));
  Mask is_goal;  // by signature
  for (const std::uint32_t name : table.shown().name) {
    const std::size_t t = model.touchpoint_of_name[name];
    is_goal.push_back(t != kNoTouchpoint && model.touchpoints[t].role == "goal" ? 1 : 0);
  }
  WEND_ASSIGN(const auto counts, count_values(table, scope, *column, stop, is_goal));
  // Added up in the order of the amounts, which no order of rows or threads changes.
  std::map<double, std::uint64_t> amounts;
  for (std::size_t v = 1; v < counts.size(); ++v) {
    if (counts[v] == 0) continue;
    const auto number = number_of(column->values[v]);
    if (number && std::isfinite(*number)) amounts[*number] += counts[v];
  }
  double sum = 0, count = 0;
  for (const auto& [amount, times] : amounts) {
    sum += amount * static_cast<double>(times);
    count += static_cast<double>(times);
  }
  if (count <= 0 || sum <= 0) return value;
  value.per_goal = sum / count;
  value.property = property;
  WEND_ASSIGN(const auto currency, table.property("currency"));
  if (currency->values.size() > 1) {
    WEND_ASSIGN(const auto uses, count_values(table, scope, *currency, stop, is_goal));
    value.currency = commonest_text(*currency, uses);
  }
  return value;
}

}  // namespace wend::analyze
