#include "analyze/step_classes.h"

#include <algorithm>

namespace wend::analyze {

StepClasses::StepClasses(std::shared_ptr<const JourneyTable> table, const ScopeEvents& scope,
                         std::vector<Selection> steps)
    : StepClasses(std::move(table), [&] {
        if (scope.where())
          for (Selection& selection : steps) selection.meet(*scope.where());
        return std::move(steps);
      }()) {}

StepClasses::StepClasses(std::shared_ptr<const JourneyTable> table, std::vector<Selection> steps)
    : table_(std::move(table)),
      selections_(std::move(steps)),
      relevant_(table_->shown().size()),
      class_of_signature_(table_->shown().size()),
      classes_{{{}, 0}} {
  for (std::uint32_t signature = 0; signature < relevant_.size(); ++signature) classify(signature);
  if (std::ranges::any_of(looked_, [](const Looked& one) { return one.class_of_answers.empty(); }))
    look_beforehand();
}

std::uint32_t StepClasses::class_of(const std::vector<std::uint32_t>& steps) {
  const auto [found, is_new] =
      classes_.try_emplace(steps, static_cast<std::uint32_t>(steps_of_class_.size()));
  if (is_new) {
    steps_of_class_.push_back(steps);
    only_step_.push_back(steps.size() == 1 ? steps.front() : kSeveral);
  }
  return found->second;
}

void StepClasses::classify(std::uint32_t signature) {
  std::vector<std::uint32_t> sure;
  Looked looked;
  for (std::uint32_t step = 0; step < selections_.size(); ++step) {
    const auto truth = selections_[step].of_signature(signature);
    if (truth == Selection::Truth::kYes) sure.push_back(step);
    if (truth == Selection::Truth::kLook) looked.steps.push_back(step);
  }
  relevant_[signature] = !sure.empty() || !looked.steps.empty() ? 1 : 0;
  if (looked.steps.empty()) {
    class_of_signature_[signature] = class_of(sure);
    return;
  }
  class_of_signature_[signature] = kLook | static_cast<std::uint32_t>(looked_.size());
  if (looked.steps.size() <= kLookedAtMax) {
    for (std::size_t answers = 0; answers < std::size_t{1} << looked.steps.size(); ++answers) {
      std::vector<std::uint32_t> steps = sure;
      for (std::size_t i = 0; i < looked.steps.size(); ++i)
        if ((answers >> i & 1) != 0) steps.push_back(looked.steps[i]);
      std::ranges::sort(steps);
      looked.class_of_answers.push_back(class_of(steps));
    }
  }
  looked_.push_back(std::move(looked));
}

Mask StepClasses::may_satisfy(std::uint32_t step) const {
  Mask mask(selections_[step].signature_count());
  for (std::uint32_t signature = 0; signature < mask.size(); ++signature)
    mask[signature] = selections_[step].of_signature(signature) != Selection::Truth::kNo ? 1 : 0;
  return mask;
}

void StepClasses::look_beforehand() {
  class_of_event_.assign(table_->position_count(), 0);
  std::vector<std::uint32_t> steps;
  table_->each_event([&](std::size_t event) {
    const std::uint32_t known = class_of_signature_[table_->signatures()[event]];
    if ((known & kLook) == 0 || !looked_[known & ~kLook].class_of_answers.empty()) return;
    steps.clear();
    for (std::uint32_t step = 0; step < selections_.size(); ++step)
      if (selections_[step].holds(table_->signatures(), event)) steps.push_back(step);
    class_of_event_[event] = class_of(steps);
  });
}

std::uint32_t StepClasses::look(std::size_t event, const Looked& looked) const {
  if (looked.class_of_answers.empty()) return class_of_event_[event];
  std::size_t answers = 0;
  for (std::size_t i = 0; i < looked.steps.size(); ++i)
    answers |= std::size_t{selections_[looked.steps[i]].terms_hold(event)} << i;
  return looked.class_of_answers[answers];
}

}  // namespace wend::analyze
