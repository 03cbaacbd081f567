#include "analyze/journey_map_refs.h"

#include <algorithm>
#include <utility>

#include "analyze/ref.h"

namespace wend::analyze {
namespace {

constexpr std::string_view kUnmapped = "unmapped:";

}  // namespace

bool JourneyMapRef::is_told_by_counting(std::string_view ref) {
  return ref.starts_with(kUnmapped) || ref.ends_with(":slow");
}

std::optional<JourneyMapRef> JourneyMapRef::parse(const JourneyMapFigures& figures,
                                                  std::string_view ref) {
  JourneyMapRef found;
  if (ref == "map") return found;
  if (ref == "outcome") {
    found.what_ = What::kOutcome;
    if (!figures.ask().outcome) return std::nullopt;
    return found;
  }
  if (ref.starts_with(kUnmapped)) {
    ref.remove_prefix(kUnmapped.size());
    found.what_ = What::kUnmapped;
    for (const std::uint32_t name : figures.unmapped()) {
      found.number_ = name;
      if (figures.name_of(name) == ref) return found;
    }
    return std::nullopt;
  }
  const auto parts = parts_of_ref(ref);
  if (parts[0] == "trend") {
    const bool outcome = parts.size() == 3 && parts[2] == "outcome" && figures.ask().outcome;
    if (parts.size() != 2 && !outcome) return std::nullopt;
    const auto bucket = index_in_ref(parts[1], figures.calendar() ? figures.calendar()->size() : 0);
    if (!bucket) return std::nullopt;
    found.what_ = outcome ? What::kTrendOutcome : What::kTrend;
    found.number_ = *bucket;
    return found;
  }
  if ((parts[0] != "step" && parts[0] != "stage") || parts.size() < 2) return std::nullopt;
  found.layer_ = parts[0] == "step" ? 0 : 1;
  const auto& places = figures.places(found.layer_);
  const auto place = std::ranges::find(places, parts[1], &MapPlace::id);
  if (place == places.end()) return std::nullopt;
  found.place_ = static_cast<std::size_t>(place - places.begin());
  if (!figures.events().is_bound(static_cast<MapLayer>(found.layer_), found.place_))
    return std::nullopt;
  found.what_ = What::kHere;
  if (parts.size() == 2) return found;
  ref.remove_prefix(parts[0].size() + parts[1].size() + 2);
  if (!found.parse_at_place(figures, ref)) return std::nullopt;
  return found;
}

bool JourneyMapRef::parse_at_place(const JourneyMapFigures& figures, std::string_view rest) {
  static constexpr std::pair<std::string_view, What> kWords[] = {
      {"go_on", What::kGoOn},
      {"leave", What::kLeave},
      {"outcome", What::kHereOutcome},
      {"repeat", What::kRepeat},
      {"backward", What::kBackward},
      {"contact_after", What::kContactAfter},
      {"slow", What::kSlow},
      {"to_next", What::kToNext},
      {"feedback", What::kFeedback},
      {"with", What::kWith},
      {"with:outcome", What::kWithOutcome},
      {"without", What::kWithout},
      {"without:outcome", What::kWithoutOutcome}};
  for (const auto& [word, what] : kWords) {
    if (rest != word) continue;
    what_ = what;
    const bool of_outcome = what == What::kHereOutcome || what >= What::kWith;
    if (what == What::kGoOn) return figures.leads_on(layer_, place_);
    return figures.ask().outcome.has_value() || !of_outcome;
  }
  const auto parts = parts_of_ref(rest);
  if (parts.size() < 2) return false;
  if (parts[0] == "channel" && parts.size() == 2) {
    const auto group = index_in_ref(parts[1], figures.channels().size());
    what_ = What::kChannel;
    number_ = group.value_or(0);
    return group.has_value();
  }
  if (parts[0] == "trouble" && parts.size() == 2) {
    const auto name = std::ranges::find(kMapTroubleNames, parts[1]);
    what_ = What::kTrouble;
    number_ = static_cast<std::size_t>(name - kMapTroubleNames.begin());
    return name != kMapTroubleNames.end() &&
           figures.rule(layer_).applies(place_, static_cast<MapTrouble>(number_));
  }
  const bool go_on = parts.size() == 3 && parts[2] == "go_on" && figures.leads_on(layer_, place_);
  if (parts[0] != "trend" || (parts.size() != 2 && !go_on)) return false;
  const auto bucket = index_in_ref(parts[1], figures.calendar() ? figures.calendar()->size() : 0);
  what_ = go_on ? What::kHereTrendGoOn : What::kHereTrend;
  number_ = bucket.value_or(0);
  return bucket.has_value();
}

bool JourneyMapRef::holds(const JourneyMapFigures& figures, const JourneyMapKernel& kernel,
                          const JourneyTable& table) const {
  switch (what_) {
    case What::kMap:
      return true;
    case What::kOutcome:
      return kernel.has_outcome();
    case What::kTrend:
      return figures.bucket_of(kernel.first()) == number_;
    case What::kTrendOutcome:
      return kernel.has_outcome() && figures.bucket_of(kernel.first()) == number_;
    case What::kUnmapped: {
      bool found = false;
      const auto name = table.name();
      kernel.each_unmapped([&](std::size_t position, MapMark::Place) {
        found = found || (name[position] == number_ && !figures.cards().meets_any(position));
      });
      return found;
    }
    default:
      return holds_here(figures, kernel);
  }
}

bool JourneyMapRef::holds_here(const JourneyMapFigures& figures,
                               const JourneyMapKernel& kernel) const {
  if (what_ == What::kChannel) {
    return std::ranges::any_of(kernel.marks(), [&](const JourneyMapKernel::Mark& mark) {
      return mark.place[layer_] == place_ && figures.channel_of(mark.position) == number_;
    });
  }
  const auto stays = kernel.stays(static_cast<MapLayer>(layer_));
  const auto stay = std::ranges::find(stays, static_cast<MapMark::Place>(place_), &MapStay::place);
  const bool with = stay != stays.end() && stay->before_outcome;
  switch (what_) {
    case What::kWith:
      return with;
    case What::kWithOutcome:
      return with && kernel.has_outcome();
    case What::kWithout:
      return !with;
    case What::kWithoutOutcome:
      return !with && kernel.has_outcome();
    default:
      return stay != stays.end() && holds_of(figures, *stay);
  }
}

bool JourneyMapRef::holds_of(const JourneyMapFigures& figures, const MapStay& stay) const {
  switch (what_) {
    case What::kGoOn:
      return stay.went_on;
    case What::kLeave:
      return stay.left;
    case What::kHereOutcome:
      return stay.outcome;
    case What::kRepeat:
      return stay.visits > 1;
    case What::kBackward:
      return stay.backward;
    case What::kContactAfter:
      return stay.contact_after;
    case What::kSlow:
      return figures.rule(layer_).has(stay, MapTrouble::kSlow);
    case What::kTrouble:
      return figures.rule(layer_).has(stay, static_cast<MapTrouble>(number_));
    case What::kToNext:
      return stay.has_next();
    case What::kFeedback:
      return stay.answers > 0;
    case What::kHereTrend:
      return figures.bucket_of(stay.first) == number_;
    case What::kHereTrendGoOn:
      return stay.went_on && figures.bucket_of(stay.first) == number_;
    default:
      return true;
  }
}

}  // namespace wend::analyze
