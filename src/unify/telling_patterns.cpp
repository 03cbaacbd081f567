#include "unify/telling_patterns.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>

namespace wend::unify {
namespace {

constexpr std::size_t kPhoneDigitsMax = 15;  // E.164
constexpr std::size_t kPhoneDigitsMin = 7, kNationalDigitsMin = 8, kSpacedDigitsMin = 9,
                      kBareDigitsMin = 10;

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || static_cast<unsigned char>(c) >= 0x80;
}
bool is_local(char c) {
  return is_digit(c) || is_letter(c) || std::string_view("._%+-'!#$&*/=?^`{|}~").contains(c);
}
bool is_host(char c) {
  return is_digit(c) || is_letter(c) || c == '-' || c == '.';
}
bool is_hex(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'f');
}

// How many bytes at the beginning are a date: 2026-01-31, 31.01.2026, 1/31/2026.
std::size_t date_length(std::string_view text) {
  const auto digits = [&](std::size_t at) {
    std::size_t n = 0;
    while (at + n < text.size() && n < 5 && is_digit(text[at + n])) ++n;
    return n;
  };
  const auto is_between = [&](std::size_t at) {
    return at < text.size() && std::string_view("-./").contains(text[at]);
  };
  const std::size_t first = digits(0);
  if (first == 0 || first == 3 || first > 4 || !is_between(first)) return 0;
  const std::size_t second = digits(first + 1);
  if (second == 0 || second > 2 || !is_between(first + 1 + second)) return 0;
  const std::size_t at = first + second + 2, third = digits(at);
  const bool fits = first == 4 ? third == 1 || third == 2 : third == 4;
  return fits ? at + third : 0;
}

int hex_of(char c) {
  if (is_digit(c)) return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

std::optional<std::uint32_t> number_from_hex(std::string_view text) {
  std::uint32_t number = 0;
  for (const char c : text) {
    if (hex_of(c) < 0) return std::nullopt;
    number = number * 16 + static_cast<std::uint32_t>(hex_of(c));
  }
  return number;
}

void add_utf8(std::string& out, std::uint32_t c) {
  if (c < 0x80) {
    out += static_cast<char>(c);
  } else if (c < 0x800) {
    out += static_cast<char>(0xc0 | (c >> 6));
    out += static_cast<char>(0x80 | (c & 0x3f));
  } else {
    out += static_cast<char>(0xe0 | ((c >> 12) & 0x0f));
    out += static_cast<char>(0x80 | ((c >> 6) & 0x3f));
    out += static_cast<char>(0x80 | (c & 0x3f));
  }
}

struct Entity {
  std::string_view written, meant;
};
constexpr std::array kEntities = {
    Entity{"&#64;", "@"},    Entity{"&#x40;", "@"}, Entity{"&commat;", "@"}, Entity{"&amp;", "&"},
    Entity{"&period;", "."}, Entity{"&#46;", "."},  Entity{"&nbsp;", " "},
};

}  // namespace

void each_email(std::string_view folded, const TakePlace& take) {
  std::size_t from = 0;
  for (std::size_t at = folded.find('@'); at != std::string_view::npos;
       at = folded.find('@', at + 1)) {
    std::size_t begin = at, end = at + 1;
    while (begin > from && is_local(folded[begin - 1])) --begin;
    while (end < folded.size() && is_host(folded[end])) ++end;
    while (end > at + 1 && (folded[end - 1] == '.' || folded[end - 1] == '-')) --end;
    const std::string_view host = folded.substr(at + 1, end - at - 1);
    const auto dot = host.rfind('.');
    if (begin == at || dot == std::string_view::npos || dot == 0 || host.size() - dot < 3) continue;
    take(begin, end);
    from = end;
  }
}

void each_machine_address(std::string_view folded, const TakePlace& take) {
  for (std::size_t at = 0; at < folded.size();) {
    const bool edge = at == 0 || !(is_hex(folded[at - 1]) || is_letter(folded[at - 1]) ||
                                   folded[at - 1] == '.' || folded[at - 1] == ':');
    if (!edge || !(is_hex(folded[at]) || folded[at] == ':')) {
      ++at;
      continue;
    }
    std::size_t end = at;
    int dots = 0, colons = 0;
    bool pairs = false, letters = false;
    for (; end < folded.size(); ++end) {
      const char c = folded[end];
      if (c == '.') {
        ++dots;
      } else if (c == ':') {
        ++colons;
        pairs = pairs || (end > at && folded[end - 1] == ':');
      } else if (is_hex(c)) {
        letters = letters || !is_digit(c);
      } else {
        break;
      }
    }
    const std::size_t whole = end;
    const bool goes_on = end < folded.size() && is_letter(folded[end]);
    while (end > at && (folded[end - 1] == '.' || folded[end - 1] == ':')) {
      dots -= folded[end - 1] == '.' ? 1 : 0;
      --end;
    }
    bool four = dots == 3 && !letters && colons <= 1 && !goes_on;
    if (four) {  // each up to 255
      int value = -1;
      for (std::size_t i = at; i < end && folded[i] != ':'; ++i) {
        if (folded[i] == '.') {
          four = four && value >= 0;
          value = -1;
        } else {
          value = std::max(value, 0) * 10 + (folded[i] - '0');
          four = four && value <= 255;
        }
      }
      four = four && value >= 0;
    }
    const bool many = !goes_on && (colons >= 7 || (colons >= 3 && pairs));
    if (four || many) take(at, end);
    at = std::max(whole, at + 1);
  }
}

void each_phone(std::string_view folded, const std::function<bool(std::string_view)>& known,
                const TakePlace& take) {
  for (std::size_t at = 0; at < folded.size();) {
    const bool begins = is_digit(folded[at]) ||
                        ((folded[at] == '+' || folded[at] == '(') && at + 1 < folded.size() &&
                         (is_digit(folded[at + 1]) || folded[at + 1] == '('));
    if (!begins) {
      ++at;
      continue;
    }
    if (const std::size_t date = date_length(folded.substr(at)); date > 0) {
      at += date;
      // The time of day belongs to it.
      while (at < folded.size() &&
             (is_digit(folded[at]) || folded[at] == ':' ||
              (folded[at] == 't' && at + 1 < folded.size() && is_digit(folded[at + 1]))))
        ++at;
      continue;
    }
    std::string digits;
    std::size_t end = at, last = at;  // behind the last digit
    bool spaced = false, spaced_inside = false;
    for (; end < folded.size(); ++end) {
      const char c = folded[end];
      if (is_digit(c)) {
        digits += c;
        last = end + 1;
        spaced_inside = spaced_inside || spaced;
      } else if (std::string_view(" ()-./+").contains(c)) {
        // A number is not interrupted for long.
        if (end >= last + 3 && !digits.empty()) break;
        if (c == '+' && !digits.empty()) break;
        spaced = !digits.empty();
      } else {
        break;
      }
    }
    const bool edge = at == 0 || !is_letter(folded[at - 1]);
    const bool whole = at == 0 && last == folded.size();
    const bool fits = digits.size() <= kPhoneDigitsMax;
    const bool abroad = folded[at] == '+' || digits.starts_with("00");
    bool is_phone = known(digits);
    if (fits && edge) {
      is_phone = is_phone || (abroad && digits.size() >= kPhoneDigitsMin) ||
                 (digits.starts_with('0') && digits.size() >= kNationalDigitsMin) ||
                 (spaced_inside && digits.size() >= kSpacedDigitsMin) ||
                 (!whole && digits.size() >= kBareDigitsMin);
    }
    if (is_phone) take(at, last);
    at = std::max(last, at + 1);
  }
}

std::string decoded_once(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%' && i + 2 < text.size()) {
      if (const auto byte = number_from_hex(text.substr(i + 1, 2))) {
        out += static_cast<char>(*byte);
        i += 2;
        continue;
      }
    }
    if (text[i] == '\\' && i + 5 < text.size() && (text[i + 1] == 'u' || text[i + 1] == 'U')) {
      if (const auto character = number_from_hex(text.substr(i + 2, 4))) {
        add_utf8(out, *character);
        i += 5;
        continue;
      }
    }
    if (text[i] == '&') {
      const auto entity = std::ranges::find_if(
          kEntities, [&](const Entity& one) { return text.substr(i).starts_with(one.written); });
      if (entity != kEntities.end()) {
        out += entity->meant;
        i += entity->written.size() - 1;
        continue;
      }
    }
    out += text[i];
  }
  return out;
}

}  // namespace wend::unify
