#pragma once

#include <optional>

#include "analyze/breakdown.h"
#include "analyze/retention_kernel.h"
#include "model/predicate.h"

namespace wend::analyze {

enum class RetentionMode { kOn, kOnOrAfter, kBrackets };

// A `retention` document's own fields.
struct RetentionAsk {
  model::Predicate start, back;
  RetentionMode mode = RetentionMode::kOn;
  bool recurring = false;
  std::string_view bucket;  // as in the document
  PeriodUnit cohort_unit = PeriodUnit::kDay;
  TimeUs rolling_us = 0;  // as in RetentionRule
  std::vector<RetentionCell> cells;
  std::optional<Breakdown> breakdown;
};

base::Result<RetentionAsk> read_retention_ask(model::ObjectReader& document,
                                              model::PredicateReader& predicates);

}  // namespace wend::analyze
