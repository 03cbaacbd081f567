#include "analyze/behaviour_rule.h"

#include <algorithm>
#include <array>
#include <boost/json/array.hpp>
#include <fmt/format.h>

namespace wend::analyze {
namespace {

namespace json = boost::json;

constexpr std::size_t kConditionsMax = 3;
constexpr double kLeastGain = 0.01;
constexpr std::array<std::uint32_t, 9> kTimes = {1, 2, 3, 5, 8, 12, 20, 50, 100};

// How many of kTimes a count reaches.
std::size_t reached(std::uint32_t count) {
  return static_cast<std::size_t>(std::ranges::upper_bound(kTimes, count) - kTimes.begin());
}

struct InGroup {
  std::uint64_t inside = 0, outside = 0;
};

double f_measure(const InGroup& taken, std::uint64_t group) {
  if (taken.inside == 0) return 0;
  return 2.0 * static_cast<double>(taken.inside) /
         static_cast<double>(taken.inside + taken.outside + group);
}

struct Choice {
  double measure = 0;
  BehaviourCondition condition;
};

void consider(Choice& best, double measure, BehaviourCondition condition) {
  if (measure > best.measure) best = {measure, condition};
}

}  // namespace

BehaviourRule rule_for(const std::vector<Feature>& features, const CountedCustomers& customers,
                       std::uint32_t group) {
  BehaviourRule rule;
  std::vector<std::uint32_t> left;  // customers that all conditions so far hold for
  InGroup all;
  for (std::uint32_t customer = 0; customer < customers.group.size(); ++customer) {
    left.push_back(customer);
    ++(customers.group[customer] == group ? all.inside : all.outside);
  }
  double measure = f_measure(all, all.inside);
  while (rule.conditions.size() < kConditionsMax) {
    Choice best;
    for (std::uint32_t feature = 0; feature < features.size(); ++feature) {
      if (features[feature].of == FeatureOf::kRhythm) continue;
      std::array<InGroup, kTimes.size() + 1> by_reached{};
      for (const std::uint32_t customer : left) {
        InGroup& count = by_reached[reached(customers.of(customer)[feature])];
        ++(customers.group[customer] == group ? count.inside : count.outside);
      }
      InGroup fewer;
      for (std::size_t at = 0; at < kTimes.size(); ++at) {
        fewer.inside += by_reached[at].inside;
        fewer.outside += by_reached[at].outside;
        InGroup more;
        for (std::size_t above = at + 1; above < by_reached.size(); ++above) {
          more.inside += by_reached[above].inside;
          more.outside += by_reached[above].outside;
        }
        consider(best, f_measure(more, all.inside), {feature, kTimes[at], true});
        consider(best, f_measure(fewer, all.inside), {feature, kTimes[at], false});
      }
    }
    if (best.measure < measure + kLeastGain) break;
    measure = best.measure;
    rule.conditions.push_back(best.condition);
    std::erase_if(left, [&](std::uint32_t customer) {
      return !best.condition.holds(customers.of(customer));
    });
  }
  return rule;
}

json::object predicate_of(const BehaviourRule& rule, const std::vector<Feature>& features,
                          const std::string& step_form, const std::optional<std::string>& within) {
  json::array conditions;
  for (const BehaviourCondition& condition : rule.conditions) {
    const Feature& feature = features[condition.feature];
    json::object event;
    if (feature.of == FeatureOf::kStep) {
      event[step_form] = feature.name;
    } else {
      // Only what customers do is counted here.
      event["all"] = json::array{json::object{{"channel", feature.name}},
                                 json::object{{"type", json::array{"track", "page", "screen"}}}};
    }
    json::object did{{"did", std::move(event)}};
    if (condition.times > 1) did["at_least"] = condition.times;
    if (within) did["within"] = *within;
    if (condition.at_least)
      conditions.push_back(std::move(did));
    else
      conditions.push_back(json::object{{"not", std::move(did)}});
  }
  return {{"all", std::move(conditions)}};
}

std::string sentence_of(const BehaviourRule& rule, const std::vector<Feature>& features) {
  std::string sentence;
  for (const BehaviourCondition& condition : rule.conditions) {
    const Feature& feature = features[condition.feature];
    const std::string what = feature.of == FeatureOf::kChannel
                                 ? fmt::format("the channel {}", feature.name)
                                 : feature.name;
    if (!sentence.empty()) sentence += ", and ";
    if (condition.times == 1)
      sentence += condition.at_least ? what : fmt::format("never {}", what);
    else
      sentence += fmt::format("{} {} {} times", what,
                              condition.at_least ? "at least" : "fewer than", condition.times);
  }
  return sentence;
}

}  // namespace wend::analyze
