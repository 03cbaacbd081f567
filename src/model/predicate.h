#pragma once

#include <boost/json/value.hpp>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "model/comparison.h"
#include "model/duration.h"
#include "model/event.h"
#include "model/pattern.h"
#include "model/time_zone.h"

namespace wend::model {

class ObjectReader;

// Limits of the predicates of one document, all together.
inline constexpr std::size_t kPredicateLevelsMax = 32;
inline constexpr std::size_t kPredicateNodesMax = 1'000;
inline constexpr std::size_t kPredicateEntriesMax = 10'000;
// Of one sequence.
inline constexpr std::size_t kSequenceStepsMax = 10;

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
  kDid,         // its customer has between `at_least` and `at_most` events that satisfy parts[0],
                // or what `aggregate` makes of their property `path` satisfies `comparison`
  kFirst,       // the first event ever of its customer that satisfies parts[0] lies in `bounds`
  kSequence,    // its customer did `parts` in this order, the last of them in `bounds`
  kSegment,     // its customer is in the segment names[0]
  kAccount,     // its customer belongs to an account of which parts[0] is true: made of traits of
                // accounts, all, any and not
  kPattern,     // it completes a match of `pattern`, whose tests are `parts`
};

// Which moments count; half-open. At most one of the two ways is used.
struct TimeBounds {
  std::optional<DurationUs> within;      // t counts while now - t < within
  std::optional<TimeUs> from_us, to_us;  // t counts when from <= t < to

  bool any() const { return within || from_us || to_us; }
  bool operator==(const TimeBounds&) const = default;
};

// What is made of a numeric property of several events. See NumberSum for how it is added up.
enum class Aggregate : std::uint8_t { kCount, kSum, kAverage, kMin, kMax };

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
  Aggregate aggregate = Aggregate::kCount;
  TimeBounds bounds;
  std::optional<DurationUs> span;  // of a sequence: from its first step to its last, inclusive
  std::shared_ptr<const Pattern> pattern;
  std::string place;  // where it stands in the document
};

// Only made of forms that speak of one event and of all and any: no customer, no `not`.
bool is_about_one_event(const Predicate& predicate);
// Whether the answer may change while the events stay the same: by the passing of time, or because
// people change what it names.
bool depends_on_now(const Predicate& predicate);
// The segments that the predicate names, each once.
std::vector<std::string> segments_in(const Predicate& predicate);
// Whether some part names accounts.
bool names_accounts(const Predicate& predicate);

// Reads the predicates of one document and counts them against the limits.
class PredicateReader {
 public:
  // `zone`: of times without an offset.
  explicit PredicateReader(TimeZone zone = {}) : zone_(std::move(zone)) {}

  // Errors are kInvalidInput (kTooLarge for a limit) with the exact field as the place.
  base::Result<Predicate> read(const boost::json::value& value, const std::string& place);

  // Whether depends_on_now() of one of those that were read.
  bool asked_about_now() const { return asked_about_now_; }

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
  base::Status read_did(ObjectReader& reader, Predicate& predicate);
  base::Status read_aggregate(ObjectReader& reader, Predicate& predicate);
  base::Status read_sequence(ObjectReader& reader, Predicate& predicate);
  base::Status read_pattern_form(ObjectReader& reader, const boost::json::value& pattern,
                                 Predicate& predicate, std::size_t level);
  // `window`: what the relative length is called.
  base::Result<TimeBounds> read_bounds(ObjectReader& reader, std::string_view window);

  TimeZone zone_;
  bool asked_about_now_ = false;
  std::size_t nodes_ = 0;
  std::size_t entries_ = 0;
};

}  // namespace wend::model
