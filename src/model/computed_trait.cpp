#include "model/computed_trait.h"

#include <algorithm>
#include <array>
#include <fmt/format.h>

#include "model/beginning.h"
#include "model/json_reader.h"

namespace wend::model {
namespace {

using base::ErrorCode;

constexpr std::array<std::string_view, 15> kMeasures = {"count",
                                                        "distinct",
                                                        "sum",
                                                        "average",
                                                        "min",
                                                        "max",
                                                        "first_value",
                                                        "last_value",
                                                        "most_frequent",
                                                        "values",
                                                        "first_time",
                                                        "last_time",
                                                        "days_since_first",
                                                        "days_since_last",
                                                        "share"};

bool may_stand_in_key(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
}

}  // namespace

std::string_view to_string(Measure measure) {
  return kMeasures[static_cast<std::size_t>(measure)];
}

bool needs_property(Measure measure) {
  switch (measure) {
    case Measure::kCount:
    case Measure::kFirstTime:
    case Measure::kLastTime:
    case Measure::kDaysSinceFirst:
    case Measure::kDaysSinceLast:
    case Measure::kShare:
      return false;
    default:
      return true;
  }
}

bool grows_old(Measure measure) {
  return measure == Measure::kDaysSinceFirst || measure == Measure::kDaysSinceLast;
}

base::Result<ComputedTrait> read_computed_trait(const boost::json::value& document,
                                                const TimeZone& zone) {
  WEND_ASSIGN(auto reader, ObjectReader::open(document, ""));
  ComputedTrait trait;
  PredicateReader predicates(zone);
  if (const auto* of = reader.find("of")) {
    WEND_ASSIGN(trait.of, predicates.read(*of, "of"));
  }
  WEND_ASSIGN(const auto measure,
              reader.choice("measure", {kMeasures[0], kMeasures[1], kMeasures[2], kMeasures[3],
                                        kMeasures[4], kMeasures[5], kMeasures[6], kMeasures[7],
                                        kMeasures[8], kMeasures[9], kMeasures[10], kMeasures[11],
                                        kMeasures[12], kMeasures[13], kMeasures[14]}));
  if (!measure) {
    return base::fail(ErrorCode::kInvalidInput, "It is not said what is made of the events.",
                      "measure", fmt::format("Use one of: {}.", fmt::join(kMeasures, ", ")));
  }
  trait.measure = static_cast<Measure>(*measure);
  WEND_ASSIGN(const auto property, reader.text("property"));
  trait.property = property.value_or("");
  if (needs_property(trait.measure) && trait.property.empty()) {
    return base::fail(ErrorCode::kInvalidInput,
                      fmt::format("\"{}\" needs a property.", to_string(trait.measure)), "property",
                      "Name the property of the events that it is made of.");
  }
  if (!needs_property(trait.measure) && property) {
    return base::fail(ErrorCode::kInvalidInput,
                      fmt::format("\"{}\" takes no property.", to_string(trait.measure)),
                      "property", "Leave it out, or ask in \"of\" for events that have it.");
  }
  // When is said as it is beside a predicate.
  boost::json::object when{{"did", boost::json::object()}};
  for (const char* field : {"within", "from", "to"}) {
    if (const auto* value = reader.find(field)) when[field] = *value;
  }
  WEND_ASSIGN(const Predicate did, predicates.read(when, ""));
  trait.bounds = did.bounds;
  WEND_TRY(reader.finish());
  return trait;
}

base::Status check_trait_key(std::string_view key) {
  const bool good = !key.empty() && key.size() <= kTraitKeyBytesMax &&
                    std::ranges::all_of(key, may_stand_in_key) && key[0] >= 'a' && key[0] <= 'z';
  if (good) return {};
  return base::fail(ErrorCode::kInvalidInput,
                    "A key is made of small letters, digits and underscores, and begins with a "
                    "letter.",
                    "key", fmt::format("Use up to {} of them: orders_90_days.", kTraitKeyBytesMax));
}

std::optional<std::string_view> computed_key(std::string_view trait_path) {
  if (!trait_path.starts_with(kComputedPrefix)) return std::nullopt;
  return trait_path.substr(kComputedPrefix.size());
}

std::vector<std::string> computed_traits_in(const Predicate& predicate) {
  std::vector<std::string> found;
  if (predicate.form == PredicateForm::kTrait) {
    if (const auto key = computed_key(predicate.path)) found.emplace_back(*key);
  }
  for (const Predicate& part : predicate.parts) {
    for (std::string& key : computed_traits_in(part)) {
      if (std::ranges::find(found, key) == found.end()) found.push_back(std::move(key));
    }
  }
  return found;
}

base::Error no_computed_trait(std::string_view key, std::string place) {
  return {ErrorCode::kInvalidInput,
          fmt::format("There is no computed trait \"{}\".", beginning(key, 100)), std::move(place),
          "Name a computed trait by its key, behind \"computed:\"."};
}

}  // namespace wend::model
