#include "unify/text_cleaner.h"

#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <cmath>
#include <fmt/format.h>

#include "unify/folded_text.h"
#include "unify/telling_patterns.h"

namespace wend::unify {
namespace {

namespace json = boost::json;

constexpr std::string_view kEmail = "[e-mail]", kNumber = "[number]", kRemoved = "[removed]";
constexpr std::size_t kHarmlessBytes = 64, kHarmlessMax = 100'000;
// An address may be encoded within an address within an address.
constexpr int kDecodings = 4;
constexpr std::size_t kTellingDigits = 3;  // shorter numbers count something
constexpr std::size_t kDepthMax = 32;

json::value clean_at(TextCleaner& cleaner, const json::value& value, const TellingValues* own,
                     std::size_t depth) {
  if (depth > kDepthMax) return nullptr;
  switch (value.kind()) {
    case json::kind::string:
      return json::string(cleaner.clean(std::string_view(value.get_string()), own));
    case json::kind::array: {
      json::array out;
      for (const auto& one : value.get_array())
        out.push_back(clean_at(cleaner, one, own, depth + 1));
      return out;
    }
    case json::kind::object: {
      json::object out;
      for (const auto& [name, one] : value.get_object())
        out[cleaner.clean(std::string_view(name), own)] = clean_at(cleaner, one, own, depth + 1);
      return out;
    }
    case json::kind::int64:
    case json::kind::uint64:
    case json::kind::double_:
      return cleaner.is_telling_number(number_text(value), own) ? json::value(nullptr) : value;
    default:
      return value;
  }
}

}  // namespace

std::string number_text(double number) {
  if (!std::isfinite(number)) return {};
  if (std::trunc(number) == number && std::abs(number) < 1e18)
    return fmt::format("{}", static_cast<std::int64_t>(number));
  return fmt::format("{}", number);
}

std::string number_text(const json::value& number) {
  if (number.is_int64()) return fmt::format("{}", number.get_int64());
  if (number.is_uint64()) return fmt::format("{}", number.get_uint64());
  return number_text(number.get_double());
}

bool looks_like_email(std::string_view text) {
  const std::string folded = folded_value(text);
  bool is = false;
  each_email(folded, [&](std::size_t begin, std::size_t end) {
    is = is || (begin == 0 && end == folded.size());
  });
  return is;
}

bool looks_like_phone(std::string_view text) {
  const std::string folded = folded_value(text);
  bool is = false;
  each_phone(
      folded, [](std::string_view) { return false; },
      [&](std::size_t begin, std::size_t end) { is = is || (begin == 0 && end == folded.size()); });
  return is;
}

std::vector<const TellingValues*> TextCleaner::sets(const TellingValues* own) const {
  auto all = everybody_;
  if (own != nullptr && !own->empty()) all.push_back(own);
  return all;
}

std::vector<TextCleaner::Span> TextCleaner::spans_in(std::string_view folded,
                                                     const TellingValues* own) const {
  const auto known = sets(own);
  std::vector<Span> spans;
  each_email(folded,
             [&](std::size_t begin, std::size_t end) { spans.push_back({begin, end, kEmail}); });
  each_machine_address(
      folded, [&](std::size_t begin, std::size_t end) { spans.push_back({begin, end, kRemoved}); });
  each_phone(
      folded,
      [&](std::string_view digits) {
        return std::ranges::any_of(known, [&](const auto* set) { return set->is_phone(digits); });
      },
      [&](std::size_t begin, std::size_t end) { spans.push_back({begin, end, kNumber}); });
  for (const TellingValues* set : known) {
    for (std::size_t at = 0;;) {
      const auto match = set->find(folded, at);
      if (!match) break;
      spans.push_back({match->at, match->at + match->size, kRemoved});
      // One may begin within another and go on behind it.
      at = match->at + 1;
    }
  }
  std::ranges::stable_sort(spans, {}, &Span::begin);
  return spans;
}

bool TextCleaner::is_hidden_in(std::string text, const TellingValues* own) const {
  for (int i = 0; i < kDecodings; ++i) {
    if (text.find_first_of("%\\&") == std::string::npos) return false;
    std::string decoded = decoded_once(text);
    if (decoded == text) return false;
    text = std::move(decoded);
    const FoldedText folded(text);
    if (!spans_in(folded.text, own).empty()) return true;
    const std::string whole = folded_value(text);
    if (std::ranges::any_of(sets(own), [&](const auto* set) { return set->is_value(whole); }))
      return true;
  }
  return false;
}

std::string TextCleaner::clean(std::string_view text, const TellingValues* own) {
  if (text.empty()) return {};
  const bool may_be_known = text.size() <= kHarmlessBytes;
  const bool harmless = may_be_known && harmless_.contains(text);
  if (harmless && (own == nullptr || own->empty())) return std::string(text);
  const FoldedText folded(text);
  const std::string whole = folded_value(text);
  if (std::ranges::any_of(sets(own), [&](const auto* set) { return set->is_value(whole); })) {
    ++replaced_;
    return std::string(looks_like_email(text) ? kEmail : kRemoved);
  }
  if (harmless) {
    if (!own->find(folded.text, 0) && !is_hidden_in(std::string(text), own))
      return std::string(text);
  }
  const auto spans = spans_in(folded.text, own);
  if (spans.empty()) {
    if (is_hidden_in(std::string(text), own)) {
      ++replaced_;
      return std::string(kRemoved);
    }
    // What the person's own values are is not kept in mind for others.
    if (may_be_known && harmless_.size() < kHarmlessMax) harmless_.emplace(text);
    return std::string(text);
  }
  std::string out;
  std::size_t kept = 0;  // in the text as it was written
  for (std::size_t i = 0; i < spans.size();) {
    std::size_t end = spans[i].end, j = i + 1;
    std::string_view by = spans[i].by;
    for (; j < spans.size() && spans[j].begin < end; ++j) {
      if (spans[j].end - spans[j].begin > spans[i].end - spans[i].begin) by = spans[j].by;
      end = std::max(end, spans[j].end);
    }
    const std::size_t begin = folded.begins[spans[i].begin], behind = folded.ends[end - 1];
    if (begin > kept) out += text.substr(kept, begin - kept);
    out += by;
    kept = std::max<std::size_t>(kept, behind);
    ++replaced_;
    i = j;
  }
  out += text.substr(kept);
  // What is left is written in a way that has no place of its own.
  if (is_hidden_in(out, own)) return std::string(kRemoved);
  return out;
}

bool TextCleaner::names_somebody(std::string_view text, const TellingValues* own) {
  const auto before = replaced_;
  const bool changed = clean(text, own) != text;
  replaced_ = before;
  return changed;
}

json::value TextCleaner::clean_json(const json::value& value, const TellingValues* own) {
  return clean_at(*this, value, own, 0);
}

bool TextCleaner::is_telling_number(std::string_view number, const TellingValues* own) const {
  if (number.size() < kTellingDigits) return false;
  std::string digits;
  std::ranges::copy_if(number, std::back_inserter(digits),
                       [](char c) { return c >= '0' && c <= '9'; });
  for (const TellingValues* set : sets(own)) {
    if (set->is_value(number)) return true;
    if (digits.size() == number.size() && set->is_phone(digits)) return true;
  }
  return false;
}

}  // namespace wend::unify
