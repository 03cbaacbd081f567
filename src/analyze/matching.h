#pragma once

#include "analyze/question.h"

namespace wend::analyze {

// The events that satisfy the predicate and the document's `where`, whoever's and whenever.
base::Result<Selection> selected(const QueryRun& run, const model::Predicate& predicate);

// Reads a predicate that the kind cannot do without.
base::Result<model::Predicate> required_predicate(model::ObjectReader& document,
                                                  std::string_view field,
                                                  model::PredicateReader& predicates);
// The same where a missing one is true of every event.
base::Result<model::Predicate> optional_predicate(model::ObjectReader& document,
                                                  std::string_view field,
                                                  model::PredicateReader& predicates);

}  // namespace wend::analyze
