#include "analyze/matching.h"

#include <fmt/format.h>

namespace wend::analyze {

base::Result<Selection> selected(const QueryRun& run, const model::Predicate& predicate) {
  WEND_ASSIGN(Selection selection, run.masks.selection(predicate));
  if (run.scope.events.where()) selection.meet(*run.scope.events.where());
  return selection;
}

base::Result<Mask> matching(const QueryRun& run, const model::Predicate& predicate) {
  WEND_ASSIGN(Mask mask, run.masks.events(predicate));
  for (std::size_t i = 0; i < mask.size(); ++i) mask[i] &= run.scope.events[i];
  return mask;
}

base::Result<Mask> matching_ever(const QueryRun& run, const model::Predicate& predicate) {
  WEND_ASSIGN(Mask mask, run.masks.events(predicate));
  if (run.where != nullptr) {
    WEND_ASSIGN(const Mask where, run.masks.events(*run.where));
    for (std::size_t i = 0; i < mask.size(); ++i) mask[i] &= where[i];
  }
  const Mask& customers = run.scope.events.customers();
  if (customers.empty()) return mask;
  WEND_TRY(each_profile(*run.table, run.stop,
                        [&](std::uint32_t profile, std::size_t begin, std::size_t end) {
                          if (customers[profile] != 0) return;
                          for (std::size_t i = begin; i < end; ++i) mask[i] = 0;
                        }));
  return mask;
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
