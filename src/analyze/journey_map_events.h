#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "analyze/journey_map_ask.h"
#include "analyze/question.h"

namespace wend::analyze {

// Whether customers do something with events of this type: track, page and screen. The other types
// only say who somebody is.
inline bool is_doing(std::uint8_t type) {
  constexpr auto kLast = static_cast<std::uint8_t>(model::EventType::kScreen);
  static_assert(kLast == 2, "track, page and screen come first");
  return type <= kLast;
}

// Where an event stands on a journey map, and what else it says.
struct MapMark {
  using Place = std::uint16_t;  // index of a step or stage
  static constexpr Place kNowhere = 0xffff;

  std::array<Place, 2> place = {kNowhere, kNowhere};  // the step, the stage
  bool is_step_of_the_customer = false;  // looked at, and of type track, page or screen
  bool several = false;                  // more than one step matches it
  bool contact = false, outcome = false;
  bool feedback = false;  // it may carry feedback: see score()

  bool on_map() const { return place[0] != kNowhere || place[1] != kNowhere; }
  // Whether the order of a customer's journey takes note of it.
  bool matters() const { return on_map() || contact || outcome || feedback; }
};

// The two rows of places of a map.
enum class MapLayer : std::uint8_t { kSteps, kStages };
inline constexpr std::size_t kMapLayers = 2;

// Decides where the events of a table stand on a journey map: by their signature alone where that
// is enough. An event that several steps match belongs to the first of them; a stage without a
// match has the events of its steps. May be used by several threads.
class JourneyMapEvents {
 public:
  static base::Result<JourneyMapEvents> make(const QueryRun& run, const MapAsk& ask);

  MapMark at(std::size_t position) const {
    const Known& known = known_[(*signatures_)[position]];
    return known.look ? look(position, known) : known.mark;
  }
  // Whether all events of this one's signature are passed over when journeys are followed.
  bool is_passed_over(std::size_t position) const {
    return !known_[(*signatures_)[position]].may_matter;
  }

  // How an answer reads. An emotion is counted in millionths.
  struct Score {
    std::int32_t emotion = 0;  // millionths of −2 … +2
    bool outside = false;      // of its scale: it says nothing
    TimeUs within_us = 0;
  };
  // What the event says as feedback: by the first that matches and finds a number.
  std::optional<Score> score(std::size_t position) const;

  // Whether the map has events for a place at all.
  bool is_bound(MapLayer layer, std::size_t place) const {
    return bound_[static_cast<std::size_t>(layer)][place] != 0;
  }
  // By default, the touchpoints that count as contacts.
  const std::optional<std::vector<std::string>>& contact_touchpoints() const {
    return contact_touchpoints_;
  }

 private:
  struct Known {
    MapMark mark;
    bool look = false;  // some of it depends on the event itself
    bool may_matter = false;
    // Those whose match may take it, in order: [first, last) of candidates_.
    std::uint32_t steps_first = 0, steps_last = 0, stages_last = 0;
  };
  struct Feedback {
    Selection match;
    std::shared_ptr<const ValueColumn> column;
    std::vector<std::int32_t> emotion_of_code;
    TimeUs within_us;
  };
  JourneyMapEvents() = default;
  base::Status select(const QueryRun& run, const MapAsk& ask);
  base::Status select_contacts(const QueryRun& run, const MapAsk& ask);
  base::Status read_feedback(const QueryRun& run, const MapAsk& ask);
  Known known_of(std::uint32_t signature, bool may_be_looked_at, bool is_looked_at);
  MapMark look(std::size_t position, const Known& known) const;
  // The stage of an event of this step, when `own` is the first stage whose own match takes it.
  MapMark::Place stage_of(MapMark::Place step, MapMark::Place own) const;

  const SignatureCodes* signatures_ = nullptr;
  std::optional<Selection> where_;
  std::vector<std::optional<Selection>> steps_, stages_;  // none: no match of its own
  std::vector<std::size_t> stage_of_step_;
  std::array<std::vector<std::uint8_t>, kMapLayers> bound_;
  std::optional<Selection> contact_, outcome_;
  std::optional<std::vector<std::string>> contact_touchpoints_;
  std::vector<Feedback> feedback_;
  std::vector<Known> known_;  // by signature
  std::vector<MapMark::Place> candidates_;
};

}  // namespace wend::analyze
