#pragma once

#include <boost/json/object.hpp>
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "analyze/order_statistics.h"

namespace wend::analyze {

struct Interval {
  double low = 0;
  double high = 0;
};

// The 95 % interval of a proportion by Wilson (1927), without continuity correction. `of` > 0.
Interval wilson_interval(std::uint64_t count, std::uint64_t of);

// The ranks (from 0) of the two ordered observations that enclose the median with at least 95 %
// confidence: the narrowest symmetric pair by the binomial distribution, exact up to 1,000
// observations and by its normal limit beyond. None below six observations, where not even the
// extremes enclose it that surely.
std::optional<std::pair<std::size_t, std::size_t>> median_interval_ranks(std::size_t n);

// The quantile of type 7 (Hyndman and Fan 1996: linear interpolation) of values in ascending order,
// not empty.
double quantile(const std::vector<std::int64_t>& sorted, double share);

// {"share", "of", "count", "low", "high"} as in docs/query-language.md.
boost::json::object share_json(std::uint64_t count, std::uint64_t of);

// {"n", "median_s", "q1_s", "q3_s", "p90_s", "low_s", "high_s"} of durations in microseconds.
// Linear in how many there are. Whoever is asked to stop answers something else, and soon.
boost::json::object times_json(NumberParts durations_us, const std::stop_token& stop = {});
boost::json::object times_json(const std::vector<std::int64_t>& durations_us,
                               const std::stop_token& stop = {});

}  // namespace wend::analyze
