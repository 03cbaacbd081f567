#pragma once

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

namespace wend::analyze {

// More would not be read.
inline constexpr std::size_t kDifferencesMax = 2'000;

// The differences between two answers to one question: one entry for every share, mean and median
// that stands at the same place in both and is known in both, `value` minus `base`.
// - shares: the 95 % interval of the difference by Newcombe (1998, method 10);
// - means and medians: from the two intervals by Zou and Donner's method (2008), which squares and
//   adds the distances to their limits as Newcombe's does.
// Both take the two groups as independent. Entries of lists meet by what they are called (name,
// label, value, time, …; links by what they lead from and to), not by their rank.
// Stops at `entries_max`.
boost::json::array result_differences(const boost::json::object& base,
                                      const boost::json::object& value, std::size_t entries_max);

}  // namespace wend::analyze
