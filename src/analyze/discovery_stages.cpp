#include "analyze/discovery_stages.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <optional>

#include "analyze/discovery_lexicon.h"

namespace wend::analyze {
namespace {

constexpr std::size_t kCommercial = std::size(kCommercialStages);
// A log sounds commercial when so many stages are named, by touchpoints that have so many of the
// events.
constexpr std::size_t kStagesNamed = 3;
constexpr double kEventsNamed = 0.5;
constexpr std::size_t kPurchase = 2;
constexpr std::size_t kStagesMin = 3, kStagesMax = 5;

// The stage of what has none by name: the one it most often follows (errors) or stands next to.
std::size_t stage_by_company(std::size_t t, const Roles& roles, const Precedence& precedence,
                             const std::vector<std::optional<std::size_t>>& named,
                             const std::vector<double>& positions) {
  const std::size_t size = precedence.size;
  const bool error = roles.candidates[t].role == "error";
  std::vector<double> votes(kCommercial, 0);
  for (std::size_t other = 0; other < size; ++other) {
    if (other == t || !named[other]) continue;
    votes[*named[other]] += static_cast<double>(precedence.follows[other * size + t]);
    if (!error) votes[*named[other]] += static_cast<double>(precedence.follows[t * size + other]);
  }
  const auto best = std::ranges::max_element(votes);
  if (*best > 0) return static_cast<std::size_t>(best - votes.begin());
  std::size_t nearest = 0;
  double distance = std::numeric_limits<double>::max();
  for (std::size_t other = 0; other < size; ++other) {
    const double d = std::abs(positions[other] - positions[t]);
    if (named[other] && d < distance) distance = d, nearest = *named[other];
  }
  return nearest;
}

std::optional<Stages> commercial_stages(const Roles& roles, const Precedence& precedence,
                                        const std::vector<double>& positions) {
  const std::size_t size = roles.candidates.size();
  std::vector<std::optional<std::size_t>> named(size);
  std::array<bool, kCommercial> present{};
  double events_named = 0, events = 0;
  bool goal_is_purchase = false;
  for (std::size_t t = 0; t < size; ++t) {
    const Candidate& candidate = roles.candidates[t];
    const auto count = static_cast<double>(candidate.group.events);
    events += count;
    if (candidate.role != "error") named[t] = commercial_stage(candidate.group.name);
    if (candidate.role == "contact") named[t] = 3;
    if (candidate.role == "goal") named[t] = kPurchase;
    if (!named[t]) continue;
    present[*named[t]] = true;
    events_named += count;
    if (candidate.role == "goal") {
      const bool sure = names_a_goal(candidate.group.name) == 2 || candidate.revenue_grade > 0;
      goal_is_purchase = goal_is_purchase || sure;
    }
  }
  const auto stages_named = static_cast<std::size_t>(std::ranges::count(present, true));
  if (!goal_is_purchase || stages_named < kStagesNamed || events_named < kEventsNamed * events) {
    return std::nullopt;
  }
  Stages stages;
  std::vector<std::size_t> number(kCommercial, 0);
  for (std::size_t s = 0; s < kCommercial; ++s) {
    if (!present[s]) continue;
    number[s] = stages.names.size();
    stages.names.emplace_back(kCommercialStages[s]);
  }
  for (std::size_t t = 0; t < size; ++t) {
    const std::size_t stage =
        named[t] ? *named[t] : stage_by_company(t, roles, precedence, named, positions);
    stages.of.push_back(number[stage]);
  }
  return stages;
}

Stages process_stages(const Roles& roles, const std::vector<double>& positions,
                      const std::vector<std::size_t>& order) {
  Stages stages;
  stages.of.assign(roles.candidates.size(), 0);
  std::vector<double> values, weights;
  for (const std::size_t t : order) {
    // Order may differ a little from position; classes need ascending values.
    values.push_back(values.empty() ? positions[t] : std::max(values.back(), positions[t]));
    weights.push_back(std::sqrt(static_cast<double>(roles.candidates[t].group.people)));
  }
  const std::size_t wanted = std::clamp(
      static_cast<std::size_t>(std::lround(std::sqrt(static_cast<double>(values.size())))),
      kStagesMin, kStagesMax);
  const auto classes = natural_classes(values, weights, std::min(wanted, values.size()));
  std::vector<std::size_t> main_of;
  for (std::size_t i = 0; i < order.size(); ++i) {
    stages.of[order[i]] = classes[i];
    if (classes[i] >= main_of.size()) main_of.push_back(order[i]);
    std::size_t& main = main_of[classes[i]];
    const auto rank = [&](std::size_t t) {
      const Candidate& candidate = roles.candidates[t];
      return std::pair(candidate.role != "error", candidate.group.people);
    };
    if (rank(order[i]) > rank(main)) main = order[i];
  }
  for (const std::size_t t : main_of) stages.names.push_back(roles.candidates[t].group.name);
  return stages;
}

}  // namespace

std::vector<std::size_t> natural_classes(const std::vector<double>& values,
                                         const std::vector<double>& weights, std::size_t classes) {
  const std::size_t size = values.size();
  std::vector<std::size_t> result(size, 0);
  if (classes < 2 || size < 2) return result;
  std::vector<double> w(size + 1, 0), s(size + 1, 0), q(size + 1, 0);
  for (std::size_t i = 0; i < size; ++i) {
    w[i + 1] = w[i] + weights[i];
    s[i + 1] = s[i] + weights[i] * values[i];
    q[i + 1] = q[i] + weights[i] * values[i] * values[i];
  }
  const auto cost = [&](std::size_t a, std::size_t b) {
    const double weight = w[b] - w[a], sum = s[b] - s[a];
    return weight > 0 ? q[b] - q[a] - sum * sum / weight : 0.0;
  };
  constexpr double kNever = std::numeric_limits<double>::max();
  std::vector<std::vector<double>> best(classes + 1, std::vector<double>(size + 1, kNever));
  std::vector<std::vector<std::size_t>> cut(classes + 1, std::vector<std::size_t>(size + 1, 0));
  best[0][0] = 0;
  for (std::size_t c = 1; c <= classes; ++c) {
    for (std::size_t b = c; b <= size; ++b) {
      for (std::size_t a = c - 1; a < b; ++a) {
        if (best[c - 1][a] == kNever) continue;
        const double total = best[c - 1][a] + cost(a, b);
        if (total < best[c][b]) best[c][b] = total, cut[c][b] = a;
      }
    }
  }
  std::size_t end = size;
  for (std::size_t c = classes; c > 0; --c) {
    for (std::size_t i = cut[c][end]; i < end; ++i) result[i] = c - 1;
    end = cut[c][end];
  }
  return result;
}

Stages find_stages(const Roles& roles, const Precedence& precedence,
                   const std::vector<double>& positions, const std::vector<std::size_t>& order) {
  if (auto stages = commercial_stages(roles, precedence, positions)) return *std::move(stages);
  return process_stages(roles, positions, order);
}

}  // namespace wend::analyze
