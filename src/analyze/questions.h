#pragma once

#include "analyze/question.h"

namespace wend::analyze {

// The readers of every kind of question, one source file (or a few) each.
base::Result<std::unique_ptr<Question>> read_overview(model::ObjectReader& document,
                                                      model::PredicateReader& predicates);
base::Result<std::unique_ptr<Question>> read_events(model::ObjectReader& document,
                                                    model::PredicateReader& predicates);

}  // namespace wend::analyze
