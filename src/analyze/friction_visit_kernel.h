#pragma once

#include <cstdint>
#include <limits>
#include <span>
#include <string_view>
#include <vector>

#include "analyze/friction_dimensions.h"
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

// What lies ahead of each step of one customer. A step forward is a later touchpoint that is a
// step or a goal; within contacts also a contact, for messages also a message. One pass from the
// end: the next step forward is
// the nearest one of a stack on which touchpoints only get later, the further away the later.
class StepsAhead {
 public:
  static constexpr std::uint32_t kNone = 0xffff'ffff;
  static constexpr TimeUs kNever = std::numeric_limits<TimeUs>::max();

  explicit StepsAhead(const VisitRules& rules) : rules_(rules) {}
  // The next step forward alone, or all.
  void look_for_progress(std::span<const JourneyStep> steps) { look(steps, {}); }
  void look(std::span<const JourneyStep> steps, std::span<const Horizons> horizons);

  struct Ahead {
    std::uint32_t progress = kNone;  // the next step forward, by its place among the steps
    // When comes the next goal, the next contact, and the touchpoint that usually follows.
    TimeUs goal_us = kNever, contact_us = kNever, usual_us = kNever;
  };
  const Ahead& operator[](std::size_t step) const { return ahead_[step]; }

 private:
  std::uint32_t nearest_beyond(const std::vector<std::uint32_t>& stack,
                               std::span<const JourneyStep> steps, std::uint16_t touchpoint) const;

  const VisitRules& rules_;
  std::vector<Ahead> ahead_;
  std::vector<std::uint32_t> forward_, contacts_, messages_;
  std::vector<std::pair<std::uint32_t, TimeUs>> next_at_;  // per touchpoint: of which look, when
  std::uint32_t looks_ = 0;
};

// How long moving on takes, per touchpoint: the part of some customers.
class HorizonKernel {
 public:
  struct Part {
    struct Here {
      DurationTally taken;
      std::uint64_t within_visit = 0;   // of them, at most kHorizonMin long
      std::vector<std::uint64_t> next;  // by the touchpoint that was reached
    };
    std::vector<Here> of;
    void join(const Part& other);
  };

  HorizonKernel(const VisitRules& rules, const StepReader& reader)
      : rules_(rules), reader_(reader), ahead_(rules) {}
  void take(std::size_t profile, Part& part);

 private:
  const VisitRules& rules_;
  const StepReader& reader_;
  StepsAhead ahead_;
  std::vector<JourneyStep> steps_;
};
std::vector<Horizons> horizons_of(const HorizonKernel::Part& measured, const VisitRules& rules);

// The visits of some customers, judged.
class VisitKernel {
 public:
  struct Part {
    std::vector<VisitList> of;
    DurationTally ways_on;
    DimensionReader::Tally dimensions;
  };

  // `frame` has everything but the visits.
  VisitKernel(const JourneyTable& table, const VisitRules& rules, const StepReader& reader,
              const VisitTable& frame, const std::vector<Dimension>& dimensions, Part& part);
  void take(std::size_t profile);

 private:
  struct Before {  // the customer's last counted visit to a touchpoint
    std::uint32_t profile = StepsAhead::kNone;
    std::uint16_t bucket = 0;
    std::uint8_t ordinal = 0;
    TimeUs time_us = 0;
  };

  bool is_own(std::size_t i) const;
  bool begins_visit(std::size_t i) const;
  void visit_at(std::uint32_t profile, std::size_t i);
  bool counts(Before& before, const Visit& visit, std::size_t i) const;
  void judge(Visit& visit, std::size_t i) const;
  bool comes_back(std::size_t i, std::size_t progress) const;

  const VisitRules& rules_;
  const StepReader& reader_;
  const VisitTable& frame_;
  const std::size_t dimension_count_;
  Part& part_;
  DimensionReader dimensions_;
  StepsAhead ahead_;
  std::vector<JourneyStep> steps_;
  std::vector<Before> before_;  // per touchpoint
};

}  // namespace wend::analyze
