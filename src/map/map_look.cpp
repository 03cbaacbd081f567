#include "map/map_look.h"

#include <algorithm>
#include <boost/json/array.hpp>

#include "analyze/drift_growth.h"
#include "map/map_watch.h"

namespace wend::map {
namespace {

namespace json = boost::json;
using analyze::Proportion;

Proportion proportion_in(const json::value& share) {
  return {share.at("count").to_number<std::uint64_t>(), share.at("of").to_number<std::uint64_t>()};
}

json::object proportion_json(Proportion share) {
  return {{"count", share.count}, {"of", share.of}};
}

const json::object* place_in(const std::optional<json::object>& look, std::string_view id) {
  if (!look || !look->contains("places")) return nullptr;
  for (const json::value& place : look->at("places").as_array())
    if (place.at("id").as_string() == id) return &place.as_object();
  return nullptr;
}

// The last complete week and those before it.
json::object place_json(const json::object& place, std::string_view id, std::string_view label) {
  Proportion week, before;
  const auto& trend = place.at("trend").as_array();
  const std::size_t count = trend.size();
  for (std::size_t i = 0; i < count; ++i) {
    const Proportion share = proportion_in(trend[i].at("drift"));
    if (i + 1 == count) week = share;
    if (i + 1 == count || i + 1 + kLookWeeksBefore < count) continue;
    before.count += share.count;
    before.of += share.of;
  }
  return {{"id", id},
          {"label", label},
          {"week", proportion_json(week)},
          {"before", proportion_json(before)},
          {"grew", analyze::drift_grew(before, week, kLookPeopleMin)}};
}

// Whether somebody is to be told of a place that grew; carries on what was told.
bool is_news(json::object& place, const json::object* before, env::TimeUs now_us) {
  const double share = proportion_in(place.at("week")).share();
  const json::value* told = before != nullptr ? before->if_contains("told") : nullptr;
  // Data that stands still is no news, however long ago it was told.
  const bool still =
      told != nullptr && (now_us - told->at("at").to_number<env::TimeUs>() < kToldAgainUs ||
                          told->at("week") == place.at("week"));
  if (still) place["told"] = *told;
  if (!place.at("grew").as_bool()) return false;
  if (still && share < told->at("share").to_number<double>() + analyze::kDriftStepMin) return false;
  place["told"] = json::object{{"share", share}, {"at", now_us}, {"week", place.at("week")}};
  return true;
}

}  // namespace

json::object look_of(const json::object& answer, std::size_t steps,
                     const std::optional<json::object>& before, env::TimeUs now_us) {
  json::object look{{"people", answer.at("people")},
                    {"drift", proportion_json(proportion_in(answer.at("drift")))},
                    {"fitness", answer.at("fitness")},
                    {"sentence", answer.at("sentence")},
                    {"steps", steps}};
  std::size_t bound = 0, reached = 0;
  json::array places, news;
  const auto add = [&](json::object place) {
    if (is_news(place, place_in(before, place.at("id").as_string()), now_us))
      news.push_back(place.at("id"));
    places.push_back(std::move(place));
  };
  add(place_json(answer, "map", ""));
  for (const json::value& step : answer.at("steps").as_array()) {
    bound += step.at("bound").as_bool();
    reached += step.at("reached").as_bool();
    if (!step.at("reached").as_bool()) continue;
    add(place_json(step.as_object(), step.at("id").as_string(), step.at("label").as_string()));
  }
  look["bound"] = bound;
  look["reached"] = reached;
  look["places"] = std::move(places);
  look["news"] = std::move(news);
  return look;
}

}  // namespace wend::map
