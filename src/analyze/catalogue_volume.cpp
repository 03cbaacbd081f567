#include "analyze/catalogue_volume.h"

#include <algorithm>
#include <cmath>
#include <optional>

namespace wend::analyze {
namespace {

constexpr std::size_t kWeek = 7;
constexpr std::size_t kWeeksMax = 8;
constexpr std::size_t kWeeksMin = 2;
constexpr std::size_t kErrorDays = 42;
constexpr std::size_t kErrorsMin = 10;
constexpr double kMadToSpread = 1.4826;  // of a normal distribution
// Variance of a prediction whose parts have variance 1: the count itself, the median over a few
// weeks and the median over six days (π/2 divided by their number).
constexpr double kPoissonSpread = 1.25;
// So many times within the weeks looked at, and it is a habit: what comes every other week, or
// every fourth.
constexpr std::ptrdiff_t kSeenBefore = 2;
constexpr double kEventsMin = 10;
constexpr double kShareMin = 0.2;

double to_stable(double count) {
  return 2 * std::sqrt(count + 0.375);
}

double to_count(double stable) {
  return stable <= 0 ? 0 : std::max(0.0, stable * stable / 4 - 0.375);
}

double median(std::vector<double>& values) {
  const std::size_t middle = values.size() / 2;
  std::ranges::nth_element(values, values.begin() + static_cast<std::ptrdiff_t>(middle));
  const double upper = values[middle];
  if (values.size() % 2 == 1) return upper;
  return (upper +
          *std::max_element(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(middle))) /
         2;
}

// What each of the same weekdays before lets expect of the day; empty when they are too few.
std::vector<double> predictions(const std::vector<double>& stable, std::size_t day) {
  std::vector<double> weeks, differences;
  for (std::size_t back = kWeek; back <= kWeeksMax * kWeek && back <= day; back += kWeek) {
    differences.clear();
    for (std::size_t i = 1; i < kWeek && i + back <= day; ++i)
      differences.push_back(stable[day - i] - stable[day - i - back]);
    weeks.push_back(stable[day - back] + (differences.empty() ? 0 : median(differences)));
  }
  if (weeks.size() < kWeeksMin) weeks.clear();
  return weeks;
}

struct Judgement {
  VolumeRange range;
  bool usual = false;  // within the range, or two of the same weekdays before were as far out
};

std::optional<Judgement> judge(const std::vector<double>& stable, std::size_t day) {
  if (day < kVolumeHistoryDays) return std::nullopt;
  std::vector<double> errors;
  for (std::size_t back = 1; back <= kErrorDays && back <= day; ++back) {
    auto weeks = predictions(stable, day - back);
    if (!weeks.empty()) errors.push_back(std::abs(stable[day - back] - median(weeks)));
  }
  auto weeks = predictions(stable, day);
  if (weeks.empty() || errors.size() < kErrorsMin) return std::nullopt;
  const double expected = median(weeks);
  const double reach = kVolumeSpreads * std::max(kPoissonSpread, kMadToSpread * median(errors));
  const double off = stable[day] - expected;
  const double near = std::max(reach / 2, std::abs(off) / 4);
  const auto as_far = std::ranges::count_if(weeks, [&](double week) {
    return off > 0 ? week >= stable[day] - near : week <= stable[day] + near;
  });
  return Judgement{{to_count(expected), to_count(expected - reach), to_count(expected + reach)},
                   std::abs(off) <= reach || as_far >= kSeenBefore};
}

std::vector<double> stable_of(const std::vector<double>& counts) {
  std::vector<double> stable;
  stable.reserve(counts.size());
  for (const double count : counts) stable.push_back(to_stable(count));
  return stable;
}

struct History {
  Day begin = 0;
  std::vector<double> counts, stable;  // one a day, without gaps
};

// What has a say in judging the days first to last.
History history_of(const DayCounts& days, Day begin, Day first, Day last) {
  constexpr Day kReach = static_cast<Day>(kErrorDays + (kWeeksMax + 1) * kWeek);
  History history{std::max(begin, first - kReach), {}, {}};
  if (last < history.begin) return history;
  history.counts.resize(static_cast<std::size_t>(last - history.begin) + 1);
  for (const auto& entry : days.entries()) {
    if (entry.day < history.begin || entry.day > last) continue;
    history.counts[static_cast<std::size_t>(entry.day - history.begin)] =
        static_cast<double>(entry.count);
  }
  history.stable = stable_of(history.counts);
  return history;
}

}  // namespace

bool volume_range(const std::vector<double>& counts, std::size_t day, VolumeRange& range) {
  const auto judged = judge(stable_of(counts), day);
  if (judged) range = judged->range;
  return judged.has_value();
}

std::vector<VolumeAnomaly> volume_anomalies(const DayCounts& days, Day begin, Day first, Day last) {
  std::vector<VolumeAnomaly> anomalies;
  const History history = history_of(days, begin, first, last);
  for (Day day = std::max(first, history.begin); day <= last; ++day) {
    const auto at = static_cast<std::size_t>(day - history.begin);
    const auto judged = judge(history.stable, at);
    if (!judged || judged->usual) continue;
    const VolumeRange& range = judged->range;
    const double count = history.counts[at];
    if (std::abs(count - range.expected) < std::max(kEventsMin, kShareMin * range.expected))
      continue;
    anomalies.push_back(
        {day, static_cast<std::uint64_t>(count), range.expected, range.low, range.high});
  }
  return anomalies;
}

std::vector<std::optional<VolumeRange>> volume_ranges(const DayCounts& days, Day begin, Day first,
                                                      Day last) {
  std::vector<std::optional<VolumeRange>> ranges;
  const History history = history_of(days, begin, first, last);
  for (Day day = first; day <= last; ++day) {
    auto& range = ranges.emplace_back();
    if (day < history.begin) continue;
    const auto judged = judge(history.stable, static_cast<std::size_t>(day - history.begin));
    if (judged) range = judged->range;
  }
  return ranges;
}

}  // namespace wend::analyze
