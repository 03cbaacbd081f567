#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "analyze/event_mask.h"

namespace wend::analyze {

// Which of several predicates (the steps of a funnel) each event satisfies, as one number per
// event: its class. Class 0 satisfies none. Made by adding the predicates one after the other;
// there is no limit to how many.
class StepClasses {
 public:
  explicit StepClasses(std::size_t events) : class_of_event_(events), steps_of_class_(1) {}

  // Adds the next step.
  void add(const Mask& satisfies);

  std::size_t step_count() const { return step_count_; }
  std::size_t class_count() const { return steps_of_class_.size(); }
  std::uint32_t of(std::size_t event) const { return class_of_event_[event]; }
  // The steps that events of a class satisfy, ascending, from 0.
  std::span<const std::uint32_t> steps(std::uint32_t step_class) const {
    return steps_of_class_[step_class];
  }

 private:
  std::size_t step_count_ = 0;
  std::vector<std::uint32_t> class_of_event_;
  std::vector<std::vector<std::uint32_t>> steps_of_class_;
};

}  // namespace wend::analyze
