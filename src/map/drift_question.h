#pragma once

#include <string>

#include "base/result.h"
#include "map/map_document.h"
#include "map/map_question.h"

namespace wend::map {

// The question of kind `drift` (docs/query-language.md) that a map asks: its steps are bound as for
// its numbers (map_question.h), its links are ways that it allows, and its optional steps may be
// left out. `trend` of the ask may also be a duration: then windows of that length. Errors: those
// of question_of.
base::Result<MapQuestion> drift_question_of(const MapDocument& document, const MapQuestionAsk& ask,
                                            const MapSurroundings& surroundings);

}  // namespace wend::map
