#include "model/search_terms.h"

#include <algorithm>
#include <array>
#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>

#include "model/beginning.h"

namespace wend::model {
namespace {

constexpr std::string_view kBlanks = " \t\r\n\v\f";
constexpr std::size_t kPhoneDigitsMin = 3;   // typed
constexpr std::size_t kNumberDigitsMin = 6;  // of what is kept
constexpr std::size_t kCallingCodeMax = 3;

// Letters that Unicode does not take apart, and what people type for them.
struct Plain {
  char32_t letter;
  std::string_view plain;
};
constexpr std::array<Plain, 9> kPlain = {{{U'ø', "o"},
                                          {U'ł', "l"},
                                          {U'đ', "d"},
                                          {U'ı', "i"},
                                          {U'æ', "ae"},
                                          {U'œ', "oe"},
                                          {U'þ', "th"},
                                          {U'ð', "d"},
                                          {U'ħ', "h"}}};

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

// Bytes of other scripts count as letters; what is between words is ASCII.
bool is_word(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'z') || static_cast<unsigned char>(c) >= 0x80;
}

// Pieces of a folded text between blanks, without what is no letter at their ends.
template <typename Take>
void each_piece(std::string_view text, Take&& take) {
  for (std::size_t at = text.find_first_not_of(kBlanks); at != text.npos;
       at = text.find_first_not_of(kBlanks, at)) {
    const std::size_t end = std::min(text.find_first_of(kBlanks, at), text.size());
    std::string_view piece = text.substr(at, end - at);
    at = end;
    while (!piece.empty() && !is_word(piece.front())) piece.remove_prefix(1);
    while (!piece.empty() && !is_word(piece.back())) piece.remove_suffix(1);
    if (!piece.empty() && !take(piece)) return;
  }
}

std::string term_of(std::string_view text) {
  return std::string(beginning(text, kTermBytesMax));
}

// The digits of what is written as a phone number, and whether it says its country. Empty when it
// is none.
struct Phone {
  std::string digits;
  bool international = false;
};
Phone phone_of(std::string_view text, std::size_t digits_min) {
  Phone phone;
  bool other = false;
  for (const char c : text) {
    if (is_digit(c))
      phone.digits += c;
    else if (c == '+' && phone.digits.empty() && !phone.international)
      phone.international = true;
    else if (std::string_view(" ().-/\t").find(c) == std::string_view::npos)
      other = true;
  }
  if (other || phone.digits.size() < digits_min) return {};
  if (phone.digits.starts_with("00")) phone.international = true;
  phone.digits.erase(0, std::min(phone.digits.find_first_not_of('0'), phone.digits.size()));
  return phone;
}

// Which part of a number people leave away depends on the country, whose code has up to three
// digits.
void add_terms_of_phone(const Phone& phone, std::vector<std::string>& terms) {
  if (phone.digits.empty()) return;
  const std::size_t left_away = phone.international ? kCallingCodeMax : 0;
  for (std::size_t from = 0; from <= left_away && from < phone.digits.size(); ++from)
    terms.push_back(term_of(std::string_view(phone.digits).substr(from)));
}

}  // namespace

std::string folded(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  if (std::ranges::all_of(text, [](unsigned char c) { return c < 0x80; })) {
    for (const char c : text) out += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    return out;
  }
  UErrorCode error = U_ZERO_ERROR;
  const icu::Normalizer2* casefold = icu::Normalizer2::getNFKCCasefoldInstance(error);
  const icu::Normalizer2* apart = icu::Normalizer2::getNFDInstance(error);
  const auto source =
      icu::UnicodeString::fromUTF8({text.data(), static_cast<std::int32_t>(text.size())});
  const icu::UnicodeString decomposed = apart->normalize(casefold->normalize(source, error), error);
  if (U_FAILURE(error)) return std::string(text);
  icu::UnicodeString kept;
  for (std::int32_t i = 0; i < decomposed.length(); i = decomposed.moveIndex32(i, 1)) {
    const UChar32 c = decomposed.char32At(i);
    if (u_charType(c) == U_NON_SPACING_MARK) continue;
    const auto plain = std::ranges::find(kPlain, static_cast<char32_t>(c), &Plain::letter);
    if (plain != kPlain.end())
      kept.append(icu::UnicodeString::fromUTF8(
          {plain->plain.data(), static_cast<std::int32_t>(plain->plain.size())}));
    else
      kept.append(c);
  }
  kept.toUTF8String(out);
  return out;
}

void add_terms_of_text(std::string_view text, std::vector<std::string>& terms) {
  const std::string whole = folded(text);
  const std::size_t most = terms.size() + kTermsOfTextMax;
  if (whole.starts_with('+') || whole.starts_with('0'))
    add_terms_of_phone(phone_of(whole, kNumberDigitsMin), terms);
  each_piece(whole, [&](std::string_view piece) {
    for (std::size_t at = 0; at < piece.size(); ++at) {
      if (!is_word(piece[at]) || (at > 0 && is_word(piece[at - 1]))) continue;
      if (terms.size() >= most) return false;
      terms.push_back(term_of(piece.substr(at)));
    }
    return true;
  });
}

void add_terms_of_identity(std::string_view name, std::string_view value,
                           std::vector<std::string>& terms) {
  if (name == "phone") {
    const Phone phone = phone_of(value, kPhoneDigitsMin);
    add_terms_of_phone(phone, terms);
    if (!phone.digits.empty()) return;
  }
  if (value.find('@') != value.npos) return add_terms_of_text(value, terms);
  const std::size_t most = terms.size() + kTermsOfTextMax;
  each_piece(folded(value), [&](std::string_view piece) {
    terms.push_back(term_of(piece));
    return terms.size() < most;
  });
}

SearchWords search_words(std::string_view typed) {
  SearchWords words;
  const std::string whole = folded(typed);
  std::vector<std::string> pieces;
  each_piece(whole, [&](std::string_view piece) {
    pieces.push_back(term_of(piece));
    return pieces.size() < kSearchWordsMax;
  });
  if (pieces.empty()) return words;
  const std::size_t first = whole.find_first_not_of(kBlanks);
  words.whole = whole.substr(first, whole.find_last_not_of(kBlanks) - first + 1);
  Phone phone = phone_of(whole, kPhoneDigitsMin);
  if (!phone.digits.empty() && (pieces.size() > 1 || pieces[0] != phone.digits))
    words.ways.push_back({std::move(phone.digits)});
  words.ways.push_back(std::move(pieces));
  return words;
}

bool is_identity(const SearchWords& words, std::string_view value) {
  if (folded(value) == words.whole) return true;
  const Phone typed = phone_of(words.whole, kNumberDigitsMin);
  return !typed.digits.empty() && typed.digits == phone_of(value, kNumberDigitsMin).digits;
}

}  // namespace wend::model
