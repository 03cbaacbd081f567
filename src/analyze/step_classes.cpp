#include "analyze/step_classes.h"

#include "base/assert.h"

namespace wend::analyze {

void StepClasses::add(const Mask& satisfies) {
  WEND_ASSERT(satisfies.size() == class_of_event_.size(), "one byte per event");
  // Splits each class that occurs into the part that satisfies the new step and the rest; 0 is "not
  // split yet".
  std::vector<std::uint32_t> with_step(steps_of_class_.size());
  const auto step = static_cast<std::uint32_t>(step_count_++);
  for (std::size_t i = 0; i < satisfies.size(); ++i) {
    if (satisfies[i] == 0) continue;
    std::uint32_t& to = with_step[class_of_event_[i]];
    if (to == 0) {
      to = static_cast<std::uint32_t>(steps_of_class_.size());
      auto steps = steps_of_class_[class_of_event_[i]];
      steps.push_back(step);
      steps_of_class_.push_back(std::move(steps));
    }
    class_of_event_[i] = to;
  }
}

}  // namespace wend::analyze
