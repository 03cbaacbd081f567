#include <algorithm>
#include <fmt/format.h>

#include "analyze/journey_map_json.h"

namespace wend::analyze {
namespace {

namespace json = boost::json;

struct Moment {
  std::size_t place;
  json::array reasons;
};

json::array& reasons_of(std::vector<Moment>& moments, std::size_t place) {
  const auto known = std::ranges::find(moments, place, &Moment::place);
  if (known != moments.end()) return known->reasons;
  moments.push_back({place, {}});
  return moments.back().reasons;
}

std::string percent(std::uint64_t count, std::uint64_t of) {
  return fmt::format("{:.3g} %", 100 * static_cast<double>(count) / static_cast<double>(of));
}

}  // namespace

json::array moments_json(const MapLayerFigures& steps) {
  std::vector<Moment> moments;
  for (const std::size_t place : held_effects(steps.effects())) {
    const MapEffect& effect = *steps.effects()[place];
    const TwoGroups& groups = effect.groups;
    reasons_of(moments, place)
        .push_back({{"reason", "effect"},
                    {"difference", effect.difference.value},
                    {"low", effect.difference.low},
                    {"high", effect.difference.high},
                    {"sentence",
                     fmt::format("Of those who were here, {} had the outcome; of the others on "
                                 "the map {}.",
                                 percent(groups.with_outcome, groups.with),
                                 percent(groups.without_outcome, groups.without))}});
  }
  const auto add = [&](const char* reason, const char* layer,
                       const std::optional<CurveMarks::Mark>& mark, std::string_view sentence) {
    if (!mark) return;
    for (const std::size_t place : mark->places)
      reasons_of(moments, place)
          .push_back({{"reason", reason},
                      {"layer", layer},
                      {"value", mark->value},
                      {"tied", mark->places.size() > 1},
                      {"sentence", sentence}});
  };
  const CurveMarks &computed = steps.computed_marks(), &measured = steps.measured_marks();
  add("trough", "computed", computed.trough, "Feedback is worst here.");
  add("peak", "computed", computed.peak, "Feedback is best here.");
  add("trough", "measured", measured.trough, "Behaviour shows most friction here.");
  add("peak", "measured", measured.peak, "Behaviour shows least friction here.");
  json::array list;
  for (Moment& moment : moments)
    list.push_back({{"step", steps.id(moment.place)}, {"reasons", std::move(moment.reasons)}});
  return list;
}

}  // namespace wend::analyze
