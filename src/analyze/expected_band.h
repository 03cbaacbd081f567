#pragma once

#include <optional>
#include <span>
#include <string_view>

namespace wend::analyze {

// What a measure was to be expected at, before it was seen.
struct ExpectedBand {
  double expected = 0;
  double deviation = 0;  // one standard deviation of what may come
};

inline constexpr double kBand95 = 1.959963984540054;
inline constexpr double kBand99 = 2.5758293035489004;

// Buckets that must be known before a season of `season` buckets (1: none) can be told from noise.
std::size_t history_needed(std::size_t season);
// Buckets that are looked back at, at most.
std::size_t history_used(std::size_t season);

// The method in a sentence, for answers.
std::string_view band_method();

// Expects the next value of a measure from those before it, the latest last, in buckets of equal
// length; a bucket may have no value. Nothing when fewer than history_needed() have one, or none of
// the phase of the season that is to come. A few wild values do not move it:
// - slope: the median of (y_j − y_i)/(j − i) over all pairs that lie whole seasons apart (Hirsch,
//   Slack and Smith 1982; without a season that of Theil 1950 and Sen 1968);
// - level: the median of the values of the same phase of the season, moved along the slope;
// - deviation: 1.4826 · the median distance of all n values from their phase's median (Rousseeuw
//   and Croux 1993). Its square is widened by k/(k − 2), since a phase's median lies among its k
//   values; by v/(v − 2), the variance of Student's distribution, for a deviation known from few
//   values (v = 0.37 · (n − season), 37 % being its efficiency); and by what the level (π/2k) and
//   the slope (3/n) may be off. The test of what share of normal values the bands hold says how
//   well that does.
std::optional<ExpectedBand> expect_next(std::span<const std::optional<double>> past,
                                        std::size_t season);

}  // namespace wend::analyze
