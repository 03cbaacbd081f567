#include "unify/telling_values.h"

#include <algorithm>
#include <functional>
#include <xxhash.h>

namespace wend::unify {
namespace {

constexpr std::size_t kWordBytes = 4;      // shorter ones are found only as the whole text
constexpr std::size_t kAnywhereBytes = 8;  // with a digit or an @
// Of a longer value its beginning is looked for, and what follows goes with it.
constexpr std::size_t kLongBytes = 96;
constexpr std::size_t kBeginBytes = 4;
constexpr std::size_t kPhoneDigits = 9;

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_wordly(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'z');
}
bool is_foreign(char c) {
  return static_cast<unsigned char>(c) >= 0x80;
}
std::size_t place_of(std::string_view text) {
  return XXH3_64bits(text.data(), kBeginBytes) & 0xffff;
}

}  // namespace

std::uint64_t TellingValues::hash(Kind kind, std::string_view text) {
  return XXH3_64bits_withSeed(text.data(), text.size(), static_cast<std::uint64_t>(kind) + 1);
}

bool TellingValues::has(Kind kind, std::string_view text) const {
  return std::ranges::binary_search(hashes_, hash(kind, text));
}

void TellingValues::add_whole(std::string_view value) {
  if (!value.empty()) hashes_.push_back(hash(Kind::kWhole, value));
}

void TellingValues::add(std::string_view value) {
  add_whole(value);
  if (value.size() < kWordBytes) return;
  const bool long_one = value.size() > kLongBytes;
  const bool anywhere = value.size() >= kAnywhereBytes &&
                        (value.contains('@') || std::ranges::any_of(value, is_digit));
  if (long_one) value = value.substr(0, kLongBytes);
  hashes_.push_back(hash(long_one ? Kind::kLong : anywhere ? Kind::kAnywhere : Kind::kWord, value));
  begins_.set(place_of(value));
  if (std::ranges::find(sizes_, value.size()) == sizes_.end()) sizes_.push_back(value.size());
}

void TellingValues::add_phone(std::string_view value) {
  std::string digits;
  std::ranges::copy_if(value, std::back_inserter(digits), is_digit);
  if (digits.size() < kPhoneDigits) return;
  hashes_.push_back(
      hash(Kind::kPhone, std::string_view(digits).substr(digits.size() - kPhoneDigits)));
}

void TellingValues::add_all(const TellingValues& values) {
  hashes_.insert(hashes_.end(), values.hashes_.begin(), values.hashes_.end());
  begins_ |= values.begins_;
  for (const std::size_t size : values.sizes_)
    if (std::ranges::find(sizes_, size) == sizes_.end()) sizes_.push_back(size);
}

void TellingValues::finish(std::uint32_t holders_max) {
  std::ranges::sort(hashes_);
  std::size_t kept = 0;
  for (std::size_t i = 0; i < hashes_.size();) {
    std::size_t end = i;
    while (end < hashes_.size() && hashes_[end] == hashes_[i]) ++end;
    if (holders_max == 0 || end - i <= holders_max) hashes_[kept++] = hashes_[i];
    i = end;
  }
  hashes_.resize(kept);  // each once
  hashes_.shrink_to_fit();
  std::ranges::sort(sizes_, std::greater<>());
}

bool TellingValues::is_value(std::string_view folded) const {
  return !folded.empty() && !hashes_.empty() && has(Kind::kWhole, folded);
}

bool TellingValues::is_phone(std::string_view digits) const {
  return digits.size() >= kPhoneDigits && !hashes_.empty() &&
         has(Kind::kPhone, digits.substr(digits.size() - kPhoneDigits));
}

std::optional<TellingValues::Match> TellingValues::find(std::string_view folded,
                                                        std::size_t from) const {
  if (sizes_.empty()) return std::nullopt;
  for (std::size_t at = from; at + sizes_.back() <= folded.size(); ++at) {
    if (!begins_.test(place_of(folded.substr(at)))) continue;
    // Scripts without blanks between words have no edges to ask for.
    const bool begins_word = at == 0 || !is_wordly(folded[at - 1]) || !is_wordly(folded[at]);
    for (const std::size_t size : sizes_) {
      if (at + size > folded.size()) continue;
      const std::string_view piece = folded.substr(at, size);
      if (size == kLongBytes && has(Kind::kLong, piece)) return Match{at, folded.size() - at};
      const char next = at + size < folded.size() ? folded[at + size] : ' ';
      const bool word = begins_word && (!is_wordly(next) || is_foreign(piece.back()));
      if (word && has(Kind::kWord, piece)) return Match{at, size};
      if (size >= kAnywhereBytes && has(Kind::kAnywhere, piece)) return Match{at, size};
    }
  }
  return std::nullopt;
}

}  // namespace wend::unify
