#include "analyze/journey_steps.h"

#include "analyze/parallel_profiles.h"

namespace wend::analyze {

JourneySteps::JourneySteps(const QueryRun& run, Labels labels)
    : signatures_(&run.table->signatures()),
      labels_(std::move(labels)),
      where_(run.scope.events.where()),
      label_of_signature_(run.table->shown().size(), kNone) {}

base::Result<JourneySteps> JourneySteps::make(const QueryRun& run, Labels labels,
                                              const std::optional<model::Predicate>& hide) {
  using Truth = Selection::Truth;
  JourneySteps steps(run, std::move(labels));
  if (hide) {
    WEND_ASSIGN(steps.hidden_, run.masks.selection(*hide));
  }
  constexpr auto kLastDoing = static_cast<std::uint8_t>(model::EventType::kScreen);
  static_assert(kLastDoing == 2, "track, page and screen come first");
  for (std::uint32_t signature = 0; signature < steps.label_of_signature_.size(); ++signature) {
    if (run.table->shown().type[signature] > kLastDoing) continue;
    const Truth where = steps.where_ ? steps.where_->of_signature(signature) : Truth::kYes;
    const Truth hidden = steps.hidden_ ? steps.hidden_->of_signature(signature) : Truth::kNo;
    if (where == Truth::kNo || hidden == Truth::kYes) continue;
    const bool sure = where == Truth::kYes && hidden == Truth::kNo && steps.labels_.by_signature();
    steps.label_of_signature_[signature] = sure ? steps.labels_.of_signature(signature) : kLook;
  }
  return steps;
}

std::uint32_t JourneySteps::look(std::size_t position) const {
  if (where_ && !where_->holds(*signatures_, position)) return kNone;
  if (hidden_ && hidden_->holds(*signatures_, position)) return kNone;
  return labels_.of(position);
}

base::Result<std::vector<std::uint64_t>> JourneySteps::count(const QueryRun& run) const {
  struct Worker {
    const JourneySteps& steps;
    const QueryRun& run;
    std::vector<std::uint64_t> events, events_of_signature;
    void operator()(ProfileRange range) {
      for (std::size_t profile = range.first; profile < range.last; ++profile) {
        const auto [begin, end] = run.scope.events.of_profile(profile);
        for (std::size_t i = begin; i < end; ++i) {
          const std::uint32_t signature = (*steps.signatures_)[i];
          ++events_of_signature[signature];
          if (steps.label_of_signature_[signature] != kLook) continue;
          if (const std::uint32_t label = steps.look(i); label != kNone) ++events[label];
        }
      }
    }
  };
  WEND_ASSIGN(const auto workers, by_workers(*run.table, run.stop, [&] {
                return Worker{*this, run, std::vector<std::uint64_t>(labels_.size()),
                              std::vector<std::uint64_t>(label_of_signature_.size())};
              }));
  std::vector<std::uint64_t> events(labels_.size());
  for (const auto& worker : workers) {
    for (std::size_t label = 0; label < events.size(); ++label)
      events[label] += worker->events[label];
    for (std::size_t signature = 0; signature < label_of_signature_.size(); ++signature)
      if (label_of_signature_[signature] < kLook)
        events[label_of_signature_[signature]] += worker->events_of_signature[signature];
  }
  return events;
}

}  // namespace wend::analyze
