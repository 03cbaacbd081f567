#pragma once

#include <array>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

#include "analyze/catalogue_days.h"

namespace wend::analyze {

// What a property's value is. A text that is a date or a date with a time is a time.
enum class PropertyType : std::uint8_t { kText, kNumber, kBoolean, kTime, kList, kObject, kNull };
inline constexpr std::size_t kPropertyTypes = 7;
std::string_view to_string(PropertyType type);
bool looks_like_time(std::string_view text);

// How many different values there are, in bounded space: the smallest hashes are kept (k minimum
// values, Bar-Yossef et al. 2002), so up to kKept values the answer is exact and beyond it is an
// estimate with a standard error of about 6 %.
class DistinctValues {
 public:
  static constexpr std::size_t kKept = 256;
  void add(std::uint64_t hash);
  std::uint64_t count() const;
  const std::vector<std::uint64_t>& smallest() const { return smallest_; }

 private:
  std::vector<std::uint64_t> smallest_;  // ascending
};

// The most frequent values, in bounded space (Space-Saving, Metwally et al. 2005).
class FrequentValues {
 public:
  static constexpr std::size_t kKept = 32;
  struct Value {
    std::uint64_t hash = 0;
    double weight = 0;
    std::string text;
  };
  void add(std::uint64_t hash, std::string_view text, double weight);
  std::vector<std::string> top(std::size_t count) const;
  const std::vector<Value>& values() const { return values_; }

 private:
  std::vector<Value> values_;
};

// One property of the sampled events of one name.
struct PropertyTally {
  static constexpr Day kNever = std::numeric_limits<Day>::max();
  using ByType = std::array<std::uint32_t, kPropertyTypes>;
  struct OnDay {
    Day day = 0;
    ByType count{};  // sampled events that had it, by type
  };

  std::string name;
  TimeUs first_us = std::numeric_limits<TimeUs>::max();
  TimeUs last_us = std::numeric_limits<TimeUs>::min();
  std::array<double, kPropertyTypes> weight{};  // events that the sampled ones stand for
  std::array<std::uint64_t, kPropertyTypes> count{};
  std::array<Day, kPropertyTypes> first_day;  // of each type; kNever
  std::vector<OnDay> days;                    // by day, the last ones
  DistinctValues distinct;
  FrequentValues frequent;

  PropertyTally() { first_day.fill(kNever); }
  void add(PropertyType type, std::string_view value, Day day, TimeUs time_us, double weight,
           bool keep_day);
  // The first day that it had a value; kNever.
  Day first_value_day() const;
  // Events that had a value, null left out, on the days first to last.
  std::uint64_t values_between(Day first, Day last) const;
  std::uint64_t of_type_between(PropertyType type, Day first, Day last) const;
};

}  // namespace wend::analyze
