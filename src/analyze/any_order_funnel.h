#pragma once

#include "analyze/funnel_attempt.h"
#include "analyze/funnel_moments.h"

namespace wend::analyze {

// Finds attempts with steps in any order: as many steps as can be filled, each by an event of its
// own (with `reuse` one event may fill several), within the window from the first of them; what is
// excluded must not lie strictly between the first and the last. An attempt lists its events as
// they come, whatever step each fills.
//
// The sets of events that can fill different steps are the independent sets of a transversal
// matroid. So whoever begins somewhere takes the earliest events that add a step, and gets both the
// most steps and the earliest times. Which beginning gets the most is found by moving the window
// over the history and keeping a matching of steps with kinds of events (classes), of which only
// the number in the window matters: linear in the events, polynomial in the steps.
class AnyOrderFunnel final : public AttemptKernel {
 public:
  AnyOrderFunnel(const FunnelInput& input, FunnelRules rules, const EventFilter& filter);
  void find(std::size_t begin, std::size_t end, AttemptList& attempts) override;

 private:
  static constexpr std::uint32_t kNone = ~0U;

  void set_reach();
  std::size_t next_beginning(std::size_t moment) const;
  std::size_t best_beginning();
  // Writes the attempt to attempt_; the moment of its last event.
  std::size_t take_from(std::size_t beginning);

  // The matching of steps with classes.
  void clear_matching();
  void add(std::uint32_t event);
  void remove(std::uint32_t event);
  bool match(std::size_t step);
  bool search(std::size_t step);

  const FunnelInput& input_;
  FunnelRules rules_;
  FunnelMoments moments_;
  std::vector<std::size_t> reach_;     // per moment, the last that an attempt from it may use
  std::vector<std::uint8_t> blocked_;  // … because of what is excluded there
  std::vector<std::uint32_t> attempt_;
  std::vector<std::uint32_t> class_of_step_;
  std::vector<std::uint32_t> in_window_, used_;            // per class
  std::vector<std::vector<std::uint32_t>> known_classes_;  // per step, those that came up
  std::vector<std::uint8_t> is_known_;                     // per class
  std::vector<std::uint32_t> touched_;                     // classes to be forgotten
  std::vector<std::uint8_t> seen_;                         // per class, by the running search
  std::size_t matched_ = 0;
};

}  // namespace wend::analyze
