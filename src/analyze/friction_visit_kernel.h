#pragma once

#include <cstdint>
#include <vector>

#include "analyze/friction_dimension_reader.h"
#include "analyze/friction_steps_ahead.h"
#include "analyze/friction_visits.h"

namespace wend::analyze {

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
  // When all were taken.
  void finish();

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
  std::vector<JourneyStep> steps_;
  std::vector<Before> before_;  // per touchpoint
  std::size_t bucket_ = 0;      // of the last visit
};

}  // namespace wend::analyze
