#pragma once

#include "analyze/funnel_attempt.h"
#include "analyze/moment_steps.h"

namespace wend::analyze {

// Finds attempts with steps in order, under every combination of the other knobs but a grace
// duration.
//
// An attempt fills steps in their order, all that are not optional up to the furthest it reaches,
// with events whose times never go back (or go up, `strictly_later`) and lie within the window from
// the first one's. An excluded event strictly between the times of the first filled step from its
// `from` on and of a later one up to the first filled from its `to` on spoils it. With strict order
// every event looked at between its first time and its last is its own.
//
// From one moment to the next only matters how many steps were passed, so a pass over the moments
// that keeps that is exact; what the events of one moment can fill is decided by MomentSteps.
//  - How far anybody gets under the window: forwards, with the latest beginning for each number of
//    passed steps, because a later beginning can do all that an earlier one can.
//  - Which beginning gets there first: backwards, with the earliest end for each number.
//  - What the attempt from one beginning is: forwards how far it gets and when, backwards how many
//    steps are still to be had, forwards the choice.
// Each is linear in the events and polynomial in the steps.
class OrderedFunnel final : public AttemptKernel {
 public:
  OrderedFunnel(const FunnelInput& input, FunnelRules rules, const EventFilter& filter);
  void find(std::size_t begin, std::size_t end, AttemptList& attempts) override;

 private:
  static constexpr std::uint32_t kNowhere = ~0U;
  static constexpr TimeUs kNever = INT64_MIN;
  static constexpr TimeUs kNotAtAll = INT64_MAX;
  static constexpr std::int32_t kImpossible = INT32_MIN / 2;

  // How an attempt from one beginning ends.
  struct Course {
    std::size_t reached = 0;  // required steps and those before them
    std::size_t last = 0;     // the last moment that matters
    std::size_t over = 0;     // the first moment at which another may begin
  };

  bool outlives(const FunnelMoment& moment, std::size_t before, std::size_t after) const;
  bool in_window(TimeUs beginning, TimeUs now) const {
    return !rules_.window_us || now - beginning <= *rules_.window_us;
  }
  std::size_t first_entry(std::size_t moment) const;
  std::size_t furthest();
  std::size_t earliest_beginning(std::size_t reached);
  Course follow(std::size_t beginning);
  void count_steps_to_come(std::size_t beginning, const Course& course);
  // Writes the attempt to chosen_; the moment of its last event.
  std::size_t choose(std::size_t beginning, const Course& course);
  void enter_as_late_as_possible();
  std::int32_t& to_come(std::size_t row, std::size_t level) {
    return to_come_[row * (rules_.step_count() + 1) + level];
  }

  FunnelRules rules_;
  bool strict_;
  FunnelMoments moments_;
  MomentSteps steps_;
  const FunnelInput& input_;
  std::vector<std::size_t> required_;  // per number of passed steps: up to the last not optional
  std::vector<TimeUs> latest_, latest_before_, end_, end_after_;
  std::vector<std::uint8_t> alive_, alive_after_;
  std::vector<std::int32_t> to_come_;
  std::vector<std::uint32_t> chosen_, attempt_;
};

}  // namespace wend::analyze
