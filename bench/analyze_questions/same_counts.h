#pragma once

#include <boost/json/object.hpp>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>

namespace wend::bench {

// Numbers that an answer gives, by what each is of.
using Counts = std::map<std::string, std::uint64_t>;

// What of Wend's answers others can give too, by what was asked.
enum class Comparable { kNothing, kLevels, kFollows, kMoves, kCohorts, kDays, kSessions, kMatched };

// Of Wend's `result`.
Counts counts_of_result(Comparable comparable, const boost::json::object& result);
// Of rows of fields with tabs between them: keys first, the count last. kLevels: how many reached
// exactly so many steps; of kCohorts the key is the day of the first and the number of days since.
Counts counts_of_rows(Comparable comparable, std::string_view rows);
// "64 counts are the same", or which is not.
std::string compare_counts(const Counts& ours, const Counts& theirs);

}  // namespace wend::bench
