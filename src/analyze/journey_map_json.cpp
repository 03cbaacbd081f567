#include "analyze/journey_map_json.h"

#include <fmt/format.h>

#include "analyze/statistics.h"

namespace wend::analyze {
namespace {

namespace json = boost::json;

constexpr double kMicrosecondsPerSecond = 1e6;

void put_emotion(const Emotion& emotion, json::object& out) {
  out["value"] = emotion.value;
  out["low"] = nullptr;
  out["high"] = nullptr;
  if (emotion.interval) {
    out["low"] = emotion.interval->low;
    out["high"] = emotion.interval->high;
  }
  out["n"] = emotion.n;
}

json::value or_null(const std::optional<double>& number) {
  return number ? json::value(*number) : json::value(nullptr);
}

}  // namespace

MapLayerFigures::MapLayerFigures(const JourneyMapFigures& figures, std::size_t layer)
    : figures_(figures),
      layer_(layer),
      baseline_(figures.rule(layer), figures.troubles(layer)),
      effects_(figures.places(layer).size()) {
  const MapTally& all = figures.tally();
  const std::uint64_t least = figures.ask().least;
  std::vector<std::optional<Emotion>> curve;
  for (std::size_t place = 0; place < figures.places(layer).size(); ++place) {
    const WholeSpread& feedback = tally(place).feedback;
    computed_.push_back(feedback.n() > 0 ? std::optional(computed_emotion(feedback))
                                         : std::nullopt);
    const MapTroubles& troubles = figures.troubles(layer)[place];
    measured_.push_back(troubles.sums.n() > 0 ? std::optional(baseline_.measured(place, troubles))
                                              : std::nullopt);
    curve.push_back(measured_.back() ? std::optional(measured_.back()->emotion) : std::nullopt);
  }
  computed_marks_ = marks_of(computed_, least);
  measured_marks_ = marks_of(curve, least);
  if (figures.ask().outcome)
    effects_ = effects_of(all.places[layer], all.people, all.outcome, least, figures.ask().fdr);
}

std::string MapLayerFigures::ref(std::size_t place, std::string_view of) const {
  return fmt::format("{}:{}{}{}", layer_ == 0 ? "step" : "stage", id(place), of.empty() ? "" : ":",
                     of);
}

base::Result<json::array> MapLayerFigures::places_json(const std::stop_token& stop) const {
  const std::size_t count = figures_.places(layer_).size();
  std::vector<const DurationList*> lists;
  for (std::size_t place = 0; place < count; ++place) lists.push_back(&tally(place).at);
  for (std::size_t place = 0; place < count; ++place) lists.push_back(&tally(place).next.times());
  WEND_ASSIGN(auto times, times_of_each(lists, stop));
  json::array out;
  for (std::size_t place = 0; place < count; ++place) {
    const MapPlace& is = figures_.places(layer_)[place];
    json::object one{{"id", is.id}, {"label", is.label}};
    if (layer_ == 0) one["stage"] = figures_.ask().stages[is.stage].id;
    const bool bound = figures_.events().is_bound(static_cast<MapLayer>(layer_), place);
    one["bound"] = bound;
    if (bound) {
      add_counts(place, one);
      one["times_at"] = std::move(times[place]);
      one["times_to_next"] = std::move(times[count + place]);
      one["to_next_people"] = tally(place).next.size();
      one["to_next_ref"] = ref(place, "to_next");
      one["channels"] = channels_json(place);
      one["emotion"] = {{"computed", computed_json(place)}, {"measured", measured_json(place)}};
      one["effect"] = effect_json(place);
      if (figures_.calendar()) one["trend"] = trend_json(place);
    }
    out.push_back(std::move(one));
  }
  return out;
}

void MapLayerFigures::add_counts(std::size_t place, json::object& out) const {
  const MapPlaceTally& of = tally(place);
  out["people"] = of.people;
  out["ref"] = ref(place);
  out["share"] = share_json(of.people, figures_.tally().people);
  out["events"] = of.events;
  out["visits"] = of.visits;
  const auto put = [&](std::string_view field, std::uint64_t people, bool known = true) {
    out[field] = known ? json::value(share_json(people, of.people)) : json::value(nullptr);
    if (known) out[fmt::format("{}_ref", field)] = ref(place, field);
  };
  const std::uint64_t slow =
      figures_.troubles(layer_)[place].people[static_cast<std::size_t>(MapTrouble::kSlow)];
  put("go_on", of.went_on, figures_.leads_on(layer_, place));
  put("leave", of.left);
  put("outcome", of.outcome, figures_.ask().outcome.has_value());
  put("repeat", of.repeat);
  put("backward", of.backward);
  put("contact_after", of.contact_after);
  put("slow", slow);
}

json::array MapLayerFigures::channels_json(std::size_t place) const {
  const TopLabels& channels = figures_.channels();
  json::array list;
  for (std::size_t group = 0; group < channels.size(); ++group) {
    const EventsOfPeople& of = figures_.tally().channels[layer_][place * channels.size() + group];
    if (of.events == 0) continue;
    json::object one;
    channels.describe(figures_.channel_labels(), group, "channel", one);
    one["share"] = share_json(of.events, tally(place).events);
    one["people"] = of.people.count();
    one["ref"] = ref(place, fmt::format("channel:{}", group));
    list.push_back(std::move(one));
  }
  std::stable_sort(list.begin(), list.end(), [](const json::value& a, const json::value& b) {
    const auto events = [](const json::value& one) {
      return one.at("share").at("count").to_number<std::uint64_t>();
    };
    return events(a) > events(b);
  });
  return list;
}

json::array MapLayerFigures::trend_json(std::size_t place) const {
  const Calendar& calendar = *figures_.calendar();
  json::array list;
  for (std::size_t bucket = 0; bucket < calendar.size(); ++bucket) {
    const MapTrendTally& of = figures_.tally().trends[layer_][place * calendar.size() + bucket];
    json::object one{{"from", calendar.label(bucket)},
                     {"people", of.people},
                     {"ref", ref(place, fmt::format("trend:{}", bucket))},
                     {"go_on", nullptr},
                     {"incomplete", calendar.is_partial(bucket)}};
    if (figures_.leads_on(layer_, place)) {
      one["go_on"] = share_json(of.good, of.people);
      one["go_on_ref"] = ref(place, fmt::format("trend:{}:go_on", bucket));
    }
    list.push_back(std::move(one));
  }
  return list;
}

json::value MapLayerFigures::computed_json(std::size_t place) const {
  if (!computed_[place]) return nullptr;
  json::object out;
  put_emotion(*computed_[place], out);
  out["answers"] = tally(place).answers;
  out["n_ref"] = ref(place, "feedback");
  return out;
}

json::value MapLayerFigures::measured_json(std::size_t place) const {
  if (!measured_[place]) return nullptr;
  json::object out;
  put_emotion(measured_[place]->emotion, out);
  out["excess"] = measured_[place]->excess;
  const MapTroubles& troubles = figures_.troubles(layer_)[place];
  json::array parts;
  for (std::size_t i = 0; i < kMapTroubles; ++i) {
    const auto trouble = static_cast<MapTrouble>(i);
    if (!figures_.rule(layer_).applies(place, trouble)) continue;
    const double baseline = baseline_.share(trouble);
    const Interval interval = wilson_interval(troubles.people[i], troubles.sums.n());
    const double share =
        static_cast<double>(troubles.people[i]) / static_cast<double>(troubles.sums.n());
    parts.push_back({{"of", kMapTroubleNames[i]},
                     {"people", troubles.people[i]},
                     {"ref", ref(place, fmt::format("trouble:{}", kMapTroubleNames[i]))},
                     {"share", share},
                     {"weight", static_cast<double>(kMapTroubleWeights[i]) * kMapWeightUnit},
                     {"baseline", baseline},
                     {"excess", share - baseline},
                     {"low", interval.low - baseline},
                     {"high", interval.high - baseline}});
  }
  out["parts"] = std::move(parts);
  return out;
}

json::value MapLayerFigures::effect_json(std::size_t place) const {
  const auto& effect = effects_[place];
  if (!effect) return nullptr;
  const TwoGroups& groups = effect->groups;
  json::object out;
  out["with"] = share_json(groups.with_outcome, groups.with);
  out["with_ref"] = ref(place, "with:outcome");
  out["without"] = share_json(groups.without_outcome, groups.without);
  out["without_ref"] = ref(place, "without:outcome");
  out["refs"] = {{"with", ref(place, "with")},
                 {"with_outcome", ref(place, "with:outcome")},
                 {"without", ref(place, "without")},
                 {"without_outcome", ref(place, "without:outcome")}};
  out["difference"] = {{"value", effect->difference.value},
                       {"low", effect->difference.low},
                       {"high", effect->difference.high}};
  out["p"] = or_null(effect->p);
  out["q"] = or_null(effect->q);
  out["held"] = effect->held;
  return out;
}

json::value MapLayerFigures::marks_json(const CurveMarks& marks) const {
  const auto mark_json = [&](const std::optional<CurveMarks::Mark>& mark) -> json::value {
    if (!mark) return nullptr;
    json::array at;
    for (const std::size_t place : mark->places) at.emplace_back(id(place));
    return json::object{{"value", mark->value}, {"at", std::move(at)}};
  };
  return json::object{{"peak", mark_json(marks.peak)},
                      {"trough", mark_json(marks.trough)},
                      {"end", mark_json(marks.end)}};
}

json::object MapLayerFigures::curve_json() const {
  json::object baseline;
  for (std::size_t i = 0; i < kMapTroubles; ++i)
    baseline[kMapTroubleNames[i]] = baseline_.share(static_cast<MapTrouble>(i));
  const auto& slow_us = figures_.rule(layer_).slow_us;
  baseline["slow_after_s"] =
      slow_us ? json::value(static_cast<double>(*slow_us) / kMicrosecondsPerSecond)
              : json::value(nullptr);
  return {{"computed", marks_json(computed_marks_)},
          {"measured", marks_json(measured_marks_)},
          {"baseline", std::move(baseline)}};
}

}  // namespace wend::analyze
