#pragma once

#include <boost/json/object.hpp>
#include <stop_token>

#include "analyze/journey_map_effects.h"
#include "analyze/journey_map_figures.h"

namespace wend::analyze {

// One layer of a counted map: its places, its curve, and what goes with the outcome.
class MapLayerFigures {
 public:
  MapLayerFigures(const JourneyMapFigures& figures, std::size_t layer);

  // {"id", "label", …} of each place. Errors: kCancelled.
  base::Result<boost::json::array> places_json(const std::stop_token& stop) const;
  // Peak, trough and end of both emotions, and the baseline of the measured one.
  boost::json::object curve_json() const;

  const std::vector<std::optional<MapEffect>>& effects() const { return effects_; }
  const CurveMarks& computed_marks() const { return computed_marks_; }
  const CurveMarks& measured_marks() const { return measured_marks_; }
  const std::string& id(std::size_t place) const { return figures_.places(layer_)[place].id; }

 private:
  const MapPlaceTally& tally(std::size_t place) const {
    return figures_.tally().places[layer_][place];
  }
  std::string ref(std::size_t place, std::string_view of = {}) const;
  void add_counts(std::size_t place, boost::json::object& out) const;
  boost::json::array channels_json(std::size_t place) const;
  boost::json::array trend_json(std::size_t place) const;
  boost::json::value computed_json(std::size_t place) const;
  boost::json::value measured_json(std::size_t place) const;
  boost::json::value effect_json(std::size_t place) const;
  boost::json::value marks_json(const CurveMarks& marks) const;

  const JourneyMapFigures& figures_;
  const std::size_t layer_;
  MapBaseline baseline_;
  std::vector<std::optional<Emotion>> computed_;          // by place
  std::vector<std::optional<MeasuredEmotion>> measured_;  // by place
  CurveMarks computed_marks_, measured_marks_;
  std::vector<std::optional<MapEffect>> effects_;
};

// Steps that may be moments that matter: those whose effect on the outcome is held, the greatest
// first, then peaks and troughs.
boost::json::array moments_json(const MapLayerFigures& steps);

}  // namespace wend::analyze
