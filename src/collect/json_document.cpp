#include "collect/json_document.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <fmt/format.h>
#include <optional>

#include "collect/limits.h"
#include "collect/row_maker.h"

namespace wend::collect {
namespace {

namespace dom = simdjson::dom;

// Deeper than any message may be, so that one deep message is refused by itself and not with its
// batch; shallow enough for the parser's own memory.
constexpr std::size_t kParserDepth = 1024;
constexpr std::size_t kFirstCapacity = 16 * 1024;
constexpr std::string_view kReplacement = "\xEF\xBF\xBD";

// What the parser objects to and mend_json mends.
bool can_be_mended(simdjson::error_code error) {
  return error == simdjson::STRING_ERROR || error == simdjson::UTF8_ERROR ||
         error == simdjson::NUMBER_ERROR;
}

class Mender {
 public:
  explicit Mender(std::string_view text) : text_(text) { out_.reserve(text.size() + 64); }

  std::string mend() {
    while (at_ < text_.size()) {
      const char c = text_[at_];
      if (c == '"') {
        out_ += text_[at_++];
        string();
      } else if (c == '-' || (c >= '0' && c <= '9')) {
        number();
      } else {
        out_ += text_[at_++];
      }
    }
    return std::move(out_);
  }

 private:
  void string() {
    while (at_ < text_.size()) {
      const char c = text_[at_];
      if (c == '\\') {
        escape();
      } else if ((c & 0x80) != 0) {
        beyond_ascii();
      } else {
        out_ += c;
        ++at_;
        if (c == '"') return;
      }
    }
  }

  // The code of \uXXXX at a position.
  std::optional<unsigned> code_at(std::size_t at) const {
    if (at + 6 > text_.size() || text_[at] != '\\' || text_[at + 1] != 'u') return std::nullopt;
    unsigned code = 0;
    const char* const end = text_.data() + at + 6;
    const auto read = std::from_chars(text_.data() + at + 2, end, code, 16);
    if (read.ec != std::errc{} || read.ptr != end) return std::nullopt;
    return code;
  }

  void escape() {
    const auto code = code_at(at_);
    std::size_t size = code ? 6 : std::min<std::size_t>(2, text_.size() - at_);
    if (code && *code >= 0xD800 && *code < 0xE000) {
      const auto second = *code < 0xDC00 ? code_at(at_ + 6) : std::nullopt;
      if (!second || *second < 0xDC00 || *second >= 0xE000) {
        out_ += kReplacement;
        at_ += size;
        return;
      }
      size = 12;
    }
    out_.append(text_, at_, size);
    at_ += size;
  }

  // One character of two to four bytes (RFC 3629), or one byte that begins none.
  void beyond_ascii() {
    const auto byte = [this](std::size_t i) -> unsigned {
      return at_ + i < text_.size() ? static_cast<unsigned char>(text_[at_ + i]) : 0U;
    };
    const unsigned first = byte(0);
    const std::size_t size = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
    bool sound = first >= 0xC2 && first <= 0xF4;
    for (std::size_t i = 1; sound && i < size; ++i) sound = (byte(i) & 0xC0) == 0x80;
    if (sound) {
      const unsigned second = byte(1);
      sound = !(first == 0xE0 && second < 0xA0) && !(first == 0xED && second >= 0xA0) &&
              !(first == 0xF0 && second < 0x90) && !(first == 0xF4 && second >= 0x90);
    }
    if (!sound) {
      out_ += kReplacement;
      ++at_;
      return;
    }
    out_.append(text_, at_, size);
    at_ += size;
  }

  void number() {
    const std::size_t begin = at_;
    const std::size_t end =
        std::min(text_.find_first_not_of("+-.0123456789eE", begin), text_.size());
    const std::string_view number = text_.substr(begin, end - begin);
    at_ = end;
    const bool quoted = is_json_number(number) && is_out_of_range(number);
    if (quoted) out_ += '"';
    out_ += number;
    if (quoted) out_ += '"';
  }

  static bool is_json_number(std::string_view text) {
    std::size_t at = text.starts_with('-') ? 1 : 0;
    const auto digits = [&] {
      const std::size_t begin = at;
      while (at < text.size() && text[at] >= '0' && text[at] <= '9') ++at;
      return at - begin;
    };
    const bool zero = at < text.size() && text[at] == '0';
    const std::size_t whole = digits();
    if (whole == 0 || (zero && whole > 1)) return false;
    if (at < text.size() && text[at] == '.' && (++at, digits() == 0)) return false;
    if (at < text.size() && (text[at] | 0x20) == 'e') {
      ++at;
      if (at < text.size() && (text[at] == '+' || text[at] == '-')) ++at;
      if (digits() == 0) return false;
    }
    return at == text.size();
  }

  static bool is_out_of_range(std::string_view text) {
    const char* const begin = text.data();
    const char* const end = begin + text.size();
    if (text.find_first_of(".eE") != std::string_view::npos) {
      double value = 0;
      return std::from_chars(begin, end, value).ec != std::errc{};
    }
    if (text.starts_with('-')) {
      std::int64_t value = 0;
      return std::from_chars(begin, end, value).ec != std::errc{};
    }
    std::uint64_t value = 0;
    return std::from_chars(begin, end, value).ec != std::errc{};
  }

  const std::string_view text_;
  std::size_t at_ = 0;
  std::string out_;
};

}  // namespace

std::expected<dom::element, simdjson::error_code> JsonDocument::parse(std::string_view text) {
  // The mark that some systems put before every text in UTF-8.
  constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
  if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
  if (text.size() > kKeptParserBytes && !turn_) turn_.emplace(text.size());
  padded_.reserve(text.size() + simdjson::SIMDJSON_PADDING);
  padded_.assign(text);
  const auto element = parse_padded();
  if (element || !can_be_mended(element.error())) return element;
  padded_ = mend_json(text);
  return parse_padded();
}

std::expected<dom::element, simdjson::error_code> JsonDocument::parse_padded() {
  const std::size_t size = padded_.size();
  padded_.reserve(size + simdjson::SIMDJSON_PADDING);
  if (parser_.capacity() < size || parser_.max_depth() != kParserDepth) {
    const auto error = parser_.allocate(std::max(size, kFirstCapacity), kParserDepth);
    if (error != simdjson::SUCCESS) return std::unexpected(error);
  }
  dom::element element;
  const auto error = parser_.parse(padded_.data(), size, false).get(element);
  if (error != simdjson::SUCCESS) return std::unexpected(error);
  return element;
}

std::string mend_json(std::string_view text) {
  return Mender(text).mend();
}

std::string number_text(const dom::element& number) {
  switch (number.type()) {
    case dom::element_type::INT64:
      return fmt::to_string(std::int64_t(number));
    case dom::element_type::UINT64:
      return fmt::to_string(std::uint64_t(number));
    default:
      break;
  }
  std::string text = fmt::to_string(double(number));
  if (text.find_first_not_of("-0123456789") == std::string::npos) text += ".0";
  return text;
}

bool surely_fits(const dom::element& value, int depth, std::size_t& room) {
  // Longer than any number and any word; a character takes six bytes at most, as \u0000.
  constexpr std::size_t kScalarBytes = 32;
  constexpr std::size_t kCharacterBytes = 6;
  const auto take = [&room](std::size_t bytes) {
    if (bytes > room) return false;
    room -= bytes;
    return true;
  };
  switch (value.type()) {
    case dom::element_type::ARRAY:
      if (depth <= 0 || !take(2)) return false;
      for (const dom::element entry : dom::array(value)) {
        if (!take(1) || !surely_fits(entry, depth - 1, room)) return false;
      }
      return true;
    case dom::element_type::OBJECT:
      if (depth <= 0 || !take(2)) return false;
      for (const auto [key, member] : dom::object(value)) {
        if (!take(kCharacterBytes * key.size() + 4) || !surely_fits(member, depth - 1, room))
          return false;
      }
      return true;
    case dom::element_type::STRING:
      return take(kCharacterBytes * std::string_view(value).size() + 2);
    default:
      return take(kScalarBytes);
  }
}

bool append_json(std::string& out, const dom::element& value, int depth) {
  switch (value.type()) {
    case dom::element_type::ARRAY: {
      if (depth <= 0) return false;
      out += '[';
      bool first = true;
      for (const dom::element entry : dom::array(value)) {
        if (!first) out += ',';
        first = false;
        if (!append_json(out, entry, depth - 1)) return false;
      }
      out += ']';
      return true;
    }
    case dom::element_type::OBJECT: {
      if (depth <= 0) return false;
      out += '{';
      bool first = true;
      for (const auto [key, member] : dom::object(value)) {
        if (!first) out += ',';
        first = false;
        append_json_text(out, key);
        out += ':';
        if (!append_json(out, member, depth - 1)) return false;
      }
      out += '}';
      return true;
    }
    case dom::element_type::STRING:
      append_json_text(out, std::string_view(value));
      return true;
    case dom::element_type::BOOL:
      out += bool(value) ? "true" : "false";
      return true;
    case dom::element_type::NULL_VALUE:
      out += "null";
      return true;
    case dom::element_type::INT64:
      fmt::format_to(std::back_inserter(out), "{}", std::int64_t(value));
      return true;
    default:
      out += number_text(value);
      return true;
  }
}

}  // namespace wend::collect
