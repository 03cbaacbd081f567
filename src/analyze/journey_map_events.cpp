#include "analyze/journey_map_events.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "analyze/matching.h"
#include "unify/number_sum.h"

namespace wend::analyze {
namespace {

using Truth = Selection::Truth;

constexpr std::int32_t kNoNumber = std::numeric_limits<std::int32_t>::min();
constexpr std::int32_t kOutside = kNoNumber + 1;
constexpr double kMillionth = 1e-6;

std::int32_t emotion_of(const model::Value& value, const MapFeedback& feedback) {
  const auto number = unify::counted_number(value);
  if (!number) return kNoNumber;
  const auto [low, high] = std::minmax(feedback.worst, feedback.best);
  if (*number < low || *number > high) return kOutside;
  const double emotion = -2 + 4 * (*number - feedback.worst) / (feedback.best - feedback.worst);
  return static_cast<std::int32_t>(std::lround(emotion / kMillionth));
}

Truth truth_of(const std::optional<Selection>& selection, std::uint32_t signature) {
  return selection ? selection->of_signature(signature) : Truth::kNo;
}

}  // namespace

base::Result<JourneyMapEvents> JourneyMapEvents::make(const QueryRun& run, const MapAsk& ask) {
  JourneyMapEvents events;
  events.signatures_ = &run.table->signatures();
  events.where_ = run.scope.events.where();
  WEND_TRY(events.select(run, ask));
  WEND_TRY(events.select_contacts(run, ask));
  WEND_TRY(events.read_feedback(run, ask));
  const auto& shown = run.table->shown();
  events.known_.reserve(shown.size());
  for (std::uint32_t signature = 0; signature < shown.size(); ++signature) {
    const Truth where = events.where_ ? events.where_->of_signature(signature) : Truth::kYes;
    const bool doing = is_doing(shown.type[signature]);
    events.known_.push_back(
        events.known_of(signature, doing && where != Truth::kNo, where == Truth::kYes));
  }
  return events;
}

base::Status JourneyMapEvents::select(const QueryRun& run, const MapAsk& ask) {
  const auto select_all = [&](const std::vector<MapPlace>& places, auto& selections,
                              auto& bound) -> base::Status {
    for (const MapPlace& place : places) {
      selections.emplace_back();
      bound.push_back(place.match ? 1 : 0);
      if (!place.match) continue;
      WEND_ASSIGN(selections.back(), selected(run, *place.match));
    }
    return {};
  };
  WEND_TRY(select_all(ask.steps, steps_, bound_[0]));
  WEND_TRY(select_all(ask.stages, stages_, bound_[1]));
  for (std::size_t step = 0; step < ask.steps.size(); ++step) {
    stage_of_step_.push_back(ask.steps[step].stage);
    bound_[1][ask.steps[step].stage] |= bound_[0][step];
  }
  if (ask.outcome) {
    WEND_ASSIGN(outcome_, selected(run, *ask.outcome));
  }
  return {};
}

base::Status JourneyMapEvents::select_contacts(const QueryRun& run, const MapAsk& ask) {
  if (ask.contact) {
    WEND_ASSIGN(contact_, selected(run, *ask.contact));
    return {};
  }
  WEND_ASSIGN(const auto model, run.masks.journey_model());
  contact_touchpoints_.emplace();
  for (const Touchpoint& touchpoint : model->touchpoints)
    if (touchpoint.role == "contact") contact_touchpoints_->push_back(touchpoint.name);
  const auto& shown = run.table->shown();
  Mask wanted(shown.size());
  for (std::uint32_t signature = 0; signature < shown.size(); ++signature) {
    const std::size_t touchpoint = model->touchpoint_of_name[shown.name[signature]];
    wanted[signature] =
        touchpoint < model->touchpoints.size() && model->touchpoints[touchpoint].role == "contact"
            ? 1
            : 0;
  }
  contact_ = Selection::of_signatures(*run.table, wanted);
  if (where_) contact_->meet(*where_);
  return {};
}

base::Status JourneyMapEvents::read_feedback(const QueryRun& run, const MapAsk& ask) {
  for (const MapFeedback& feedback : ask.feedback) {
    WEND_ASSIGN(auto match, selected(run, feedback.match));
    WEND_ASSIGN(auto column, run.table->property(feedback.property));
    if (column->values.size() <= 1) WEND_TRY(run.masks.note_missing_path(feedback.property, false));
    std::vector<std::int32_t> emotions;
    emotions.reserve(column->values.size());
    for (const model::Value& value : column->values)
      emotions.push_back(emotion_of(value, feedback));
    feedback_.push_back(
        {std::move(match), std::move(column), std::move(emotions), feedback.within_us});
  }
  return {};
}

JourneyMapEvents::Known JourneyMapEvents::known_of(std::uint32_t signature, bool may_be_looked_at,
                                                   bool is_looked_at) {
  Known known;
  known.steps_first = known.steps_last = known.stages_last =
      static_cast<std::uint32_t>(candidates_.size());
  if (!may_be_looked_at) return known;
  bool sure = is_looked_at;
  std::array<MapMark::Place, kMapLayers> first = {MapMark::kNowhere, MapMark::kNowhere};
  const auto collect = [&](const auto& selections, MapMark::Place& place) {
    std::size_t taken = 0;
    for (std::size_t i = 0; i < selections.size(); ++i) {
      const Truth truth = truth_of(selections[i], signature);
      if (truth == Truth::kNo) continue;
      candidates_.push_back(static_cast<MapMark::Place>(i));
      if (taken++ == 0) place = candidates_.back();
      sure = sure && truth == Truth::kYes;
    }
    return taken;
  };
  known.mark.several = collect(steps_, first[0]) > 1;
  known.steps_last = static_cast<std::uint32_t>(candidates_.size());
  collect(stages_, first[1]);
  known.stages_last = static_cast<std::uint32_t>(candidates_.size());
  known.mark.is_step_of_the_customer = true;
  known.mark.place = {first[0], stage_of(first[0], first[1])};
  const Truth contact = truth_of(contact_, signature), outcome = truth_of(outcome_, signature);
  known.mark.contact = contact == Truth::kYes;
  known.mark.outcome = outcome == Truth::kYes;
  known.mark.feedback = std::ranges::any_of(feedback_, [&](const Feedback& feedback) {
    return feedback.match.of_signature(signature) != Truth::kNo;
  });
  known.look = !sure || contact == Truth::kLook || outcome == Truth::kLook;
  known.may_matter = known.stages_last > known.steps_first || contact != Truth::kNo ||
                     outcome != Truth::kNo || known.mark.feedback;
  return known;
}

MapMark::Place JourneyMapEvents::stage_of(MapMark::Place step, MapMark::Place own) const {
  if (step == MapMark::kNowhere || stages_[stage_of_step_[step]]) return own;
  return std::min(own, static_cast<MapMark::Place>(stage_of_step_[step]));
}

MapMark JourneyMapEvents::look(std::size_t position, const Known& known) const {
  MapMark mark;
  if (where_ && !where_->holds(*signatures_, position)) return mark;
  mark.is_step_of_the_customer = true;
  for (std::uint32_t i = known.steps_first; i < known.steps_last && !mark.several; ++i) {
    if (!steps_[candidates_[i]]->holds(*signatures_, position)) continue;
    if (mark.place[0] == MapMark::kNowhere)
      mark.place[0] = candidates_[i];
    else
      mark.several = true;
  }
  MapMark::Place own = MapMark::kNowhere;
  for (std::uint32_t i = known.steps_last; i < known.stages_last && own == MapMark::kNowhere; ++i)
    if (stages_[candidates_[i]]->holds(*signatures_, position)) own = candidates_[i];
  mark.place[1] = stage_of(mark.place[0], own);
  mark.contact = contact_ && contact_->holds(*signatures_, position);
  mark.outcome = outcome_ && outcome_->holds(*signatures_, position);
  mark.feedback = known.mark.feedback;
  return mark;
}

std::optional<JourneyMapEvents::Score> JourneyMapEvents::score(std::size_t position) const {
  for (const Feedback& feedback : feedback_) {
    if (!feedback.match.holds(*signatures_, position)) continue;
    const std::int32_t emotion = feedback.emotion_of_code[feedback.column->codes[position]];
    if (emotion == kNoNumber) continue;
    if (emotion == kOutside) return Score{0, true, feedback.within_us};
    return Score{emotion, false, feedback.within_us};
  }
  return std::nullopt;
}

}  // namespace wend::analyze
