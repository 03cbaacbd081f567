#include "analyze/journey_map_answer.h"

#include <algorithm>
#include <fmt/format.h>

#include "analyze/journey_map_json.h"
#include "analyze/journey_map_refs.h"
#include "analyze/profile_tally.h"

namespace wend::analyze {
namespace {

namespace json = boost::json;

constexpr double kMicrosecondsPerSecond = 1e6;
constexpr std::string_view kCard = "card:";

class MapAnswer final : public Answer {
 public:
  MapAnswer(const QueryRun& run, JourneyMapFigures figures)
      : run_(run), figures_(std::move(figures)) {}

  base::Result<json::object> result() override {
    WEND_TRY(figures_.count());
    const MapTally& tally = figures_.tally();
    const MapLayerFigures steps(figures_, 0), stages(figures_, 1);
    json::object result{{"people", tally.people}, {"ref", "map"}, {"events", tally.events}};
    result["outcome"] = nullptr;
    if (figures_.ask().outcome) {
      result["outcome"] = share_json(tally.outcome, tally.people);
      result["outcome_ref"] = "outcome";
    }
    result["several_steps"] = tally.several;
    result["contact"] = contact_json();
    WEND_ASSIGN(result["stages"], stages.places_json(run_.stop));
    WEND_ASSIGN(result["steps"], steps.places_json(run_.stop));
    result["cards"] = cards_json();
    result["curve"] = {{"stages", stages.curve_json()}, {"steps", steps.curve_json()}};
    result["moments"] = moments_json(steps);
    WEND_ASSIGN(result["unmapped"], unmapped_json());
    result["unmapped_total"] = figures_.unmapped_total();
    result["unreached"] = {{"stages", ids(1, true)}, {"steps", ids(0, true)}};
    result["unbound"] = {{"stages", ids(1, false)}, {"steps", ids(0, false)}};
    if (figures_.calendar()) result["trend"] = trend_json();
    add_notes();
    return result;
  }

  base::Result<std::optional<ProfileList>> people(std::string_view ref) override {
    if (ref.starts_with(kCard)) return people_of_card(ref.substr(kCard.size()));
    if (JourneyMapRef::is_told_by_counting(ref)) WEND_TRY(figures_.count());
    const auto meant = JourneyMapRef::parse(figures_, ref);
    if (!meant) return std::nullopt;
    return profiles_where(
        run_, [&] { return figures_.kernel(); },
        [&](JourneyMapKernel& kernel, std::uint32_t profile) {
          return figures_.follow(kernel, profile) && meant->holds(figures_, kernel, *run_.table);
        });
  }

 private:
  // Everybody asked about who met the card, on the map or not.
  base::Result<std::optional<ProfileList>> people_of_card(std::string_view id) const {
    const auto& cards = figures_.ask().cards;
    const auto found = std::ranges::find(cards, id, &MapPlace::id);
    if (found == cards.end()) return std::nullopt;
    const auto card = static_cast<std::size_t>(found - cards.begin());
    return profiles_with(
        run_, [&](std::size_t position) { return figures_.cards().meets(position, card); });
  }

  json::array cards_json() const {
    json::array list;
    for (std::size_t card = 0; card < figures_.ask().cards.size(); ++card) {
      const MapPlace& is = figures_.ask().cards[card];
      const EventsOfPeople& of = figures_.tally().cards[card];
      list.push_back({{"id", is.id},
                      {"label", is.label},
                      {"people", of.people.count()},
                      {"ref", fmt::format("{}{}", kCard, is.id)},
                      {"share", share_json(of.people.count(), run_.scope.customer_count)},
                      {"events", of.events}});
    }
    return list;
  }

  json::object contact_json() const {
    json::object out{{"within_s", static_cast<double>(kMapContactUs) / kMicrosecondsPerSecond}};
    out["touchpoints"] = nullptr;
    if (const auto& touchpoints = figures_.events().contact_touchpoints()) {
      json::array names;
      for (const std::string& name : *touchpoints) names.emplace_back(name);
      out["touchpoints"] = std::move(names);
    }
    return out;
  }

  // The bound places where nobody is, or those without a match.
  json::array ids(std::size_t layer, bool bound) const {
    json::array list;
    for (std::size_t place = 0; place < figures_.places(layer).size(); ++place) {
      if (figures_.events().is_bound(static_cast<MapLayer>(layer), place) == bound &&
          figures_.tally().places[layer][place].people == 0)
        list.emplace_back(figures_.places(layer)[place].id);
    }
    return list;
  }

  base::Result<json::array> unmapped_json() const {
    json::array list;
    if (figures_.unmapped().empty()) return list;
    WEND_ASSIGN(const auto model, run_.masks.journey_model());
    const auto& steps = figures_.ask().steps;
    for (std::size_t i = 0; i < figures_.unmapped().size(); ++i) {
      const std::uint32_t name = figures_.unmapped()[i];
      const EventsOfPeople& of = figures_.tally().unmapped[name];
      const std::size_t touchpoint = model->touchpoint_of_name[name];
      json::object one{{"event", figures_.name_of(name)}, {"touchpoint", nullptr}};
      if (touchpoint < model->touchpoints.size())
        one["touchpoint"] = model->touchpoints[touchpoint].name;
      one["events"] = of.events;
      one["people"] = of.people.count();
      one["ref"] = fmt::format("unmapped:{}", figures_.name_of(name));
      one["share"] = share_json(of.people.count(), figures_.tally().people);
      // The step that most of them follow; the first of several.
      const auto counts =
          std::span(figures_.second().before).subspan(i * (steps.size() + 1), steps.size());
      const auto most = std::ranges::max_element(counts);
      one["after"] = nullptr;
      if (most != counts.end() && *most > 0) {
        one["after"] = steps[static_cast<std::size_t>(most - counts.begin())].id;
        one["after_share"] = share_json(*most, of.events);
      }
      list.push_back(std::move(one));
    }
    return list;
  }

  json::array trend_json() const {
    const Calendar& calendar = *figures_.calendar();
    json::array list;
    for (std::size_t bucket = 0; bucket < calendar.size(); ++bucket) {
      const MapTrendTally& of = figures_.tally().trend[bucket];
      json::object one{{"from", calendar.label(bucket)},
                       {"people", of.people},
                       {"ref", fmt::format("trend:{}", bucket)},
                       {"outcome", nullptr},
                       {"incomplete", calendar.is_partial(bucket)}};
      if (figures_.ask().outcome) {
        one["outcome"] = share_json(of.good, of.people);
        one["outcome_ref"] = fmt::format("trend:{}:outcome", bucket);
      }
      list.push_back(std::move(one));
    }
    return list;
  }

  void add_notes() const {
    const MapTally& tally = figures_.tally();
    const auto note = [&](std::uint64_t count, std::string_view one, std::string_view more) {
      if (count == 1) run_.notes.add(std::string(one));
      if (count > 1) run_.notes.add(fmt::format("{} {}", count, more));
    };
    note(tally.several, "1 event satisfies more than one step; it counts for the first of them.",
         "events satisfy more than one step; each counts for the first of them.");
    note(tally.outside, "1 answer lies outside of its scale and does not count.",
         "answers lie outside of their scale and do not count.");
    note(tally.unplaced, "1 answer came too late after a step to belong to it.",
         "answers came too late after a step to belong to it.");
    const auto& touchpoints = figures_.events().contact_touchpoints();
    if (touchpoints && touchpoints->empty())
      run_.notes.add(
          "No touchpoint is known as a contact; say with \"contact\" which events are contacts.");
    if (figures_.ask().outcome)
      run_.notes.add(
          "Moments that matter are what goes with the outcome, not what causes it; only an "
          "experiment tells.");
  }

  const QueryRun run_;
  JourneyMapFigures figures_;
};

}  // namespace

base::Result<std::unique_ptr<Answer>> make_map_answer(const QueryRun& run, const MapAsk& ask) {
  WEND_ASSIGN(auto figures, JourneyMapFigures::make(run, ask));
  return std::make_unique<MapAnswer>(run, std::move(figures));
}

}  // namespace wend::analyze
