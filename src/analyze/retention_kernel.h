#pragma once

#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include "analyze/journey_table.h"
#include "analyze/period_grid.h"
#include "analyze/selection_search.h"

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
// while its lists grow. One for each thread.
class RetentionKernel {
 public:
  // `start` and `back`: events that are starts and returns at any time; `cohorts`: the grid of the
  // range.
  RetentionKernel(const JourneyTable& table, const Selection& start, const Selection& back,
                  const PeriodGrid& cohorts, const RetentionRule& rule);

  // Calls visit(unit) for every start within the range, in order of time. The customer owns the
  // positions [begin, end); [first, last) of them are in the range.
  template <typename Visit>
  void each_unit(std::size_t begin, std::size_t end, std::size_t first, std::size_t last,
                 Visit&& visit) {
    if (first == last) return;
    const auto starts = starts_.find(begin, end);
    if (starts.empty() || starts.back() < first) return;
    // Who began before the range is nobody's newcomer.
    if (!rule_.recurring && (starts.front() < first || starts.front() >= last)) return;
    const auto returns = returns_.find(first, last);
    std::size_t cohort_before = cohorts_.size();
    for (const std::uint32_t start : starts) {
      if (start < first) continue;
      if (start >= last) return;
      const std::size_t cohort = cohorts_.period_of(time_us_[start]);
      if (cohort == cohort_before) continue;
      cohort_before = cohort;
      fill_cells(start, cohort, returns);
      visit(RetentionUnit{start, cohort, cells_});
      if (!rule_.recurring) return;
    }
  }

 private:
  void fill_cells(std::size_t start, std::size_t cohort, std::span<const std::uint32_t> returns);
  // What is known of the cells without looking at returns: kBegun and kOver.
  void fill_known(std::vector<std::uint8_t>& cells, TimeUs start_us, std::size_t cohort) const;
  // The first instant of the period that many after the start's own.
  TimeUs period_start(TimeUs start_us, std::size_t cohort, std::uint32_t periods) const {
    if (periods == RetentionCell::kOpen) return kBeyond;
    if (rule_.rolling_us > 0) return start_us + rule_.rolling_us * static_cast<TimeUs>(periods);
    const std::size_t period = cohort + periods;
    return period <= cohorts_.size() ? cohorts_.start_us(period) : kBeyond;
  }
  // Later than anything: the start of a calendar period behind the grid.
  static constexpr TimeUs kBeyond = std::numeric_limits<TimeUs>::max();

  std::span<const TimeUs> time_us_;
  SelectionSearch starts_, returns_;
  const PeriodGrid& cohorts_;
  const RetentionRule& rule_;
  std::vector<std::uint8_t> cells_;
  // By cohort, where its calendar says all that is known; empty until it is asked for.
  std::vector<std::vector<std::uint8_t>> known_;
};

}  // namespace wend::analyze
