#include "model/person_texts.h"

#include <algorithm>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

namespace wend::model {
namespace {

constexpr std::size_t kTellingBytes = 8, kMixedBytes = 6;
// Country and area may be written or not; the last nine digits tell a number.
constexpr std::size_t kPhoneDigits = 9, kPhoneDigitsBefore = 6;

constexpr std::string_view kBetweenWords = " \t\r\n,;|:[]{}=&";

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
bool is_wordly(char c) {
  return is_digit(c) || is_letter(c) || static_cast<unsigned char>(c) >= 0x80;
}
char small(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}
std::string in_small_letters(std::string_view text) {
  std::string out(text);
  std::ranges::transform(out, out.begin(), small);
  return out;
}
std::string_view without_blanks(std::string_view text) {
  const auto first = text.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
}

bool tells(std::string_view value) {
  if (value.contains('@') || value.size() >= kTellingBytes) return true;
  return value.size() >= kMixedBytes && std::ranges::any_of(value, is_digit) &&
         std::ranges::any_of(value, is_letter);
}

int hex_of(char c) {
  if (is_digit(c)) return c - '0';
  const char s = small(c);
  return s >= 'a' && s <= 'f' ? s - 'a' + 10 : -1;
}

// "%40" as "@"; nothing when there is no such thing.
std::optional<std::string> percent_decoded(std::string_view text) {
  if (!text.contains('%')) return std::nullopt;
  std::string out;
  bool changed = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%' && i + 2 < text.size() && hex_of(text[i + 1]) >= 0 &&
        hex_of(text[i + 2]) >= 0) {
      out += static_cast<char>(hex_of(text[i + 1]) * 16 + hex_of(text[i + 2]));
      i += 2;
      changed = true;
    } else {
      out += text[i];
    }
  }
  return changed ? std::optional(out) : std::nullopt;
}

std::optional<std::string> json_text(std::string_view token) {
  boost::system::error_code error;
  boost::json::parse_options options;
  options.allow_invalid_utf8 = true;
  const auto value = boost::json::parse(token, error, {}, options);
  if (error || !value.is_string()) return std::nullopt;
  return std::string(value.get_string());
}

// Calls `text` with every text of the JSON, with its quotes, and `other` with what stands between
// them. Takes any bytes.
template <typename Text, typename Other>
void each_token(std::string_view json, Text text, Other other) {
  std::size_t at = 0;
  while (at < json.size()) {
    const std::size_t begin = json.find('"', at);
    if (begin != at) other(json.substr(at, begin == std::string_view::npos ? begin : begin - at));
    if (begin == std::string_view::npos) return;
    std::size_t end = begin + 1;
    while (end < json.size() && json[end] != '"') end += json[end] == '\\' ? 2 : 1;
    end = std::min(end + 1, json.size());
    text(json.substr(begin, end - begin));
    at = end;
  }
}

}  // namespace

PersonTexts::PersonTexts(IdentityRules rules, const std::vector<Value>& values)
    : rules_(std::move(rules)) {
  const BlockedValues blocked(rules_);
  for (const Value& one : values) {
    if (one.value.empty() || blocked.contains(one.value)) continue;  // stands for nobody
    values_.insert(one.value);
    std::string digits;
    std::ranges::copy_if(one.value, std::back_inserter(digits), is_digit);
    const bool phone = one.identity_namespace == "phone" && digits.size() >= kPhoneDigits;
    if (phone) phones_.insert(digits.substr(digits.size() - kPhoneDigits));
    if (!phone && !tells(one.value)) {
      ++short_values_;
      continue;
    }
    const bool address = one.value.contains('@');
    if (address) values_.insert(in_small_letters(one.value));
    needles_[in_small_letters(one.value)].push_back({one.value, address});
    sizes_.push_back(one.value.size());
  }
  std::ranges::sort(sizes_, std::greater<>());
  sizes_.erase(std::unique(sizes_.begin(), sizes_.end()), sizes_.end());
}

bool PersonTexts::has_phone(std::string_view text) const {
  if (phones_.empty()) return false;
  // Runs of digits with the punctuation that people put between them.
  std::string digits;
  const auto matches = [&] {
    return digits.size() >= kPhoneDigits && digits.size() <= kPhoneDigits + kPhoneDigitsBefore &&
           phones_.contains(std::string_view(digits).substr(digits.size() - kPhoneDigits));
  };
  for (const char c : text) {
    if (is_digit(c)) {
      digits += c;
    } else if (!std::string_view(" ()-./+\xC2\xA0").contains(c)) {
      if (matches()) return true;
      digits.clear();
    }
  }
  return matches();
}

PersonTexts::Match PersonTexts::find(std::string_view text, std::string_view small,
                                     std::size_t from) const {
  if (sizes_.empty()) return {};
  for (std::size_t at = from; at + sizes_.back() <= text.size(); ++at) {
    // Part of a longer word is somebody else.
    if (at > 0 && is_wordly(text[at - 1])) continue;
    for (const std::size_t size : sizes_) {
      const std::size_t end = at + size;
      if (end > text.size() || (end < text.size() && is_wordly(text[end]))) continue;
      const auto found = needles_.find(small.substr(at, size));
      if (found == needles_.end()) continue;
      const auto is = [&](const Needle& needle) {
        return needle.any_case || needle.bytes == text.substr(at, size);
      };
      if (std::ranges::any_of(found->second, is)) return {at, size};
    }
  }
  return {};
}

bool PersonTexts::is_value(std::string_view text) const {
  text = without_blanks(text);
  if (text.empty()) return false;
  if (values_.contains(std::string(text))) return true;
  if (text.contains('@')) return values_.contains(in_small_letters(text));
  return text.size() <= 40 && has_phone(text) &&
         std::ranges::none_of(text, [](char c) { return is_letter(c); });
}

bool PersonTexts::is_in(std::string_view text) const {
  if (find(text, in_small_letters(text), 0).at != std::string_view::npos) return true;
  if (has_phone(text)) return true;
  const auto decoded = percent_decoded(text);
  return decoded && is_in(*decoded);
}

bool PersonTexts::is_named_in(std::string_view json) const {
  bool found = false;
  each_token(
      json,
      [&](std::string_view token) {
        if (found) return;
        const auto text = json_text(token);
        // One that is not closed goes on to the end.
        const bool closed = token.size() > 1 && token.ends_with('"');
        const std::string_view inside =
            text ? std::string_view(*text) : token.substr(1, token.size() - (closed ? 2 : 1));
        found = is_value(inside) || is_in(inside);
      },
      [&](std::string_view between) {
        if (found) return;
        if (is_in(between)) {
          found = true;
          return;
        }
        while (!between.empty() && !found) {
          const auto end = between.find_first_of(kBetweenWords);
          found = is_value(between.substr(0, end));
          if (end == std::string_view::npos) return;
          between.remove_prefix(end + 1);
        }
      });
  return found;
}

std::optional<std::string> PersonTexts::taken_out_of(std::string_view text) const {
  std::string out;
  const std::string small = in_small_letters(text);
  std::size_t kept = 0;
  for (;;) {
    const Match match = find(text, small, kept);
    out += text.substr(kept, match.at == std::string_view::npos ? match.at : match.at - kept);
    if (match.at == std::string_view::npos) break;
    kept = match.at + match.size;
  }
  // What remains is written in a way that has no place of its own.
  if (is_in(out)) return std::string();
  return out.size() < text.size() ? std::optional(out) : std::nullopt;
}

std::optional<std::string> PersonTexts::taken_out_of_json(std::string_view json) const {
  // Most have nothing of it, and escapes that could hide it are rare.
  if (!json.contains('\\') && !is_in(json)) return std::nullopt;
  std::string out;
  bool changed = false;
  each_token(
      json,
      [&](std::string_view token) {
        const auto text = json_text(token);
        const auto without = text ? taken_out_of(*text) : std::nullopt;
        if (!without) {
          out += token;
          return;
        }
        changed = true;
        out += boost::json::serialize(boost::json::string(*without));
      },
      [&](std::string_view between) { out += between; });
  return changed ? std::optional(out) : std::nullopt;
}

void each_possible_value(std::string_view json, const std::function<void(std::string_view)>& take) {
  const auto words_of = [&](std::string_view text) {
    while (!text.empty()) {
      const auto end = text.find_first_of(kBetweenWords);
      if (end > 0) take(text.substr(0, end));
      if (end == std::string_view::npos) return;
      text.remove_prefix(end + 1);
    }
  };
  each_token(
      json,
      [&](std::string_view token) {
        const auto text = json_text(token);
        const std::string_view inside = text ? std::string_view(*text) : token;
        take(without_blanks(inside));
        words_of(inside);
        if (const auto decoded = percent_decoded(inside)) words_of(*decoded);
        // JSON within JSON, as headers of a body are kept.
        if (text && text->contains('"')) each_possible_value(*text, take);
      },
      words_of);
}

}  // namespace wend::model
