#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "analyze/step_classes.h"

namespace wend::analyze {

// Gives the events of one moment to consecutive steps, each event to one step. Equal times satisfy
// any order, so this is a bipartite matching; it is done exactly, by augmenting paths (Kuhn 1955).
class TieMatching {
 public:
  explicit TieMatching(const StepClasses& classes)
      : classes_(&classes),
        candidates_(classes.step_count()),
        event_of_step_(classes.step_count()) {}

  // The events of the moment, by their positions in the table, ascending.
  void set_events(std::span<const std::uint32_t> positions);

  bool has_candidate(std::size_t step) const { return !candidates_[step].empty(); }

  // The greatest `end` such that the steps [first, end) can all be filled with different events.
  std::size_t extend(std::size_t first);

  // Fills the steps [first, end), which must be possible, in the way whose list of positions is the
  // smallest in lexicographic order, and writes the position for each step to `out`.
  void assign(std::size_t first, std::size_t end, std::vector<std::uint32_t>& out);

 private:
  static constexpr std::uint32_t kFree = ~0U;

  bool try_step(std::size_t step, std::size_t first_movable);
  void clear();

  const StepClasses* classes_;
  std::span<const std::uint32_t> positions_;
  // Per step, the events that satisfy it, by their index in positions_. At most as many as there
  // are steps: with more, one of the first is always left over, so the others are never needed.
  std::vector<std::vector<std::uint32_t>> candidates_;
  std::vector<std::uint32_t> touched_;  // steps whose candidates are to be cleared
  std::vector<std::uint32_t> step_of_event_, event_of_step_;
  std::vector<std::uint32_t> seen_;  // per event, the search that saw it last
  std::uint32_t search_ = 0;
};

}  // namespace wend::analyze
