#include "collect/message_time.h"

#include <charconv>
#include <cmath>

#include "collect/limits.h"

namespace wend::collect {
namespace {

using env::TimeUs;
namespace dom = simdjson::dom;

// A number below the first is seconds, until the year 5138; and so on by factors of a thousand.
constexpr double kSecondsBelow = 1e11;
constexpr double kMillisecondsBelow = 1e14;
constexpr double kMicrosecondsBelow = 1e17;
// Where microseconds leave 64 bits.
constexpr double kTimeBound = 9.2e18;

std::optional<TimeUs> from_number(double number) {
  const double size = std::abs(number);
  const double us = size < kSecondsBelow        ? number * 1e6
                    : size < kMillisecondsBelow ? number * 1e3
                    : size < kMicrosecondsBelow ? number
                                                : number / 1e3;
  if (!(std::abs(us) < kTimeBound)) return std::nullopt;
  return std::llround(us);
}

}  // namespace

MessageTime::MessageTime() : iso_(TimeFormat::make("iso", LocalZone()).value()) {}

std::optional<TimeUs> MessageTime::read(std::string_view text) {
  if (const auto time = iso_.parse(text)) return time;
  double number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return from_number(number);
}

std::optional<TimeUs> MessageTime::read(const dom::element& value) {
  std::string_view text;
  if (value.get(text) == simdjson::SUCCESS) return read(text);
  double number = 0;
  if (value.get(number) == simdjson::SUCCESS) return from_number(number);
  return std::nullopt;
}

TimeUs corrected_time(TimeUs original, std::optional<TimeUs> sent_at, TimeUs received_at) {
  TimeUs age = 0, time = 0;
  if (!sent_at || __builtin_sub_overflow(*sent_at, original, &age) ||
      __builtin_sub_overflow(received_at, age, &time) || !unbelievable(time, received_at).empty())
    return original;
  return time;
}

std::string_view unbelievable(TimeUs time, TimeUs received_at) {
  if (time < kTimeMin) return "The time is before 1900.";
  if (time > received_at + kFutureMax) return "The time is more than a year in the future.";
  return {};
}

}  // namespace wend::collect
