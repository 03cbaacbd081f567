#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <span>
#include <vector>

#include "analyze/scope.h"
#include "analyze/signature_match.h"

namespace wend::analyze {

// Which of several predicates (the steps of a funnel) each event satisfies, as one number: its
// class. Class 0 satisfies none. There is no limit to how many predicates. Most events have their
// class by their signature; where a predicate asks for more, the event is looked at when it is met.
class StepClasses {
 public:
  StepClasses(std::shared_ptr<const JourneyTable> table, std::vector<Selection> steps);
  // Events that `scope` leaves out by its `where` are of class 0; customers and times are left to
  // those who go through them.
  StepClasses(std::shared_ptr<const JourneyTable> table, const ScopeEvents& scope,
              std::vector<Selection> steps);

  std::size_t step_count() const { return selections_.size(); }
  std::uint32_t of(std::size_t event) const {
    const std::uint32_t signature = table_->signatures()[event];
    const std::uint32_t step_class = class_of_signature_[signature];
    return (step_class & kLook) == 0 ? step_class : look(event, looked_[step_class & ~kLook]);
  }
  std::size_t class_count() const { return steps_of_class_.size(); }
  // The steps that events of a class satisfy, ascending, from 0.
  std::span<const std::uint32_t> steps(std::uint32_t step_class) const {
    return steps_of_class_[step_class];
  }
  // The step that events of a class satisfy when it is the only one; kSeveral for more, kNone for
  // none.
  static constexpr std::uint32_t kNone = ~0U, kSeveral = ~0U - 1;
  std::uint32_t only_step(std::uint32_t step_class) const { return only_step_[step_class]; }
  std::span<const std::uint32_t> only_steps() const { return only_step_; }  // by class
  // The class of events of a signature; kLook and more when they are to be looked at.
  std::span<const std::uint32_t> class_of_signature() const { return class_of_signature_; }
  static constexpr std::uint32_t kLook = 1U << 31;
  // The signatures whose events may satisfy a step, one byte each.
  Mask may_satisfy(std::uint32_t step) const;
  // The signatures whose events may satisfy a step, one byte each.
  const Mask& relevant() const { return relevant_; }

 private:
  // With kLook, the rest of a signature's class is its place in looked_.
  // Where more predicates than this look at events of one signature, all its events are looked at
  // beforehand: the table of all combinations would grow too large.
  static constexpr std::size_t kLookedAtMax = 12;

  // Of a signature whose events are looked at: by which predicates, and the class for each
  // combination of their answers.
  struct Looked {
    std::vector<std::uint32_t> steps;
    std::vector<std::uint32_t> class_of_answers;  // or empty: class_of_event_
  };
  std::uint32_t look(std::size_t event, const Looked& looked) const;
  std::uint32_t class_of(const std::vector<std::uint32_t>& steps);
  void classify(std::uint32_t signature);
  void look_beforehand();

  std::shared_ptr<const JourneyTable> table_;
  std::vector<Selection> selections_;
  Mask relevant_;
  std::vector<std::uint32_t> class_of_signature_;
  std::vector<std::vector<std::uint32_t>> steps_of_class_{1};
  std::vector<std::uint32_t> only_step_{kNone};
  std::map<std::vector<std::uint32_t>, std::uint32_t> classes_;
  std::vector<Looked> looked_;
  std::vector<std::uint32_t> class_of_event_;
};

}  // namespace wend::analyze
