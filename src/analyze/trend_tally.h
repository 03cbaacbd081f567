#pragma once

#include <functional>
#include <optional>
#include <vector>

#include "analyze/breakdown.h"
#include "analyze/trend_ask.h"
#include "analyze/trend_kernel.h"
#include "analyze/trend_point.h"

namespace wend::analyze {

// Counts the measures of a trend by bucket and group: in the range, in as many buckets before it,
// and in those that bands look back at.
class TrendTally {
 public:
  static base::Result<TrendTally> make(const QueryRun& run, const TrendAsk& ask);

  // The buckets of the range; those beyond the last event are left out, for nothing is known there.
  std::size_t bucket_count() const { return buckets_; }
  const std::string& bucket_label(std::size_t bucket) const {
    return grid_->label(first_ + bucket);
  }
  bool is_incomplete(std::size_t bucket) const {
    return grid_->is_partial(first_ + bucket, from_us_, to_us_);
  }
  PeriodUnit unit() const { return unit_; }
  std::size_t season() const { return season_; }

  std::size_t group_count() const { return groups_ ? groups_->group_count() : 1; }
  const std::optional<BreakdownGroups>& groups() const { return groups_; }

  // By measure and group.
  const TrendPoint& point(std::size_t measure, std::size_t group, std::size_t bucket) const {
    return points_[at(measure, group) + first_ + bucket];
  }
  const TrendPoint& total(std::size_t measure, std::size_t group) const {
    return points_[at(measure, group) + slots_ - 2];
  }
  // The same so many buckets earlier; null where nothing is known that early.
  const TrendPoint* previous(std::size_t measure, std::size_t group, std::size_t bucket) const {
    return has_previous_ ? &points_[at(measure, group) + grid_->size() + bucket] : nullptr;
  }
  const TrendPoint* previous_total(std::size_t measure, std::size_t group) const {
    return has_previous_ ? &points_[at(measure, group) + slots_ - 1] : nullptr;
  }
  // The buckets before the range that are known in full, the latest last: points of the measure.
  std::size_t history_count() const { return first_ - std::min(first_, known_from_); }
  const TrendPoint& history(std::size_t measure, std::size_t group, std::size_t index) const {
    return points_[at(measure, group) + known_from_ + index];
  }

  // The customers who count in a measure's group, in one bucket or in the whole range.
  base::Result<ProfileList> people(std::size_t measure, std::optional<std::size_t> group,
                                   std::optional<std::size_t> bucket) const;

 private:
  TrendTally(const QueryRun& run, const TrendAsk& ask) : run_(run), ask_(&ask) {}
  base::Status read_measures();
  base::Status make_grid();
  base::Status rank_groups();
  base::Status count();
  // Whether a measure's events can be counted bucket by bucket without looking at each.
  bool counts_whole_buckets() const;
  void count_buckets(TrendKernel& kernel, std::uint32_t profile,
                     std::vector<TrendPoint>& points) const;
  void count_customer(TrendKernel& kernel, std::uint32_t profile,
                      std::vector<TrendPoint>& points) const;
  // Whether the event lies where the bucket before the range was, when the range was as far as now.
  bool in_previous(TimeUs time_us, std::size_t bucket) const;
  std::size_t at(std::size_t measure, std::size_t group) const {
    return (measure * group_count() + group) * slots_;
  }
  std::uint32_t label_of(std::uint32_t profile, std::size_t event) const {
    const std::uint32_t position[] = {static_cast<std::uint32_t>(event)};
    return groups_->label_of(profile, position);
  }
  std::function<TrendKernel()> kernel() const;
  // Calls visit(measure, position, number) for what counts of a customer.
  template <typename Visit>
  void each_hit(TrendKernel& kernel, std::uint32_t profile, Visit&& visit) const {
    const Mask& customers = run_.scope.events.customers();
    if (!customers.empty() && customers[profile] == 0) return;
    kernel.each_hit(run_.table->begin(profile), run_.table->end(profile), visit);
  }

  const QueryRun run_;
  const TrendAsk* ask_;
  TimeUs from_us_ = 0, to_us_ = 0;
  PeriodUnit unit_ = PeriodUnit::kDay;
  std::size_t season_ = 1;
  std::optional<Selection> ever_;
  std::vector<TrendMeasureEvents> measures_;
  std::optional<PeriodGrid> grid_;  // with what is looked back at
  std::size_t first_ = 0;           // the range's first bucket in it
  std::size_t buckets_ = 0;
  std::size_t known_from_ = 0;  // the first bucket that is known in full
  bool has_previous_ = false;
  std::optional<BreakdownGroups> groups_;
  // Of each series: the buckets of the grid, the earlier buckets of those of the range as far as
  // the range goes, the total, and the total of the earlier ones.
  std::size_t slots_ = 0;
  std::vector<TrendPoint> points_;
};

}  // namespace wend::analyze
