#include "model/duration.h"

#include <charconv>
#include <cmath>
#include <fmt/format.h>

#include "model/beginning.h"

namespace wend::model {
namespace {

constexpr std::string_view kHint =
    "Write a number with s, m, h, d or w, such as \"30m\" or \"7d\".";

double seconds_of_unit(char unit) {
  switch (unit) {
    case 's':
      return 1;
    case 'm':
      return 60;
    case 'h':
      return 3'600;
    case 'd':
      return 86'400;
    case 'w':
      return 604'800;
    default:
      return 0;
  }
}

}  // namespace

base::Result<DurationUs> duration_of_seconds(double seconds) {
  if (!(seconds >= 0)) {
    return base::fail(base::ErrorCode::kInvalidInput, "A duration must not be negative.", {},
                      std::string(kHint));
  }
  const double us = std::round(seconds * 1e6);
  if (us > static_cast<double>(kDurationMaxUs)) {
    return base::fail(base::ErrorCode::kInvalidInput, "The duration is longer than 200 years.");
  }
  return static_cast<DurationUs>(us);
}

base::Result<DurationUs> parse_duration(std::string_view text) {
  const auto wrong = [&] {
    return base::fail(base::ErrorCode::kInvalidInput,
                      fmt::format("\"{}\" is not a duration.", beginning(text, 40)), {},
                      std::string(kHint));
  };
  if (text.size() < 2 || text.size() > 32) return wrong();
  const double unit = seconds_of_unit(text.back());
  if (unit == 0) return wrong();
  double number = 0;
  const char* end = text.data() + text.size() - 1;
  const auto [stopped, error] = std::from_chars(text.data(), end, number, std::chars_format::fixed);
  if (error != std::errc{} || stopped != end) return wrong();
  return duration_of_seconds(number * unit);
}

}  // namespace wend::model
