#pragma once

#include <boost/json/object.hpp>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "model/predicate.h"

namespace wend::model {

// Computed traits stand in one namespace, apart from those that are collected: where a trait is
// named, "computed:KEY" means the computed one, whatever identify calls say.
inline constexpr std::string_view kComputedPrefix = "computed:";

// What is made of the events of a customer.
enum class Measure : std::uint8_t {
  kCount,           // how many
  kDistinct,        // how many different values of the property, up to kDistinctMax
  kSum,             // of the property, see NumberSum
  kAverage,         //
  kMin,             //
  kMax,             //
  kFirstValue,      // the property of the first event that has it
  kLastValue,       // of the last
  kMostFrequent,    // its most frequent value, of equally frequent ones the first in byte order
  kValues,          // its different values, the first kValuesMax in byte order, as a JSON list
  kFirstTime,       // when: 2026-01-31T08:00:00Z, in UTC, without the fraction
  kLastTime,        //
  kDaysSinceFirst,  // whole days of 24 hours until now, 0 of what lies ahead
  kDaysSinceLast,   //
  kShare,           // how many of all their track, page and screen events these are, 0 to 1
};
std::string_view to_string(Measure measure);
bool needs_property(Measure measure);
// Whether its value changes by the passing of time alone, whatever the bounds.
bool grows_old(Measure measure);

inline constexpr std::size_t kDistinctMax = 1'000;
inline constexpr std::size_t kValuesMax = 50;
// Of a key: small letters, digits and underscores, the first a letter.
inline constexpr std::size_t kTraitKeyBytesMax = 64;

// Where a customer came from, at the beginning of one of their visits.
struct TouchField {
  enum class Which : std::uint8_t { kFirst, kLast, kLastNonDirect };
  enum class Part : std::uint8_t {
    kChannel,
    kSource,
    kMedium,
    kCampaign,
    kReferrer,
    kLandingPage,
    kTime,
  };
  Which which = Which::kFirst;
  Part part = Part::kChannel;
  bool operator==(const TouchField&) const = default;
};

// A trait that is worked out from a customer's events, as people define it, or as it comes with
// Wend.
struct ComputedTrait {
  std::string key;
  std::string name;
  Predicate of;  // which events
  Measure measure = Measure::kCount;
  std::string property;
  TimeBounds bounds;
  std::optional<TouchField> touch;  // instead of all that
};

// Reads {"of": predicate, "measure": "count", "property": path, "within": "90d"} or with "from" and
// "to". Errors: those of PredicateReader.
base::Result<ComputedTrait> read_computed_trait(const boost::json::value& document,
                                                const TimeZone& zone);
// Errors: kInvalidInput.
base::Status check_trait_key(std::string_view key);

// The key when the path of a trait names a computed one.
std::optional<std::string_view> computed_key(std::string_view trait_path);
// The keys of computed traits that the predicate names, each once.
std::vector<std::string> computed_traits_in(const Predicate& predicate);

// Nothing: there is no such computed trait.
using FindComputedTrait =
    std::function<base::Result<std::optional<ComputedTrait>>(std::string_view key)>;
// The error of a name that no computed trait has.
base::Error no_computed_trait(std::string_view key, std::string place);

}  // namespace wend::model
