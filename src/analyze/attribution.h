#pragma once

#include <optional>
#include <string>
#include <vector>

#include "analyze/labels.h"
#include "analyze/question.h"
#include "model/duration.h"

namespace wend::analyze {

// How the credit for a conversion is shared among the touches before it.
enum class AttributionRule {
  kFirst,
  kLast,
  kLastNonDirect,
  kLinear,
  kPosition,  // U: 40 % first, 40 % last, 20 % those between
  kJ,         // 20 % first, 60 % last, 20 % those between
  kInverseJ,  // 60 % first, 20 % last, 20 % those between
  kTimeDecay,
  kMarkov,
  kShapley,
};

struct AttributionModel {
  AttributionRule rule = AttributionRule::kLinear;
  model::DurationUs half_life_us = 7LL * 86'400 * 1'000'000;  // of time decay
  std::size_t order = 1;                                      // of a Markov chain
  bool by_rate = false;                                       // what a Shapley coalition is worth

  // Shares out each conversion by itself, unlike a model that looks at all paths together.
  bool is_per_conversion() const {
    return rule != AttributionRule::kMarkov && !(rule == AttributionRule::kShapley && by_rate);
  }
  bool operator==(const AttributionModel&) const = default;
};

// An `attribution` document's own fields.
struct AttributionAsk {
  model::Predicate conversion;
  std::optional<model::Predicate> touches;  // none: every event but conversions
  std::optional<std::string> value;         // a property of conversions
  bool by_source = false;
  Grouping by;
  std::optional<model::DurationUs> lookback_us;
  bool first_only = false;
  bool reuse = false;
  bool collapse = false;
  std::vector<std::string> direct;
  std::size_t top = 20;
  std::size_t paths = 10;
  std::vector<AttributionModel> models;
};

base::Result<AttributionAsk> read_attribution_ask(model::ObjectReader& document,
                                                  model::PredicateReader& predicates);

// {"model", "name", "how"} and the parameters.
boost::json::object describe(const AttributionModel& model);

}  // namespace wend::analyze
