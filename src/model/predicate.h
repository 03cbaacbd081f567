#pragma once

#include <boost/json/value.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "model/comparison.h"
#include "model/event.h"

namespace wend::model {

// Limits of the predicates of one document, all together.
inline constexpr std::size_t kPredicateLevelsMax = 32;
inline constexpr std::size_t kPredicateNodesMax = 1'000;
inline constexpr std::size_t kPredicateEntriesMax = 10'000;

enum class PredicateForm {
  kAlways,      // {}
  kEvent,       // the event's name is one of `names`
  kType,        // its type is one of `types`
  kChannel,     // its channel is one of `names`
  kSource,      // its source is one of `names`
  kTouchpoint,  // its touchpoint is one of `names`
  kStage,       // its stage is one of `names`
  kProperty,    // its property `path` satisfies `comparison`
  kTrait,       // its customer's trait `path` satisfies `comparison`
  kAll,         // it satisfies all of `parts`
  kAny,         // it satisfies one of `parts`
  kNot,         // it does not satisfy parts[0]
  kDid,         // its customer has between `at_least` and `at_most` events that satisfy parts[0]
};

// True or false of an event. What funnel steps, filters, touchpoints and segments are made of
// (docs/query-language.md).
struct Predicate {
  PredicateForm form = PredicateForm::kAlways;
  std::vector<std::string> names;
  std::vector<EventType> types;
  std::string path;
  Comparison comparison;
  std::vector<Predicate> parts;
  std::uint64_t at_least = 1;
  std::optional<std::uint64_t> at_most;
  std::string place;  // where it stands in the document
};

// Reads the predicates of one document and counts them against the limits.
class PredicateReader {
 public:
  // Errors are kInvalidInput (kTooLarge for a limit) with the exact field as the place.
  base::Result<Predicate> read(const boost::json::value& value, const std::string& place);

 private:
  base::Result<Predicate> read(const boost::json::value& value, const std::string& place,
                               std::size_t level);
  base::Result<std::vector<std::string>> read_names(const boost::json::value& value,
                                                    const std::string& place);
  base::Result<std::vector<Predicate>> read_parts(const boost::json::value& value,
                                                  const std::string& place, std::size_t level);
  base::Status count_entries(std::size_t entries, const std::string& place);
  base::Result<std::vector<Value>> read_operands(Operator op, const boost::json::value* value,
                                                 const std::string& place);

  std::size_t nodes_ = 0;
  std::size_t entries_ = 0;
};

}  // namespace wend::model
