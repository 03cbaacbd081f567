#include "analyze/drift_journeys.h"

#include <fmt/format.h>

#include "analyze/journey_map_figures.h"

namespace wend::analyze {

void DriftJourneys::end(std::uint32_t profile) {
  if (labels_.empty()) return;
  const auto [found, is_new] =
      variant_of_.try_emplace(labels_, static_cast<std::uint32_t>(variants_.size()));
  if (is_new) variants_.push_back(labels_);
  journeys_.push_back({profile, found->second, visits_.size()});
  visits_.insert(visits_.end(), at_hand_.begin(), at_hand_.end());
  labels_.clear();
  at_hand_.clear();
}

base::Result<DriftJourneys> DriftJourneys::make(const QueryRun& run, const DriftAsk& ask) {
  WEND_ASSIGN(const auto events, JourneyMapEvents::make(run, ask.map));
  WEND_ASSIGN(const auto model, run.masks.journey_model());
  DriftJourneys made;
  made.step_count_ = ask.map.steps.size();
  made.walked_.resize(made.step_count_);
  for (std::size_t step = 0; step < made.step_count_; ++step)
    made.bound_.push_back(events.is_bound(MapLayer::kSteps, step));
  const auto time_us = run.table->time_us();
  const auto& shown = run.table->shown();
  std::unordered_map<std::size_t, std::uint32_t> label_of_contact;
  const auto contact_label = [&](std::size_t position) {
    const std::uint32_t name = shown.name[run.table->signatures()[position]];
    const std::size_t touchpoint = model->touchpoint_of_name[name];
    const bool has_touchpoint = touchpoint < model->touchpoints.size();
    const std::size_t key = has_touchpoint ? touchpoint : model->touchpoints.size() + name;
    const auto [found, is_new] = label_of_contact.try_emplace(
        key, static_cast<std::uint32_t>(made.step_count_ + made.contact_names_.size()));
    if (is_new)
      made.contact_names_.push_back(has_touchpoint ? model->touchpoints[touchpoint].name
                                                   : std::string(run.table->names().text(name)));
    return found->second;
  };
  bool cut = false;
  const auto follow = [&](std::uint32_t profile, std::size_t, std::size_t) {
    const auto [begin, end] = run.scope.events.of_profile(profile);
    TimeUs step_us = 0;  // of the last event at a step
    for (std::size_t i = begin; i < end; ++i) {
      if (events.is_passed_over(i)) continue;
      const MapMark mark = events.at(i);
      if (!mark.is_step_of_the_customer) continue;
      const bool at_step = mark.place[0] != MapMark::kNowhere;
      if (!at_step && !(ask.contacts && mark.contact)) continue;
      if (!made.at_hand_.empty() && time_us[i] - time_us[made.at_hand_.back().last] > ask.gap_us)
        made.end(profile);
      if (!at_step && (made.labels_.empty() || time_us[i] - step_us > kMapContactUs)) continue;
      const std::uint32_t label = at_step ? mark.place[0] : contact_label(i);
      const auto position = static_cast<std::uint32_t>(i);
      if (at_step) {
        step_us = time_us[i];
        made.walked_[label] = true;
      }
      if (!made.labels_.empty() && made.labels_.back() == label) {
        made.at_hand_.back().last = position;
        continue;
      }
      if (made.labels_.size() == kVisitsMax) {
        made.end(profile);
        cut = true;
        if (!at_step) continue;
      }
      made.labels_.push_back(label);
      made.at_hand_.push_back({position, position});
    }
    made.end(profile);
  };
  WEND_TRY(each_profile(*run.table, run.stop, follow));
  if (cut)
    run.notes.add(fmt::format("A journey of more than {} visits is taken as several.", kVisitsMax));
  return made;
}

}  // namespace wend::analyze
