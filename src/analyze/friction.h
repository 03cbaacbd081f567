#pragma once

#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "analyze/friction_incidents.h"
#include "analyze/friction_interval.h"
#include "analyze/friction_value.h"
#include "analyze/question.h"

// The friction report, in the order of the work:
//   friction_visits      visits and what went wrong in each
//   friction_dimensions  how visits can be told apart
//   friction_scan        windows of time in which a series is worse
//   friction_detect      all series, false discovery rate
//   friction_segment     whom it struck; whether only the audience changed
//   friction_incidents   one finding for everything that has one cause
//   friction_standing    what a touchpoint always costs
//   friction_words       titles and sentences
// docs/friction.md says how each number is counted.
namespace wend::analyze {

struct Finding {
  Incident incident;
  std::string title, sentence;
  std::uint64_t before_k = 0, before_n = 0;  // visits of the segment outside the window
  std::uint64_t during_k = 0, during_n = 0;
  Series series;                      // of the segment, per bucket
  std::vector<std::uint32_t> people;  // profiles with a bad visit in the window and segment
  double excess_people = 0;
  std::optional<double> impact, impact_per_week;
  std::vector<std::string> also_sentences;
};

struct Standing {
  std::size_t touchpoint = 0;
  FrictionKind kind = FrictionKind::kError;
  std::uint64_t n = 0, k = 0;
  double baseline = 0;
  std::vector<std::uint32_t> people;  // profiles with a bad visit
  std::optional<double> impact;
  double weight = 0;  // people beyond the baseline × loss: the order without revenue
  struct Worst {
    Condition condition;
    std::uint64_t n = 0, k = 0;
  };
  std::optional<Worst> worst;
  std::string sentence;
};

// Everything that is drawn from a table once, whatever false discovery rate is asked for. The table
// may remember its basis, so the basis does not own the table: it must not outlive it.
struct FrictionBasis {
  const JourneyTable* table = nullptr;
  std::shared_ptr<const JourneyModel> model;
  model::TimeZone zone;
  VisitTable visits;
  std::vector<Dimension> dimensions;
  Seasons seasons;
  GoalValue value;
};

base::Result<std::shared_ptr<const FrictionBasis>> friction_basis(
    const JourneyTable& table, std::shared_ptr<const JourneyModel> model,
    const model::TimeZone& zone, std::span<const std::uint8_t> kept,
    const std::stop_token& stop = {});

// The basis of what a query looks at; of the whole table, remembered by it.
base::Result<std::shared_ptr<const FrictionBasis>> friction_basis_of(const QueryRun& run);

struct FrictionReport {
  std::shared_ptr<const FrictionBasis> basis;
  std::size_t tested = 0;
  double fdr = 0;
  std::vector<Finding> findings;   // by impact
  std::vector<Standing> standing;  // by impact
};

base::Result<FrictionReport> friction_report(std::shared_ptr<const FrictionBasis> basis, double fdr,
                                             std::stop_token stop);

// friction_standing.cpp
std::vector<Standing> find_standing(const FrictionBasis& basis);

// Measured emotion from −2 (much worse than the rest of the journey) to +2, 0 the journey's
// baseline.
struct FrictionValue {
  double value = 0;
  std::size_t people = 0;
};
// Per touchpoint.
std::vector<FrictionValue> friction_values(const JourneyModel& model, const VisitTable& visits);

// friction_words.cpp
void put_in_words(const FrictionBasis& basis, Finding& finding);
void put_in_words(const FrictionBasis& basis, Standing& standing);

}  // namespace wend::analyze
