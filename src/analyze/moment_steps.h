#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "analyze/funnel_moments.h"

namespace wend::analyze {

// Which steps the events of one moment can fill for somebody who has passed `from` steps: all up to
// `end`, optional ones apart.
struct StepRun {
  std::uint32_t end;    // the last step that is filled, from 1
  std::uint32_t most;   // how many of them can be filled
  std::uint32_t whole;  // how many when every event of the moment is used; 0: impossible
};

// Gives the events of one moment to steps. Events of one time satisfy either order, so with
// different events for different steps this is a bipartite matching, decided by augmenting paths
// (Kuhn 1955); any set of steps that can be matched stays matched while others are added.
class MomentSteps {
 public:
  MomentSteps(const FunnelMoments& moments, const FunnelRules& rules);

  void set_moment(const FunnelMoment& moment);

  // The runs for `from` passed steps, by their end.
  std::span<const StepRun> runs(std::size_t from);

  // Fills `fills` steps behind `from` up to run.end, which is run.most or run.whole, and writes
  // positions or kSkippedStep to out[from … run.end).
  void fill(std::size_t from, const StepRun& run, std::uint32_t fills,
            std::vector<std::uint32_t>& out);

 private:
  static constexpr std::uint32_t kFree = ~0U;

  void add_run(const StepRun& run);
  void runs_of_one(std::size_t from, std::uint32_t event);
  void runs_of_matching(std::size_t from);
  void runs_of_reuse(std::size_t from);
  bool fill_with_one(std::size_t from, const StepRun& run, std::uint32_t fills, std::uint32_t event,
                     std::vector<std::uint32_t>& out) const;

  // Matching:
  void free_all();
  bool match(std::size_t step);
  bool search(std::size_t step);
  std::size_t match_required(std::size_t from, std::size_t end);
  std::size_t match_optional(std::size_t from, std::size_t end, std::size_t wanted);
  void take_earliest(std::size_t from, std::size_t end);

  const FunnelMoments& moments_;
  const FunnelRules& rules_;
  std::span<const std::uint32_t> events_;
  bool only_ours_ = false;  // every event looked at may fill a step
  bool needs_matching_ = false;
  std::vector<StepRun> runs_;
  // Per step the events that satisfy it, at most as many as there are steps.
  std::vector<std::vector<std::uint32_t>> candidates_;
  std::vector<std::uint32_t> step_of_event_, event_of_step_, seen_;
  std::vector<std::uint32_t> fixed_;  // steps whose event is settled
  std::uint32_t search_ = 0;
};

}  // namespace wend::analyze
