#pragma once

#include <cstdint>
#include <vector>

#include "analyze/friction_dimension_reader.h"
#include "analyze/friction_steps_ahead.h"
#include "analyze/friction_visits.h"

namespace wend::analyze {

// How long moving on takes, per touchpoint.
class HorizonKernel {
 public:
  // Of some customers.
  struct Part {
    struct Here {
      DurationTally taken;
      std::uint64_t within_visit = 0;  // of them, at most kHorizonMin long
    };
    std::vector<Here> of;
    std::vector<std::uint64_t> next;  // [touchpoint * touchpoints + the one that was reached]
    void join(const Part& other);
  };

  HorizonKernel(const VisitRules& rules, const StepReader& reader);
  void take(std::size_t profile);
  const Part& part() const { return part_; }

 private:
  struct Way {
    TimeUs taken_us;
    std::uint16_t from, to;
  };

  const StepReader& reader_;
  StepsAhead ahead_;
  Part part_;
  std::vector<TimeUs> longest_us_;  // per touchpoint
  std::vector<JourneyStep> steps_;
  std::vector<Way> ways_;  // of the customer
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
  // When all were taken.
  void finish();

 private:
  struct Before {  // the customer's last counted visit to a touchpoint
    std::uint32_t profile = 0xffff'ffff;
    std::uint16_t bucket = 0;
    std::uint8_t ordinal = 0;
    TimeUs time_us = 0;
  };

  // What there is to tell of visits to a touchpoint.
  struct Judging {
    TouchpointRole role;
    TimeUs progress_us, slow_us, patience_us;  // as Horizons
    TimeUs within_us;                          // moving on later is none
    TimeUs missing_us;        // a usual next touchpoint that comes later than that is missing
    std::uint16_t kinds = 0;  // bits
    std::array<TimeUs, kFrictionKinds> needed_us{};  // time that must have passed to know
    TimeUs longest_us = 0;                           // of those of its kinds
  };
  static Judging judging_of(const VisitRules& rules, const VisitTable& frame, std::size_t t);

  bool is_own(std::size_t i) const;
  bool begins_visit(std::size_t i) const;
  void visit_at(std::uint32_t profile, std::size_t i);
  std::size_t bucket_of(TimeUs time_us);
  bool counts(Before& before, const Visit& visit, std::size_t i) const;
  void judge(Visit& visit, std::size_t i) const;
  // What happens from a step on, up to another one and within its horizon.
  struct Stay {
    std::size_t here = 0;  // events at its touchpoint
    bool error = false, backward = false, any_after = false;
  };
  Stay stay_at(std::size_t i, std::size_t end) const;
  bool comes_back(std::size_t i, std::size_t progress) const;

  const VisitRules& rules_;
  const StepReader& reader_;
  const VisitTable& frame_;
  Part& part_;
  DimensionReader dimensions_;
  StepsAhead ahead_;
  std::vector<Judging> judging_;    // per touchpoint
  std::vector<JourneyStep> steps_;  // and one that never comes
  std::size_t size_ = 0;            // of them, without that one
  std::vector<Before> before_;      // per touchpoint
  std::size_t bucket_ = 0;          // of the last visit
};

}  // namespace wend::analyze
