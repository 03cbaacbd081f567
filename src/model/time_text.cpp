#include "model/time_text.h"

#include <charconv>
#include <cstdlib>
#include <fmt/format.h>
#include <optional>

#include "model/beginning.h"

namespace wend::model {
namespace {

using std::chrono::days;
using std::chrono::floor;
using std::chrono::local_days;
using std::chrono::microseconds;

constexpr std::string_view kHint =
    "Write a date, \"2026-01-31\", or a time with its offset, \"2026-01-31T08:00:00+01:00\".";

// Takes what it expects from the front of a text.
class Cursor {
 public:
  explicit Cursor(std::string_view text) : rest_(text) {}

  bool done() const { return rest_.empty(); }
  bool literal(std::string_view any_of) {
    if (rest_.empty() || any_of.find(rest_.front()) == std::string_view::npos) return false;
    rest_.remove_prefix(1);
    return true;
  }
  // Exactly `digits` digits.
  std::optional<int> number(std::size_t digits) {
    if (rest_.size() < digits) return std::nullopt;
    int value = 0;
    for (std::size_t i = 0; i < digits; ++i) {
      if (rest_[i] < '0' || rest_[i] > '9') return std::nullopt;
      value = value * 10 + (rest_[i] - '0');
    }
    rest_.remove_prefix(digits);
    return value;
  }
  // One digit or more after the point, as microseconds.
  std::optional<std::int64_t> fraction_us() {
    std::int64_t value = 0;
    std::size_t digits = 0;
    while (!rest_.empty() && rest_.front() >= '0' && rest_.front() <= '9') {
      if (digits < 6) value = value * 10 + (rest_.front() - '0');
      ++digits;
      rest_.remove_prefix(1);
    }
    if (digits == 0) return std::nullopt;
    for (; digits < 6; ++digits) value *= 10;
    return value;
  }

 private:
  std::string_view rest_;
};

std::optional<local_days> take_date(Cursor& cursor) {
  const auto year = cursor.number(4);
  if (!year || !cursor.literal("-")) return std::nullopt;
  const auto month = cursor.number(2);
  if (!month || !cursor.literal("-")) return std::nullopt;
  const auto day = cursor.number(2);
  if (!day) return std::nullopt;
  const std::chrono::year_month_day date(std::chrono::year(*year),
                                         std::chrono::month(static_cast<unsigned>(*month)),
                                         std::chrono::day(static_cast<unsigned>(*day)));
  if (!date.ok()) return std::nullopt;
  return local_days(date);
}

// The time of day in microseconds; a leap second counts as the first second of the next minute.
std::optional<std::int64_t> take_time_of_day(Cursor& cursor, bool& has_seconds) {
  const auto hour = cursor.number(2);
  if (!hour || *hour > 23 || !cursor.literal(":")) return std::nullopt;
  const auto minute = cursor.number(2);
  if (!minute || *minute > 59) return std::nullopt;
  std::int64_t us = *hour * env::kHourUs + *minute * env::kMinuteUs;
  has_seconds = cursor.literal(":");
  if (!has_seconds) return us;
  const auto second = cursor.number(2);
  if (!second || *second > 60) return std::nullopt;
  us += *second * env::kSecondUs;
  if (cursor.literal(".")) {
    const auto fraction = cursor.fraction_us();
    if (!fraction) return std::nullopt;
    us += *fraction;
  }
  return us;
}

std::optional<TimeUs> read(std::string_view text, const TimeZone& zone) {
  Cursor cursor(text);
  const auto date = take_date(cursor);
  if (!date) return std::nullopt;
  if (cursor.done()) return start_of_day(*date, zone);
  if (!cursor.literal("Tt ")) return std::nullopt;
  bool has_seconds = false;
  const auto time_of_day = take_time_of_day(cursor, has_seconds);
  if (!time_of_day) return std::nullopt;
  const std::int64_t local_us = microseconds(date->time_since_epoch()).count() + *time_of_day;
  if (cursor.done()) return zone.to_utc(local_us);
  if (!has_seconds) return std::nullopt;
  if (cursor.literal("Zz")) return cursor.done() ? std::optional(local_us) : std::nullopt;
  const bool east = cursor.literal("+");
  if (!east && !cursor.literal("-")) return std::nullopt;
  const auto hours = cursor.number(2);
  if (!hours || *hours > 23 || !cursor.literal(":")) return std::nullopt;
  const auto minutes = cursor.number(2);
  if (!minutes || *minutes > 59 || !cursor.done()) return std::nullopt;
  const std::int64_t offset_us = *hours * env::kHourUs + *minutes * env::kMinuteUs;
  return local_us - (east ? offset_us : -offset_us);
}

}  // namespace

base::Result<TimeUs> parse_time(std::string_view text, const TimeZone& zone) {
  if (const auto time = read(text, zone)) return *time;
  return base::fail(base::ErrorCode::kInvalidInput,
                    fmt::format("\"{}\" is not a time.", beginning(text, 40)), {},
                    std::string(kHint));
}

local_days local_day(TimeUs time_us, const TimeZone& zone) {
  return local_days(floor<days>(microseconds(time_us + zone.offset_us(time_us))));
}

TimeUs start_of_day(local_days day, const TimeZone& zone) {
  return zone.to_utc(microseconds(day.time_since_epoch()).count());
}

std::string format_day(local_days day) {
  const std::chrono::year_month_day date(day);
  return fmt::format("{:04}-{:02}-{:02}", int(date.year()), unsigned(date.month()),
                     unsigned(date.day()));
}

std::string format_time(TimeUs time_us, const TimeZone& zone) {
  // RFC 3339 knows no seconds in an offset; local mean times of the 19th century have them.
  const std::int64_t offset_minutes = zone.offset_us(time_us) / env::kMinuteUs;
  const std::int64_t local_us = time_us + offset_minutes * env::kMinuteUs;
  const local_days day(floor<days>(microseconds(local_us)));
  const std::int64_t of_day = local_us - microseconds(day.time_since_epoch()).count();
  std::string text = fmt::format("{}T{:02}:{:02}:{:02}", format_day(day), of_day / env::kHourUs,
                                 of_day / env::kMinuteUs % 60, of_day / env::kSecondUs % 60);
  if (const std::int64_t fraction = of_day % env::kSecondUs; fraction % 1000 != 0) {
    text += fmt::format(".{:06}", fraction);
  } else if (fraction != 0) {
    text += fmt::format(".{:03}", fraction / 1000);
  }
  const std::int64_t minutes = std::abs(offset_minutes);
  text += fmt::format("{}{:02}:{:02}", offset_minutes < 0 ? '-' : '+', minutes / 60, minutes % 60);
  return text;
}

}  // namespace wend::model
