#pragma once

#include <bit>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include "analyze/friction_visits.h"

namespace wend::analyze {

inline constexpr TimeUs kHorizonMin = 30 * env::kMinuteUs;

enum class TouchpointRole : std::uint8_t { kStep, kGoal, kContact, kError, kMessage };

// What judging visits needs to know of the journey.
struct VisitRules {
  VisitRules(const JourneyModel& model, TimeUs span_us);

  std::vector<TouchpointRole> roles;  // per touchpoint
  std::vector<double> positions;
  std::size_t goal = 0;   // the touchpoint from which on nothing is a step back
  TimeUs longest_us = 0;  // no horizon is longer
  TimeUs message_us = 0;  // what a message has not brought about by then, it did not
};

// Some of one customer's steps, taken up from the last to the first: which of them is the next one
// at a later touchpoint. A step hides those behind it that are at no later touchpoint, so the later
// a touchpoint of what is left, the further away it is, and the next is the first bit beyond.
class LaterSteps {
 public:
  // One bit more than there are touchpoints: it is always set and stands for none.
  explicit LaterSteps(std::size_t touchpoints)
      : none_(touchpoints), left_(touchpoints / 64 + 1), step_(touchpoints + 1) {}
  // `none`: what next_beyond() answers where there is none; no step is greater.
  void clear(std::uint32_t none) {
    for (auto& word : left_) word = 0;
    left_[none_ / 64] = std::uint64_t{1} << (none_ % 64);
    step_[none_] = none;
  }
  // The nearest step that was taken up at a touchpoint beyond this one.
  std::uint32_t next_beyond(std::size_t touchpoint) const {
    std::size_t word = (touchpoint + 1) / 64;
    std::uint64_t bits = left_[word] & ~std::uint64_t{0} << ((touchpoint + 1) % 64);
    while (bits == 0) bits = left_[++word];
    return step_[word * 64 + static_cast<std::size_t>(std::countr_zero(bits))];
  }
  void take_up(std::size_t touchpoint, std::uint32_t step) {
    const std::size_t word = touchpoint / 64;
    for (std::size_t w = 0; w < word; ++w) left_[w] = 0;
    const std::uint64_t bit = std::uint64_t{1} << (touchpoint % 64);
    left_[word] = (left_[word] & ~(bit - 1)) | bit;
    step_[touchpoint] = step;
  }

 private:
  std::size_t none_;
  std::vector<std::uint64_t> left_;  // a bit per touchpoint
  std::vector<std::uint32_t> step_;  // per touchpoint
};

// Later than anything is looked for, and still far from what a number holds: a time less this one
// is no overflow.
inline constexpr TimeUs kNever = std::numeric_limits<TimeUs>::max() / 2;

// Reads the steps of one customer and one more behind them, which never comes: it is where what
// does not follow stands.
inline std::span<const JourneyStep> read_steps(const StepReader& reader, std::size_t profile,
                                               std::vector<JourneyStep>& steps) {
  reader.read(profile, steps);
  steps.push_back(
      {.time_us = kNever, .event = 0, .touchpoint = StepReader::kNowhere, .failed = false});
  return std::span<const JourneyStep>(steps).first(steps.size() - 1);
}

// What lies ahead of each step of one customer. A step forward is a later touchpoint that is a
// step or a goal; within contacts also a contact, for messages also a message. One pass from the
// end.
class StepsAhead {
 public:
  explicit StepsAhead(const VisitRules& rules);
  // The next step forward alone, or all.
  void look_for_progress(std::span<const JourneyStep> steps);
  void look(std::span<const JourneyStep> steps, std::span<const Horizons> horizons);

  struct Ahead {
    // The next step forward, and the next one at the same touchpoint, by their place among the
    // steps; that behind the last when there is none.
    std::uint32_t progress = 0, again = 0;
    // When comes the next goal, the next contact, and the touchpoint that usually follows.
    TimeUs goal_us = kNever, contact_us = kNever, usual_us = kNever;
  };
  const Ahead& operator[](std::size_t step) const { return ahead_[step]; }

 private:
  void begin(std::span<const JourneyStep> steps);
  std::uint32_t take(std::size_t touchpoint, std::uint32_t step);

  const VisitRules& rules_;
  std::vector<Ahead> ahead_;
  LaterSteps forward_, contacts_, messages_;
  struct Next {  // of the customer that was looked at in this look
    std::uint32_t look = 0, step = 0;
    TimeUs time_us = 0;
  };
  std::vector<Next> next_at_;  // per touchpoint
  std::uint32_t looks_ = 0;
};

}  // namespace wend::analyze
