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
//   friction_steps       events as steps of the journey
//   friction_dimensions  how visits can be told apart
//   friction_visits      visits and what went wrong in each
//   friction_outcomes    what became of them
//   friction_scan        windows of time in which a series is worse
//   friction_baseline    what was to be expected: weekdays, trends
//   friction_detect      all series, false discovery rate
//   friction_segment     whom it struck; whether only the audience changed
//   friction_worse       for whom it was worse than for others
//   friction_incidents   one finding for everything that has one cause
//   friction_standing    what a touchpoint always costs
//   friction_words       titles and sentences
// docs/friction.md says how each number is counted.
namespace wend::analyze {

// How much of it there is: the order of findings and of standing friction.
// impact = people × excess × loss × value.
struct Worth {
  std::uint64_t people = 0;    // had a bad visit
  double excess = 0;           // share of them beyond what was to be expected
  std::optional<double> loss;  // how much less often a bad visit is followed by the goal
  double value = 1;            // of reaching the goal; 1 where nothing tells
  double excess_people() const { return static_cast<double>(people) * excess; }
  // Without a loss: the people alone.
  double score() const { return excess_people() * loss.value_or(1) * value; }
};
// Those whose loss is known come first, the greatest score first.
bool ranks_before(const Worth& a, const Worth& b);

// A value of a dimension whose visits were bad more often than the others'.
struct WorseFor {
  Condition condition;
  Count here, rest;
  double q = 1;  // of the difference, by Benjamini and Hochberg over all values that were compared
  std::vector<std::uint32_t> people;  // profiles with a bad visit there
};

struct Finding {
  Incident incident;
  std::string title, sentence;
  Count before, during;               // visits of the segment outside and inside the window
  Series series;                      // of the segment, per bucket
  Expectation expectation;            // per bucket
  Trend trend;                        // that was expected to go on; slope 0: none
  std::vector<std::uint32_t> people;  // profiles with a bad visit in the window and segment
  Worth worth;
  std::optional<double> impact, impact_per_week;  // in money
  std::vector<WorseFor> worse_for;
  std::vector<std::string> also_sentences;
};

struct Standing {
  std::size_t touchpoint = 0;
  FrictionKind kind = FrictionKind::kError;
  Count visits;
  double baseline = 0;
  Worth worth;
  std::optional<double> impact;
  struct Worst {
    Condition condition;
    Count visits;
  };
  std::optional<Worst> worst;
  std::vector<WorseFor> worse_for;
  Series series;  // per bucket
  Trend trend;
  std::string sentence;
};

// Everything that is drawn from a table once, whatever is asked of it. The table may remember its
// basis, so the basis does not own the table: it must not outlive it.
struct FrictionBasis {
  const JourneyTable* table = nullptr;
  std::shared_ptr<const JourneyModel> model;
  model::TimeZone zone;
  std::vector<Dimension> dimensions;
  VisitTable visits;
  Seasons seasons;
  Yardstick yardstick;
  std::vector<Outcomes> outcomes;  // per touchpoint
  GoalValue value;

  // Of a bad visit; none: without a goal, from the goal on, and where it cannot be told.
  std::optional<double> loss(std::size_t touchpoint, FrictionKind kind) const;
};

// `scope` leaves events out; null: all are looked at. `parts`: see make_visits().
base::Result<std::shared_ptr<const FrictionBasis>> friction_basis(
    const JourneyTable& table, std::shared_ptr<const JourneyModel> model,
    const model::TimeZone& zone, const ScopeEvents* scope, const std::stop_token& stop = {},
    std::size_t parts = 0);

// The basis of what a query looks at; of the whole table, remembered by it.
base::Result<std::shared_ptr<const FrictionBasis>> friction_basis_of(const QueryRun& run);

struct FrictionReport {
  std::shared_ptr<const FrictionBasis> basis;
  std::size_t tested = 0;
  double fdr = 0;
  std::vector<Finding> findings;   // by rank
  std::vector<Standing> standing;  // by rank
};

base::Result<FrictionReport> friction_report(std::shared_ptr<const FrictionBasis> basis, double fdr,
                                             std::stop_token stop);

// friction_standing.cpp
std::vector<Standing> find_standing(const FrictionBasis& basis, const Detection& detection,
                                    double fdr);
// Profiles with a bad visit, as many as its worth says.
std::vector<std::uint32_t> people_of(const FrictionBasis& basis, const Standing& standing);

// Measured emotion from −2 (much worse than the rest of the journey) to +2, 0 the journey's
// baseline.
struct FrictionValue {
  double value = 0;
  std::size_t people = 0;
};
// Per touchpoint.
std::vector<FrictionValue> friction_values(const FrictionBasis& basis);

// friction_worse.cpp
// The values of all dimensions but those of the segment, for which visits inside the window were
// bad more often than for the others there, the most excess first.
std::vector<WorseFor> worse_for(const FrictionBasis& basis, const Incident& incident, double fdr,
                                const std::stop_token& stop = {});
// The same of all visits to the touchpoint, without lists of people.
std::vector<WorseFor> worse_for(const Standing& standing, const ValueOutcomes& of, double fdr);

// A trend as the change of a share in a week, at its mean; none where there is no trend.
struct ChangePerWeek {
  double by = 0, low = 0, high = 0;  // 95 % interval
};
std::optional<ChangePerWeek> change_per_week(const FrictionBasis& basis, const Trend& trend,
                                             const Count& count);

// friction_words.cpp
void put_in_words(const FrictionBasis& basis, Finding& finding, const std::stop_token& stop = {});
void put_in_words(const FrictionBasis& basis, Standing& standing);

}  // namespace wend::analyze
