#include "analyze/expected_band.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <vector>

namespace wend::analyze {
namespace {

constexpr std::size_t kSeasonsNeeded = 3;
constexpr std::size_t kSeasonsUsed = 8;
constexpr std::size_t kNeededWithoutSeason = 10;
constexpr std::size_t kUsedWithoutSeason = 30;
constexpr double kNormalByMedianDistance = 1.482602218505602;
// What one value is worth to it, beside the standard deviation of normal values.
constexpr double kMedianDistanceEfficiency = 0.37;

// The mean of the middle two of an even number. Not empty; puts the values into another order.
double median(std::vector<double>& values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::ranges::nth_element(values, middle);
  if (values.size() % 2 == 1) return *middle;
  return (*std::max_element(values.begin(), middle) + *middle) / 2;
}

}  // namespace

std::size_t history_needed(std::size_t season) {
  return season > 1 ? kSeasonsNeeded * season : kNeededWithoutSeason;
}

std::size_t history_used(std::size_t season) {
  return season > 1 ? kSeasonsUsed * season : kUsedWithoutSeason;
}

std::string_view band_method() {
  return "Each value is held against what the measure's own past let expect: the median of the "
         "same "
         "phase of the season, moved along the median slope (Hirsch, Slack and Smith 1982; Theil "
         "and Sen without a season), with bands from the median absolute deviation (Rousseeuw and "
         "Croux 1993).";
}

std::optional<ExpectedBand> expect_next(std::span<const std::optional<double>> past,
                                        std::size_t season) {
  const auto values = past.last(std::min(past.size(), history_used(season)));
  const std::size_t size = values.size();
  const auto known = static_cast<std::size_t>(
      std::ranges::count_if(values, [](const auto& value) { return value.has_value(); }));
  if (known < history_needed(season)) return std::nullopt;
  std::vector<double> some;
  for (std::size_t i = 0; i < size; ++i) {
    for (std::size_t j = i + season; values[i] && j < size; j += season)
      if (values[j]) some.push_back((*values[j] - *values[i]) / static_cast<double>(j - i));
  }
  const double slope = some.empty() ? 0 : median(some);

  // The phases counted back from the value that is to come: phase 0 is its own.
  std::vector<double> residuals, ordered;
  ExpectedBand band;
  for (std::size_t phase = 0; phase < season; ++phase) {
    some.clear();
    for (std::size_t back = phase == 0 ? season : phase; back <= size; back += season) {
      const auto& value = values[size - back];
      if (value) some.push_back(*value + slope * static_cast<double>(back));
    }
    if (phase == 0 && some.empty()) return std::nullopt;
    if (some.empty()) continue;
    ordered = some;
    const double level = median(ordered);
    if (phase == 0) band.expected = level;
    for (const double value : some) residuals.push_back(std::abs(value - level));
  }
  const double n = static_cast<double>(known);
  const double per_phase = n / static_cast<double>(season);
  const double freedom = kMedianDistanceEfficiency * (n - static_cast<double>(season));
  const double widened = per_phase / (per_phase - 2) * freedom / (freedom - 2) *
                         (1 + std::numbers::pi / 2 / per_phase + 3 / n);
  band.deviation = kNormalByMedianDistance * median(residuals) * std::sqrt(widened);
  return band;
}

}  // namespace wend::analyze
