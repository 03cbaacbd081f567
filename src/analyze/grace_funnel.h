#pragma once

#include "analyze/funnel_attempt.h"
#include "analyze/funnel_moments.h"

namespace wend::analyze {

// Finds attempts with steps in order where events that are no further apart than a grace duration
// satisfy either order: no event of an attempt is more than the grace before one of an earlier
// step. The window counts from the event of step 1.
//
// For the rest of an attempt only matters its latest time so far: each step takes the earliest
// event that is left and not too early, because an earlier one leaves all the later ones. Only
// where an event could fill several steps and is to be used once there is a choice, between kinds
// of events (classes): that is searched, the earliest first, so that the first attempt found at a
// length is the one whose times come first. Each beginning costs steps × log(events), and more only
// with such a choice.
class GraceFunnel final : public AttemptKernel {
 public:
  GraceFunnel(const FunnelInput& input, FunnelRules rules, const EventFilter& filter);
  void find(std::size_t begin, std::size_t end, AttemptList& attempts) override;

 private:
  void read(std::size_t begin, std::size_t end);
  // Looks for the best attempt with this event as step 1; it becomes best_ when it reaches more, or
  // as much from the same time on with earlier times.
  void try_from(std::uint32_t event);
  void extend(TimeUs frontier_us);
  bool is_used(std::uint32_t event) const;
  bool comes_before(const std::vector<std::uint32_t>& other) const;
  void enter_as_late_as_possible();

  const FunnelInput& input_;
  FunnelRules rules_;
  const EventFilter& filter_;
  std::vector<std::uint32_t> entries_;  // events of step 1, ascending
  // Per kind of event, its events; per step, the kinds that satisfy it.
  std::vector<std::vector<std::uint32_t>> events_of_class_;
  std::vector<std::vector<std::uint32_t>> classes_of_step_;
  std::vector<std::uint32_t> classes_;
  std::vector<std::uint32_t> chain_, found_, best_;
  std::vector<std::vector<std::uint32_t>> options_;  // per step, of the running search
  std::vector<std::vector<std::uint32_t>> failed_;   // chains, as sets, that were looked at
};

}  // namespace wend::analyze
