#pragma once

#include "analyze/journey_map_ask.h"
#include "analyze/question.h"

namespace wend::analyze {

// The answer to a question about a journey map, which outlives it (docs/query-language.md, `map`).
// Errors: those of predicates and properties, kTooLarge for a trend with too many buckets.
base::Result<std::unique_ptr<Answer>> make_map_answer(const QueryRun& run, const MapAsk& ask);

}  // namespace wend::analyze
