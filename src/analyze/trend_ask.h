#pragma once

#include <optional>
#include <string>
#include <vector>

#include "analyze/breakdown.h"
#include "analyze/formula.h"
#include "analyze/period_grid.h"
#include "model/duration.h"
#include "model/predicate.h"

namespace wend::analyze {

enum class MeasureCount {
  kEvents,
  kCustomers,
  kSessions,
  kPerCustomer,  // events per customer who has one
  kSum,          // of a property, and so on
  kAverage,
  kMin,
  kMax,
  kMedian,
};

struct Measure {
  std::string name;
  model::Predicate match;
  MeasureCount count = MeasureCount::kEvents;
  std::string property;  // of kSum and those behind it

  bool is_of_property() const { return count >= MeasureCount::kSum; }
  // Whether it counts whole things, which vary by chance at least as a Poisson number does.
  bool is_count() const { return count <= MeasureCount::kSessions; }
};

struct NamedFormula {
  std::string name;
  Formula formula;  // over the measures
};

// A `trend` document's own fields.
struct TrendAsk {
  std::vector<Measure> measures;
  std::optional<PeriodUnit> unit;
  model::DurationUs gap_us = 0;
  std::optional<Breakdown> breakdown;
  std::vector<NamedFormula> formulas;
  bool bands = false;
  bool previous = false;
};

// How a measure is called in formulas and refs: A, B, ….
char measure_letter(std::size_t measure);

base::Result<TrendAsk> read_trend_ask(model::ObjectReader& document,
                                      model::PredicateReader& predicates);

// The `formula` field: one text, or a list of {"name", "formula"}.
base::Result<std::vector<NamedFormula>> read_formulas(model::ObjectReader& document,
                                                      const Formula::FindName& find);

}  // namespace wend::analyze
