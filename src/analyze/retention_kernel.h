#pragma once

#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include "analyze/event_mask.h"
#include "analyze/journey_table.h"
#include "analyze/period_grid.h"

namespace wend::analyze {

// The periods [from, to) after a start that one cell of retention is about.
struct RetentionCell {
  static constexpr std::uint32_t kOpen = std::numeric_limits<std::uint32_t>::max();
  std::uint32_t from = 0;
  std::uint32_t to = 0;  // kOpen: everything from `from` on
};

// What retention counts, decided once for all customers.
struct RetentionRule {
  std::vector<RetentionCell> cells;  // ascending, not overlapping unless open
  TimeUs rolling_us = 0;             // a period's length from the start on; 0: the grid's periods
  bool recurring = false;            // a start in every cohort; else the first ever
  TimeUs observed_until_us = 0;      // nothing is known from here on
};

// One start of one customer.
struct RetentionUnit {
  static constexpr std::uint8_t kReturned = 1;  // came back in the cell's periods
  static constexpr std::uint8_t kBegun =
      2;  // the cell's periods begin before the end of what is known
  static constexpr std::uint8_t kOver = 4;  // and end before it

  std::size_t start = 0;  // position of the event
  std::size_t cohort = 0;
  std::span<const std::uint8_t> cells;
};

// Finds the starts of one customer and when they came back. A return is an event other than the
// start itself, at its time (in either order) or later. Reused for many customers; allocates only
// while its lists grow.
class RetentionKernel {
 public:
  // `start_ever`: events that are a start at any time; `start` and `back`: starts and returns
  // within the range; `cohorts`: the grid of the range.
  RetentionKernel(const JourneyTable& table, const Mask& start_ever, const Mask& start,
                  const Mask& back, const PeriodGrid& cohorts, const RetentionRule& rule);

  // Calls visit(unit) for every start of the customer who owns [begin, end), in order of time.
  template <typename Visit>
  void each_unit(std::size_t begin, std::size_t end, Visit&& visit) {
    std::size_t first = begin;
    while (first < end && start_ever_[first] == 0) ++first;
    if (first == end) return;
    if (!rule_.recurring && start_[first] == 0) return;
    collect_returns(begin, end);
    std::size_t cohort_before = cohorts_.size();
    for (std::size_t i = first; i < end; ++i) {
      if (start_[i] == 0) continue;
      const std::size_t cohort = cohorts_.period_of(table_.time_us()[i]);
      if (cohort == cohort_before) continue;
      cohort_before = cohort;
      fill_cells(i, cohort);
      visit(RetentionUnit{i, cohort, cells_});
      if (!rule_.recurring) return;
    }
  }

 private:
  void collect_returns(std::size_t begin, std::size_t end);
  void fill_cells(std::size_t start, std::size_t cohort);
  // The first instant of the period that many after the start's own.
  TimeUs period_start(TimeUs start_us, std::size_t cohort, std::uint32_t periods) const;

  const JourneyTable& table_;
  const Mask& start_ever_;
  const Mask& start_;
  const Mask& back_;
  const PeriodGrid& cohorts_;
  const RetentionRule& rule_;
  std::vector<TimeUs> returns_us_;
  std::vector<std::uint8_t> cells_;
};

}  // namespace wend::analyze
