#pragma once

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <cstdint>
#include <string_view>

namespace wend::analyze {

// More would not be read.
inline constexpr std::size_t kDifferencesMax = 2'000;

// One of two answers to one question.
struct ComparedAnswer {
  const boost::json::object& result;
  std::uint64_t customers;      // looked at
  std::string_view ref_prefix;  // stands before the refs of `result`
};

// The differences between two answers to one question: one entry for every share, mean and median
// that stands at the same place in both and is known in both, `value` minus `base`.
// - An entry of a list that tells `people` and no share is their share of the customers looked at.
// - Where all shares of a list are of one number, an entry that only one answer has is 0 of that
//   number in the other; a share of the customers looked at likewise.
// - shares: the 95 % interval of the difference by Newcombe (1998, method 10);
// - means and medians: from the two intervals by Zou and Donner's method (2008), which squares and
//   adds the distances to their limits as Newcombe's does.
// Both take the two groups as independent. Entries of lists meet by what they are called (name,
// label, value, time, …; links by what they lead from and to), not by their rank.
// Stops at `entries_max`.
// Shares come with both shares as in docs/query-language.md, and with the refs of their people.
boost::json::array result_differences(const ComparedAnswer& base, const ComparedAnswer& value,
                                      std::size_t entries_max);

}  // namespace wend::analyze
