#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "analyze/journey_table.h"
#include "analyze/step_classes.h"
#include "model/pattern_program.h"

namespace wend::analyze {

// Finds the matches of a pattern in the events of one customer.
//
// The first match begins as early as possible; among those that begin there it is the one that
// comes first when every choice is tried in its order of preference: alternatives from left to
// right, repetitions as often as possible (as seldom, when lazy), links to the earliest event that
// succeeds. The next match begins behind it. Which choice succeeds is decided beforehand, backwards
// from the customer's last event: for each state and event, whether a match can be finished from
// there, and inside a stretch of time the earliest event with which that stretch can end. So the
// work is proportional to states times events, whatever the pattern and the data.
class PatternKernel {
 public:
  PatternKernel(const JourneyTable& table, const StepClasses& tests,
                const model::PatternProgram& program);

  // One match: the positions of the events that tests took, and the tests, in order.
  struct Match {
    std::span<const std::uint32_t> events;
    std::span<const std::uint32_t> tests;
    std::size_t before = 0, behind = 0;  // numbers in the list of events: [before, behind)
  };

  // `events`: positions of one customer's events, ascending. Calls visit(match) for each match.
  template <typename Visit>
  void each_match(std::span<const std::uint32_t> events, Visit&& visit) {
    if (!prepare(events)) return;
    std::size_t from = 0;
    while (from < events_.size()) {
      if (cell(0, from) == kNever) {
        ++from;
        continue;
      }
      const Match match = walk(from);
      visit(match);
      from = end_;
    }
  }
  // Whether there is any.
  bool has_match(std::span<const std::uint32_t> events);

 private:
  // What a cell holds: kNever, or inside a stretch the number of the event behind the earliest one
  // that ends it, or 0 outside.
  static constexpr std::uint32_t kNever = ~0U;

  // The candidates of a kGap state for the minimum over a window that moves to the left.
  struct Window {
    std::vector<std::uint32_t> numbers;  // the right end first
    std::size_t right = 0;               // of the numbers, the first that is still inside
    std::size_t low = 0;                 // the left end of what was put in
  };

  bool prepare(std::span<const std::uint32_t> events);
  void fill(std::size_t at);
  std::uint32_t gap(std::uint32_t state, std::size_t at);
  Match walk(std::size_t from);
  bool satisfies(std::uint32_t test, std::size_t at) const {
    return satisfies_[class_[at] * test_count_ + test] != 0;
  }
  TimeUs time(std::size_t at) const { return table_.time_us()[events_[at]]; }
  std::uint32_t& cell(std::uint32_t state, std::size_t at) {
    return cells_[at * states_.size() + state];
  }
  // The last event, as a number behind it, that lies within a time of the event `at`.
  std::uint32_t end_within(std::size_t at, TimeUs within_us) const;

  const JourneyTable& table_;
  const StepClasses& tests_;
  const model::PatternProgram& program_;
  const std::vector<model::PatternProgram::State>& states_;
  std::size_t test_count_;
  std::vector<std::uint8_t> satisfies_;  // by class of events and test
  // What is looked at of the list, and the classes of those events; where others may be passed
  // over, those that satisfy a test, and their numbers in the list.
  std::span<const std::uint32_t> events_;
  std::vector<std::uint32_t> class_, relevant_, number_;
  std::vector<std::uint32_t> cells_;
  std::vector<Window> windows_;  // by state; used for kGap
  std::vector<std::uint32_t> taken_, taken_tests_;
  std::size_t end_ = 0;
};

}  // namespace wend::analyze
