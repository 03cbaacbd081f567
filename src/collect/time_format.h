#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "collect/local_zone.h"
#include "env/clock.h"

namespace wend::collect {

// How the times of a column are written.
//   iso                       2026-05-19, 2026-05-19 12:30, 2026-05-19T12:30:05.123456+02:00,
//   20260519T123005Z unix_s, unix_ms, unix_us  a number, with or without a fraction anything with %
//   %Y %y %m %d %e %H %I %M %S (with an optional fraction) %p %b %B %a %A %z, as strptime
// A space in a pattern stands for any number of them; names of months and days are English or
// German.
class TimeFormat {
 public:
  // Errors: kInvalidInput for a name or directive that is not known.
  static base::Result<TimeFormat> make(const std::string& format, LocalZone zone);

  // Microseconds in UTC; a text that carries an offset uses it, others are read in the zone.
  std::optional<env::TimeUs> parse(std::string_view text);
  const std::string& name() const { return name_; }

 private:
  enum class Kind { kIso, kUnix, kPattern };
  TimeFormat() = default;
  std::optional<env::TimeUs> parse_pattern(std::string_view text);
  std::optional<env::TimeUs> parse_iso(std::string_view text);

  std::string name_;
  Kind kind_ = Kind::kIso;
  env::TimeUs unit_us_ = 1;
  LocalZone zone_;
};

struct TimeGuess {
  std::string format;
  // Another reading that fits just as well, such as day and month the other way round; empty when
  // there is none.
  std::string or_else;
  double share = 0;  // of the samples that the format reads
};

// The format that reads most of the samples, at least `share_min` of them. Between two that read
// the same ones, the reading whose times lie closer together wins, as the dates of one file do, and
// the other is named.
std::optional<TimeGuess> guess_time_format(const std::vector<std::string_view>& samples,
                                           double share_min = 0.9);

// Microseconds of a day in the proleptic Gregorian calendar; nothing when there is no such day.
std::optional<env::TimeUs> day_to_us(int year, int month, int day);

}  // namespace wend::collect
