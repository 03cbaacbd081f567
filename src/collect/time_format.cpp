#include "collect/time_format.h"

#include <array>
#include <charconv>
#include <chrono>
#include <cmath>
#include <fmt/format.h>

namespace wend::collect {
namespace {

using env::TimeUs;

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

// Reads a text from left to right; every step answers whether it fitted.
class Cursor {
 public:
  explicit Cursor(std::string_view text) : text_(text) {}
  bool at_end() const { return position_ == text_.size(); }
  char peek() const { return at_end() ? '\0' : text_[position_]; }
  bool accept(char c) {
    if (peek() != c || at_end()) return false;
    ++position_;
    return true;
  }
  void skip_spaces() {
    while (peek() == ' ' || peek() == '\t') ++position_;
  }
  bool digits(std::size_t least, std::size_t most, int& out) {
    std::size_t count = 0;
    out = 0;
    while (count < most && is_digit(peek())) {
      out = out * 10 + (text_[position_++] - '0');
      ++count;
    }
    return count >= least;
  }
  // ".123456": digits beyond the sixth are cut.
  TimeUs fraction() {
    if ((peek() != '.' && peek() != ',') || position_ + 1 >= text_.size() ||
        !is_digit(text_[position_ + 1]))
      return 0;
    ++position_;
    TimeUs value = 0, scale = 100'000;
    while (is_digit(peek())) {
      value += (text_[position_++] - '0') * scale;
      scale /= 10;
    }
    return value;
  }
  // Z, UTC, GMT, +02, +0200, +02:00; `offset` in microseconds.
  bool offset(TimeUs& out) {
    if (accept('Z') || accept('z') || word("UTC") || word("GMT")) {
      out = 0;
      return true;
    }
    const char sign = peek();
    if (sign != '+' && sign != '-') return false;
    ++position_;
    int hours = 0, minutes = 0;
    if (!digits(2, 2, hours)) return false;
    const bool colon = accept(':');
    if ((colon || is_digit(peek())) && !digits(2, 2, minutes)) return false;
    if (hours > 18 || minutes > 59) return false;
    out = (hours * 60 + minutes) * env::kMinuteUs * (sign == '-' ? -1 : 1);
    return true;
  }
  bool word(std::string_view word) {
    if (text_.size() - position_ < word.size()) return false;
    for (std::size_t i = 0; i < word.size(); ++i) {
      if ((text_[position_ + i] | 0x20) != (word[i] | 0x20)) return false;
    }
    position_ += word.size();
    return true;
  }
  std::string_view rest() const { return text_.substr(position_); }
  void skip_letters() {
    while (!at_end() && (std::isalpha(static_cast<unsigned char>(peek())) || (peek() & 0x80)))
      ++position_;
  }

 private:
  std::string_view text_;
  std::size_t position_ = 0;
};

struct Name {
  std::string_view text;
  int number;
};
// The long names first, so that "March" is not read as "Mar" and "ch".
constexpr std::array kMonths = std::to_array<Name>(
    {{"January", 1},   {"February", 2},  {"March", 3},  {"April", 4},      {"May", 5},
     {"June", 6},      {"July", 7},      {"August", 8}, {"September", 9},  {"October", 10},
     {"November", 11}, {"December", 12}, {"Januar", 1}, {"Februar", 2},    {"M\xC3\xA4rz", 3},
     {"Mai", 5},       {"Juni", 6},      {"Juli", 7},   {"Oktober", 10},   {"Dezember", 12},
     {"Jan", 1},       {"Feb", 2},       {"Mar", 3},    {"M\xC3\xA4r", 3}, {"Mrz", 3},
     {"Apr", 4},       {"Jun", 6},       {"Jul", 7},    {"Aug", 8},        {"Sept", 9},
     {"Sep", 9},       {"Oct", 10},      {"Okt", 10},   {"Nov", 11},       {"Dec", 12},
     {"Dez", 12}});

struct Parts {
  int year = 1970, month = 1, day = 1, hour = 0, minute = 0, second = 0;
  TimeUs fraction_us = 0;
  std::optional<TimeUs> offset_us;
};

// Local microseconds, or UTC when there is an offset.
std::optional<TimeUs> join(const Parts& parts) {
  const auto day = day_to_us(parts.year, parts.month, parts.day);
  // 24:00:00 is the end of the day and 60 a leap second, as ISO 8601 has them.
  if (!day || parts.hour > 24 || parts.minute > 59 || parts.second > 60) return std::nullopt;
  if (parts.hour == 24 && (parts.minute != 0 || parts.second != 0)) return std::nullopt;
  return *day + parts.hour * env::kHourUs + parts.minute * env::kMinuteUs +
         parts.second * env::kSecondUs + parts.fraction_us - parts.offset_us.value_or(0);
}

std::optional<TimeUs> parse_unix(std::string_view text, TimeUs unit_us) {
  std::int64_t whole = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), whole);
  if (error != std::errc{}) return std::nullopt;
  TimeUs result = 0;
  if (__builtin_mul_overflow(whole, unit_us, &result)) return std::nullopt;
  std::string_view rest(end, static_cast<std::size_t>(text.data() + text.size() - end));
  if (rest.empty()) return result;
  double fraction = 0;
  const auto read = std::from_chars(rest.data(), rest.data() + rest.size(), fraction);
  if (rest[0] != '.' || read.ec != std::errc{} || read.ptr != rest.data() + rest.size())
    return std::nullopt;
  const auto part = static_cast<TimeUs>(std::llround(fraction * static_cast<double>(unit_us)));
  return text.starts_with('-') ? result - part : result + part;
}

}  // namespace

std::optional<TimeUs> day_to_us(int year, int month, int day) {
  const std::chrono::year_month_day date{std::chrono::year(year),
                                         std::chrono::month(static_cast<unsigned>(month)),
                                         std::chrono::day(static_cast<unsigned>(day))};
  if (!date.ok()) return std::nullopt;
  return std::chrono::sys_days(date).time_since_epoch().count() * env::kDayUs;
}

base::Result<TimeFormat> TimeFormat::make(const std::string& format, LocalZone zone) {
  TimeFormat made;
  made.name_ = format;
  made.zone_ = std::move(zone);
  if (format == "iso") return made;
  if (format == "unix_s" || format == "unix_ms" || format == "unix_us") {
    made.kind_ = Kind::kUnix;
    made.unit_us_ = format == "unix_s" ? env::kSecondUs : format == "unix_ms" ? 1000 : 1;
    return made;
  }
  made.kind_ = Kind::kPattern;
  bool any = false;
  for (std::size_t i = 0; i < format.size(); ++i) {
    if (format[i] != '%') continue;
    ++i;
    if (i == format.size() ||
        std::string_view("YymdeHIMSfpbBaAzZ%").find(format[i]) == std::string_view::npos) {
      return base::fail(
          base::ErrorCode::kInvalidInput,
          fmt::format("The time format \"{}\" has an unknown directive at position {}.", format, i),
          "time.format", "Known are %Y %y %m %d %e %H %I %M %S %p %b %B %a %A %z.");
    }
    any = true;
  }
  if (!any) {
    return base::fail(base::ErrorCode::kInvalidInput,
                      fmt::format("There is no time format called \"{}\".", format), "time.format",
                      "Use iso, unix_s, unix_ms, unix_us or a pattern such as %d.%m.%Y %H:%M.");
  }
  return made;
}

std::optional<TimeUs> TimeFormat::parse(std::string_view text) {
  switch (kind_) {
    case Kind::kIso:
      return parse_iso(text);
    case Kind::kUnix:
      return parse_unix(text, unit_us_);
    case Kind::kPattern:
      return parse_pattern(text);
  }
  return std::nullopt;
}

std::optional<TimeUs> TimeFormat::parse_iso(std::string_view text) {
  Cursor cursor(text);
  Parts parts;
  if (!cursor.digits(4, 4, parts.year)) return std::nullopt;
  const bool extended = cursor.accept('-');
  if (!cursor.digits(2, 2, parts.month)) return std::nullopt;
  if (extended && !cursor.accept('-')) return std::nullopt;
  if (!cursor.digits(2, 2, parts.day)) return std::nullopt;
  bool has_offset = false;
  if (!cursor.at_end()) {
    if (!cursor.accept('T') && !cursor.accept('t') && !cursor.accept(' ')) return std::nullopt;
    if (!cursor.digits(2, 2, parts.hour)) return std::nullopt;
    const bool colons = cursor.accept(':');
    if (!cursor.digits(2, 2, parts.minute)) return std::nullopt;
    if (colons ? cursor.accept(':') : is_digit(cursor.peek())) {
      if (!cursor.digits(2, 2, parts.second)) return std::nullopt;
      parts.fraction_us = cursor.fraction();
    }
    cursor.skip_spaces();
    if (!cursor.at_end()) {
      TimeUs offset = 0;
      if (!cursor.offset(offset) || !cursor.at_end()) return std::nullopt;
      parts.offset_us = offset;
      has_offset = true;
    }
  }
  const auto joined = join(parts);
  if (!joined) return std::nullopt;
  return has_offset ? *joined : zone_.to_utc(*joined);
}

std::optional<TimeUs> TimeFormat::parse_pattern(std::string_view text) {
  Cursor cursor(text);
  Parts parts;
  int afternoon = -1;
  bool twelve_hours = false;
  for (std::size_t i = 0; i < name_.size(); ++i) {
    if (name_[i] == ' ') {
      cursor.skip_spaces();
      continue;
    }
    if (name_[i] != '%') {
      if (!cursor.accept(name_[i])) return std::nullopt;
      continue;
    }
    bool fits = true;
    switch (name_[++i]) {
      case 'Y':
        fits = cursor.digits(4, 4, parts.year);
        break;
      case 'y':
        fits = cursor.digits(2, 2, parts.year);
        parts.year += parts.year < 69 ? 2000 : 1900;  // as POSIX has it
        break;
      case 'm':
        fits = cursor.digits(1, 2, parts.month);
        break;
      case 'd':
        fits = cursor.digits(1, 2, parts.day);
        break;
      case 'e':
        cursor.skip_spaces();
        fits = cursor.digits(1, 2, parts.day);
        break;
      case 'I':
        twelve_hours = true;
        [[fallthrough]];
      case 'H':
        fits = cursor.digits(1, 2, parts.hour);
        break;
      case 'M':
        fits = cursor.digits(2, 2, parts.minute);
        break;
      case 'S':
        fits = cursor.digits(2, 2, parts.second);
        parts.fraction_us = cursor.fraction();
        break;
      case 'f': {
        int ignored = 0;
        fits = cursor.digits(1, 9, ignored);
        break;
      }
      case 'p':
        afternoon = cursor.word("AM") || cursor.word("a.m.")   ? 0
                    : cursor.word("PM") || cursor.word("p.m.") ? 1
                                                               : -1;
        fits = afternoon >= 0;
        break;
      case 'b':
      case 'B': {
        fits = false;
        for (const Name& month : kMonths) {
          if (!cursor.word(month.text)) continue;
          parts.month = month.number;
          fits = true;
          cursor.accept('.');
          break;
        }
        break;
      }
      case 'a':
      case 'A':
        cursor.skip_letters();
        break;
      case 'z':
      case 'Z': {
        TimeUs offset = 0;
        fits = cursor.offset(offset);
        parts.offset_us = offset;
        break;
      }
      case '%':
        fits = cursor.accept('%');
        break;
      default:
        fits = false;
    }
    if (!fits) return std::nullopt;
  }
  if (!cursor.at_end()) return std::nullopt;
  if (twelve_hours) {
    if (parts.hour < 1 || parts.hour > 12) return std::nullopt;
    parts.hour = parts.hour % 12 + (afternoon == 1 ? 12 : 0);
  }
  const auto joined = join(parts);
  if (!joined) return std::nullopt;
  return parts.offset_us ? *joined : zone_.to_utc(*joined);
}

namespace {

struct Fit {
  std::string format;
  std::size_t read = 0;
  double span = 0;
};

// Numbers that are plausible as a time in this unit: 1980 to 2100. Smaller ones are counts, years
// or days as YYYYMMDD.
bool plausible(std::string_view format, TimeUs time) {
  if (!format.starts_with("unix")) return true;
  return time >= *day_to_us(1980, 1, 1) && time < *day_to_us(2100, 1, 1);
}

Fit fit_of(const std::string& format, const std::vector<std::string_view>& samples) {
  Fit fit{format};
  auto made = TimeFormat::make(format, {});
  TimeUs first = 0, last = 0;
  for (const std::string_view sample : samples) {
    // A year alone, or eight digits, is a day only when the year is one that people write down.
    const auto time = made->parse(sample);
    if (!time || !plausible(format, *time)) continue;
    if (*time < *day_to_us(1900, 1, 1) || *time > *day_to_us(2200, 1, 1)) continue;
    first = fit.read == 0 ? *time : std::min(first, *time);
    last = fit.read == 0 ? *time : std::max(last, *time);
    ++fit.read;
  }
  fit.span = static_cast<double>(last - first);
  return fit;
}

}  // namespace

std::optional<TimeGuess> guess_time_format(const std::vector<std::string_view>& samples,
                                           double share_min) {
  static const std::vector<std::string> candidates = [] {
    std::vector<std::string> list = {"iso", "unix_s", "unix_ms", "unix_us", "%Y%m%d%H%M%S"};
    for (const char* date :
         {"%Y/%m/%d", "%Y.%m.%d", "%d.%m.%Y", "%m/%d/%Y", "%d/%m/%Y", "%d-%m-%Y", "%m-%d-%Y",
          "%d.%m.%y", "%m/%d/%y", "%d/%m/%y", "%d %b %Y", "%d. %b %Y", "%b %d, %Y", "%b %d %Y",
          "%d-%b-%Y", "%a, %d %b %Y", "%a %d %b %Y", "%d/%b/%Y"}) {
      for (const char* time :
           {"", " %H:%M:%S", " %H:%M", " %I:%M %p", " %I:%M:%S %p", " %H:%M:%S %z", ", %H:%M:%S",
            ", %H:%M", ", %I:%M %p", ", %I:%M:%S %p", ":%H:%M:%S %z"}) {
        list.push_back(std::string(date) + time);
      }
    }
    list.emplace_back("%a %b %e %H:%M:%S %Y");
    list.emplace_back("%a %b %e %Y %H:%M:%S");
    return list;
  }();
  if (samples.empty()) return std::nullopt;

  Fit best, second;
  for (const std::string& format : candidates) {
    Fit fit = fit_of(format, samples);
    if (fit.read == 0 || fit.read < best.read) continue;
    const bool better = fit.read > best.read || fit.span < best.span;
    if (better) {
      second = fit.read == best.read ? std::move(best) : Fit{};
      best = std::move(fit);
    } else if (second.format.empty()) {
      second = std::move(fit);
    }
  }
  const double share = static_cast<double>(best.read) / static_cast<double>(samples.size());
  if (share < share_min) return std::nullopt;
  // Only day and month the other way round is a different reading; other pairs read the same times.
  const bool swapped = second.span != best.span ||
                       (best.format.find('/') != std::string::npos ||
                        best.format.find("%d-%m") == 0 || best.format.find("%m-%d") == 0);
  return TimeGuess{best.format, swapped ? second.format : std::string(), share};
}

}  // namespace wend::collect
