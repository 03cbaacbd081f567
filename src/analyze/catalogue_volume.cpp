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

std::optional<double> predict(const std::vector<double>& stable, std::size_t day) {
  std::vector<double> weeks, differences;
  for (std::size_t back = kWeek; back <= kWeeksMax * kWeek && back <= day; back += kWeek) {
    differences.clear();
    for (std::size_t i = 1; i < kWeek && i + back <= day; ++i)
      differences.push_back(stable[day - i] - stable[day - i - back]);
    weeks.push_back(stable[day - back] + (differences.empty() ? 0 : median(differences)));
  }
  if (weeks.size() < kWeeksMin) return std::nullopt;
  return median(weeks);
}

bool range_of(const std::vector<double>& stable, std::size_t day, VolumeRange& range) {
  if (day < kVolumeHistoryDays) return false;
  std::vector<double> errors;
  for (std::size_t back = 1; back <= kErrorDays && back <= day; ++back) {
    if (const auto expected = predict(stable, day - back))
      errors.push_back(std::abs(stable[day - back] - *expected));
  }
  const auto expected = predict(stable, day);
  if (!expected || errors.size() < kErrorsMin) return false;
  const double spread = std::max(kPoissonSpread, kMadToSpread * median(errors));
  range = {to_count(*expected), to_count(*expected - kVolumeSpreads * spread),
           to_count(*expected + kVolumeSpreads * spread)};
  return true;
}

std::vector<double> stable_of(const std::vector<double>& counts) {
  std::vector<double> stable;
  stable.reserve(counts.size());
  for (const double count : counts) stable.push_back(to_stable(count));
  return stable;
}

}  // namespace

bool volume_range(const std::vector<double>& counts, std::size_t day, VolumeRange& range) {
  return range_of(stable_of(counts), day, range);
}

std::vector<VolumeAnomaly> volume_anomalies(const DayCounts& days, Day begin, Day first, Day last) {
  // Days before these have no say.
  constexpr Day kReach = static_cast<Day>(kErrorDays + (kWeeksMax + 1) * kWeek);
  begin = std::max(begin, first - kReach);
  std::vector<VolumeAnomaly> anomalies;
  if (last < begin) return anomalies;
  std::vector<double> counts(static_cast<std::size_t>(last - begin) + 1);
  for (const auto& entry : days.entries()) {
    if (entry.day >= begin && entry.day <= last)
      counts[static_cast<std::size_t>(entry.day - begin)] = static_cast<double>(entry.count);
  }
  const auto stable = stable_of(counts);
  for (Day day = std::max(first, begin); day <= last; ++day) {
    const auto at = static_cast<std::size_t>(day - begin);
    VolumeRange range;
    if (!range_of(stable, at, range)) continue;
    const double count = counts[at];
    if (count >= range.low && count <= range.high) continue;
    if (std::abs(count - range.expected) < std::max(kEventsMin, kShareMin * range.expected))
      continue;
    anomalies.push_back(
        {day, static_cast<std::uint64_t>(count), range.expected, range.low, range.high});
  }
  return anomalies;
}

}  // namespace wend::analyze
