#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "env/clock.h"
#include "model/time_zone.h"

namespace wend::unify {

// What a text that few people have is written as.
inline constexpr std::string_view kOther = "other";

// Numbers as one of about ten ranges with round ends: "20 to 30" is from 20 to below 30, "below 20"
// and "100 and more" take the twentieth parts at both ends, so that nobody stands out there.
class NumberRanges {
 public:
  void see(double number);
  void finish();
  std::string range_of(double number) const;
  const std::vector<double>& ends() const { return ends_; }

 private:
  std::vector<double> sample_;
  std::uint64_t seen_ = 0;
  std::vector<double> ends_;
};

// Texts that at least so many people have stay, others become "other". People come one after
// another.
class CommonTexts {
 public:
  explicit CommonTexts(std::uint32_t people_min = 0) : people_min_(people_min) {}
  // `person`: a number that is another for each.
  void see(std::string_view text, std::uint64_t person);
  std::string common_or_other(std::string_view text) const;
  std::size_t texts() const { return texts_.size(); }

 private:
  struct People {
    std::uint32_t count = 0;
    std::uint64_t last = 0;
  };
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const {
      return std::hash<std::string_view>()(text);
    }
  };
  std::uint32_t people_min_ = 0;
  std::unordered_map<std::string, People, Hash, std::equal_to<>> texts_;
};

// A date, or a date and a time, as ISO 8601 writes it; nothing for any other text.
struct WrittenTime {
  env::TimeUs time_us = 0;
  bool only_day = false;
};
std::optional<WrittenTime> written_time(std::string_view text, const model::TimeZone& zone);
// "2026-01"
std::string month_of(env::TimeUs time_us, const model::TimeZone& zone);
// "10" of "10115", "SW" of "SW1A 1AA": the first two letters or digits.
std::string postcode_area(std::string_view postcode);
// A text that is a number as a whole.
std::optional<double> written_number(std::string_view text);

}  // namespace wend::unify
