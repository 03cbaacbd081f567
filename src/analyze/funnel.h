#pragma once

#include <optional>
#include <string>
#include <vector>

#include "analyze/breakdown.h"
#include "analyze/calendar.h"
#include "analyze/question.h"
#include "model/duration.h"

namespace wend::analyze {

struct FunnelStep {
  std::string name;
  model::Predicate match;
};

// A `funnel` document's own fields.
struct FunnelAsk {
  std::vector<FunnelStep> steps;
  std::optional<model::DurationUs> window_us;
  std::optional<Breakdown> breakdown;
  std::optional<CalendarUnit> trend;
};

base::Result<FunnelAsk> read_funnel_ask(model::ObjectReader& document,
                                        model::PredicateReader& predicates);

}  // namespace wend::analyze
