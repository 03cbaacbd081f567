#include "analyze/trend_tally.h"

#include <algorithm>
#include <array>
#include <fmt/format.h>

#include "analyze/expected_band.h"
#include "analyze/matching.h"
#include "analyze/profile_tally.h"
#include "env/clock.h"

namespace wend::analyze {
namespace {

// An answer with more points could neither be shown nor kept.
constexpr std::size_t kPointsMax = 200'000;

// The longest that a unit lasts, clock changes included.
constexpr std::array kLongestUs = {env::kHourUs, 25 * env::kHourUs, 7 * env::kDayUs + env::kHourUs,
                                   31 * env::kDayUs + env::kHourUs};

// What repeats: the week in hours and days, the year in months. A day in hours where there are not
// weeks enough.
std::size_t season_of(PeriodUnit unit, std::size_t buckets) {
  constexpr std::size_t kHoursOfDay = 24, kHoursOfWeek = 168, kDaysOfWeek = 7, kMonthsOfYear = 12;
  switch (unit) {
    case PeriodUnit::kHour:
      return buckets > history_needed(kHoursOfWeek) ? kHoursOfWeek : kHoursOfDay;
    case PeriodUnit::kDay:
      return kDaysOfWeek;
    case PeriodUnit::kMonth:
      return buckets > history_needed(kMonthsOfYear) ? kMonthsOfYear : 1;
    default:
      return 1;
  }
}

// How often each label was met.
struct LabelCounts {
  std::vector<std::uint64_t> of_label;
  void merge(LabelCounts&& others) {
    for (std::size_t label = 0; label < of_label.size(); ++label)
      of_label[label] += others.of_label[label];
  }
};

struct Points {
  std::vector<TrendPoint> points;
  void merge(Points&& others) {
    for (std::size_t i = 0; i < points.size(); ++i) points[i].merge(std::move(others.points[i]));
  }
};

}  // namespace

base::Result<TrendTally> TrendTally::make(const QueryRun& run, const TrendAsk& ask) {
  TrendTally tally(run, ask);
  tally.from_us_ = run.scope.from_us;
  tally.to_us_ = std::max(run.scope.from_us, std::min(run.scope.to_us, run.table->last_us() + 1));
  tally.unit_ = ask.unit ? *ask.unit : PeriodGrid::unit_for(tally.from_us_, tally.to_us_);
  WEND_TRY(tally.read_measures());
  WEND_TRY(tally.make_grid());
  if (ask.breakdown) WEND_TRY(tally.rank_groups());
  WEND_TRY(tally.count());
  return tally;
}

base::Status TrendTally::read_measures() {
  WEND_ASSIGN(ever_, selected(run_, model::Predicate()));
  for (const Measure& measure : ask_->measures) {
    WEND_ASSIGN(auto match, run_.masks.selection(measure.match));
    TrendMeasureEvents events{.match = std::move(match)};
    events.once_a_session = measure.count == MeasureCount::kSessions;
    if (measure.is_of_property()) {
      WEND_ASSIGN(events.column, run_.table->property(measure.property));
      if (events.column->values.size() <= 1)
        WEND_TRY(run_.masks.note_missing_path(measure.property, false));
      for (const auto& value : events.column->values)
        events.number_of_code.push_back(unify::counted_number(value));
    }
    measures_.push_back(std::move(events));
  }
  return {};
}

base::Status TrendTally::make_grid() {
  const auto make = [&](TimeUs from_us) {
    return model::at_place(PeriodGrid::make(unit_, from_us, to_us_, run_.zone), "bucket");
  };
  WEND_ASSIGN(grid_, make(from_us_));
  buckets_ = grid_->size();
  if (buckets_ == 0) return {};
  std::size_t back = ask_->previous ? buckets_ : 0;
  if (ask_->bands) {
    // With the longest season that may be chosen.
    back = std::max(back, history_used(season_of(unit_, PeriodGrid::kPeriodsMax)));
  }
  const TimeUs own_start_us = grid_->start_us(0);
  const TimeUs earliest_us = std::max(
      run_.table->first_us(),
      own_start_us - static_cast<TimeUs>(back) * kLongestUs[static_cast<std::size_t>(unit_)]);
  if (back > 0 && earliest_us < own_start_us) {
    WEND_ASSIGN(grid_, make(earliest_us));
    first_ = grid_->period_of(own_start_us);
  }
  known_from_ = grid_->start_us(0) < run_.table->first_us() ? 1 : 0;
  has_previous_ = ask_->previous && first_ >= buckets_;
  if (ask_->bands) season_ = season_of(unit_, first_ + buckets_);
  return {};
}

bool TrendTally::in_previous(TimeUs time_us, std::size_t bucket) const {
  if (!has_previous_ || bucket + buckets_ < first_ || bucket >= first_) return false;
  const std::size_t now = bucket + buckets_;
  const TimeUs into = time_us - grid_->start_us(bucket);
  if (grid_->start_us(now) + into < from_us_) return false;
  return grid_->end_us(now) <= to_us_ || grid_->start_us(now) + into < to_us_;
}

base::Status TrendTally::rank_groups() {
  WEND_ASSIGN(groups_, BreakdownGroups::make(run_, *ask_->breakdown));
  WEND_ASSIGN(const auto units,
              tally_profiles(run_, LabelCounts{std::vector<std::uint64_t>(groups_->label_count())},
                             kernel(), [&](auto& kernel, auto& counts, std::uint32_t profile) {
                               each_hit(kernel, profile,
                                        [&](std::size_t, std::size_t event, double) {
                                          counts.of_label[label_of(profile, event)] +=
                                              run_.table->time_us()[event] >= from_us_;
                                        });
                             }));
  groups_->rank(units.of_label, run_.notes);
  return {};
}

base::Status TrendTally::count() {
  slots_ = grid_->size() + buckets_ + 2;
  const std::size_t series = ask_->measures.size() * group_count();
  if (series * slots_ > kPointsMax) {
    return base::fail(
        base::ErrorCode::kTooLarge,
        fmt::format("{} series of {} buckets (those looked back at included) are more "
                    "than {} points.",
                    series, slots_, kPointsMax),
        "bucket", "Choose a longer bucket, a shorter range or fewer groups.");
  }
  points_.resize(series * slots_);
  if (buckets_ == 0) return {};
  const bool whole_buckets = counts_whole_buckets();
  WEND_ASSIGN(auto counted, tally_profiles(run_, Points{std::move(points_)}, kernel(),
                                           [&](auto& kernel, auto& tally, std::uint32_t profile) {
                                             if (whole_buckets) {
                                               count_buckets(kernel, profile, tally.points);
                                             } else {
                                               count_customer(kernel, profile, tally.points);
                                             }
                                           }));
  points_ = std::move(counted.points);
  return {};
}

bool TrendTally::counts_whole_buckets() const {
  return !groups_ && !has_previous_ &&
         std::ranges::none_of(ask_->measures, [](const auto& measure) {
           return measure.is_of_property() || measure.count == MeasureCount::kSessions;
         });
}

void TrendTally::count_buckets(TrendKernel& kernel, std::uint32_t profile,
                               std::vector<TrendPoint>& points) const {
  const Mask& customers = run_.scope.events.customers();
  if (!customers.empty() && customers[profile] == 0) return;
  const TimeUs* const time_us = run_.table->time_us().data();
  for (std::size_t m = 0; m < ask_->measures.size(); ++m) {
    const auto events = kernel.events_of(m, run_.table->begin(profile), run_.table->end(profile));
    const Measure& measure = ask_->measures[m];
    TrendPoint* const series = &points[at(m, 0)];
    std::size_t i = 0;
    while (i < events.size() && time_us[events[i]] < grid_->start_us(0)) ++i;
    std::uint64_t in_range = 0;
    while (i < events.size() && time_us[events[i]] < to_us_) {
      const TimeUs now_us = time_us[events[i]];
      const std::size_t bucket = grid_->period_of(now_us);
      // The range begins within its first bucket; what is before it there counts nowhere.
      const bool is_in_range = now_us >= from_us_;
      const TimeUs end_us = is_in_range ? std::min(grid_->end_us(bucket), to_us_)
                                        : std::min(grid_->end_us(bucket), from_us_);
      const std::size_t first = i;
      while (i < events.size() && time_us[events[i]] < end_us) ++i;
      if (!is_in_range && bucket >= first_) continue;
      series[bucket].count(profile, measure, i - first);
      in_range += is_in_range ? i - first : 0;
    }
    if (in_range > 0) series[slots_ - 2].count(profile, measure, in_range);
  }
}

void TrendTally::count_customer(TrendKernel& kernel, std::uint32_t profile,
                                std::vector<TrendPoint>& points) const {
  const auto time_us_of = run_.table->time_us();
  const TimeUs begin_us = grid_->start_us(0);
  // Neighbouring events mostly are of one bucket.
  std::size_t bucket = 0;
  TimeUs bucket_end_us = begin_us;
  each_hit(kernel, profile, [&](std::size_t m, std::size_t event, double number) {
    const TimeUs time_us = time_us_of[event];
    if (time_us < begin_us) return;
    if (time_us >= bucket_end_us) {
      bucket = grid_->period_of(time_us);
      bucket_end_us = grid_->end_us(bucket);
    }
    const bool in_range = time_us >= from_us_;
    if (bucket >= first_ && !in_range) return;
    const bool before = in_previous(time_us, bucket);
    const Measure& measure = ask_->measures[m];
    const auto add_to = [&](std::size_t group) {
      const std::size_t base = at(m, group);
      points[base + bucket].add(profile, measure, number);
      if (in_range) points[base + slots_ - 2].add(profile, measure, number);
      if (!before) return;
      points[base + grid_->size() + bucket + buckets_ - first_].add(profile, measure, number);
      points[base + slots_ - 1].add(profile, measure, number);
    };
    if (!groups_) return add_to(0);
    // A label that only the past has is in no group.
    for (const std::uint32_t group : groups_->groups_of(label_of(profile, event))) add_to(group);
  });
}

std::function<TrendKernel()> TrendTally::kernel() const {
  return [this] {
    return TrendKernel(*run_.table, *ever_, measures_, ask_->gap_us, from_us_, to_us_);
  };
}

base::Result<ProfileList> TrendTally::people(std::size_t measure, std::optional<std::size_t> group,
                                             std::optional<std::size_t> bucket) const {
  return profiles_where(run_, kernel(), [&](auto& kernel, std::uint32_t profile) {
    bool belongs = false;
    each_hit(kernel, profile, [&](std::size_t m, std::size_t event, double) {
      const TimeUs time_us = run_.table->time_us()[event];
      if (belongs || m != measure || time_us < from_us_) return;
      if (bucket && grid_->period_of(time_us) != first_ + *bucket) return;
      if (group && !groups_->is_in(*group, label_of(profile, event))) return;
      belongs = true;
    });
    return belongs;
  });
}

}  // namespace wend::analyze
