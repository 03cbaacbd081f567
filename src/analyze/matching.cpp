#include "analyze/matching.h"

#include <fmt/format.h>

namespace wend::analyze {

base::Result<Selection> selected(const QueryRun& run, const model::Predicate& predicate) {
  WEND_ASSIGN(Selection selection, run.masks.selection(predicate));
  if (run.scope.events.where()) selection.meet(*run.scope.events.where());
  return selection;
}

base::Result<model::Predicate> required_predicate(model::ObjectReader& document,
                                                  std::string_view field,
                                                  model::PredicateReader& predicates) {
  const auto* value = document.find(field);
  if (value == nullptr) {
    return base::fail(base::ErrorCode::kInvalidInput, fmt::format("\"{}\" is missing.", field),
                      document.place_of(field),
                      "Give it a predicate, such as {\"event\": \"Order placed\"}.");
  }
  return predicates.read(*value, document.place_of(field));
}

base::Result<model::Predicate> optional_predicate(model::ObjectReader& document,
                                                  std::string_view field,
                                                  model::PredicateReader& predicates) {
  const auto* value = document.find(field);
  if (value == nullptr) return model::Predicate();
  return predicates.read(*value, document.place_of(field));
}

}  // namespace wend::analyze
