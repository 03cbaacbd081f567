#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "analyze/journey_steps.h"
#include "analyze/question.h"
#include "model/duration.h"

namespace wend::analyze {

// A `paths` document's own fields.
struct PathsAsk {
  std::optional<model::Predicate> start, end, around;
  std::size_t steps = 5;
  Grouping by;
  bool collapse = false;
  std::optional<model::Predicate> hide;
  std::optional<model::DurationUs> within_us;
  bool transitions = false;
  std::size_t top = 8;

  // Columns of the picture: `before` of them stand left of the anchor, which is column `before`.
  std::size_t before() const { return around || (end && !start) ? steps : 0; }
  std::size_t after() const { return around || start || !end ? steps : 0; }
  std::size_t columns() const { return before() + 1 + after(); }
};

base::Result<PathsAsk> read_paths_ask(model::ObjectReader& document,
                                      model::PredicateReader& predicates);

// Which event stands in each column of each path.
struct PathRows {
  static constexpr std::uint32_t kNothing = ~0U;   // the path does not come this far
  static constexpr std::uint32_t kExit = ~0U - 1;  // the path has just ended here

  std::size_t columns = 0;
  std::vector<std::uint32_t> profiles;  // whose path each is, ascending
  // Positions of events, or one of the above; a row of `columns` for each path.
  std::vector<std::uint32_t> cells;
  std::vector<std::uint32_t> labels;  // of those that are events; else 0

  std::size_t size() const { return profiles.size(); }
  std::uint32_t cell(std::size_t row, std::size_t column) const {
    return cells[row * columns + column];
  }
  std::uint32_t label(std::size_t row, std::size_t column) const {
    return labels[row * columns + column];
  }
};

// Cuts the paths out of every customer's events: for each range of kProfilesPerRange customers, in
// their order, its paths. Events of equal time stand in the store's order. A run of equal
// neighbours that is collapsed is represented by its first event.
base::Result<std::vector<PathRows>> build_paths(const QueryRun& run, const PathsAsk& ask,
                                                const JourneySteps& steps);

}  // namespace wend::analyze
