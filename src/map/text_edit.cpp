#include "map/text_edit.h"

#include <algorithm>
#include <limits>

#include "fmt/format.h"
#include "map/map_fields.h"

namespace wend::map {
namespace {

namespace json = boost::json;
using base::ErrorCode;

// More than one person writes in one change, far fewer than would cost time.
constexpr std::size_t kEditPartsMax = 10'000;

bool is_inside(char byte) {
  return (static_cast<unsigned char>(byte) & 0xC0U) == 0x80U;
}

// The byte at which the character `count` after byte `from` begins; npos beyond the end.
std::size_t after_characters(std::string_view text, std::size_t from, std::size_t count) {
  std::size_t at = from;
  for (; count > 0; --count) {
    if (at >= text.size()) return std::string_view::npos;
    ++at;
    while (at < text.size() && is_inside(text[at])) ++at;
  }
  return at;
}

base::Result<TextEdit::Part> read_part(const json::value& value, const std::string& place) {
  if (value.is_string() && !value.get_string().empty())
    return TextEdit::Insert{std::string(value.get_string())};
  constexpr auto kMost = static_cast<std::int64_t>(kTextCharactersMax);
  if (value.is_int64() && value.get_int64() != 0 && value.get_int64() <= kMost &&
      value.get_int64() >= -kMost) {
    const std::int64_t count = value.get_int64();
    if (count > 0) return TextEdit::Keep{static_cast<std::size_t>(count)};
    return TextEdit::Remove{static_cast<std::size_t>(-count)};
  }
  return base::fail(ErrorCode::kInvalidInput, "This is no part of an edit.", place,
                    "It is a number of characters to keep, a negative one of those to take away, "
                    "or a text to insert.");
}

}  // namespace

std::size_t characters(std::string_view text) {
  return static_cast<std::size_t>(
      std::ranges::count_if(text, [](char byte) { return !is_inside(byte); }));
}

base::Result<TextEdit> TextEdit::read(const json::value& value, const std::string& place) {
  if (!value.is_array()) return base::fail(ErrorCode::kInvalidInput, "An edit is a list.", place);
  const json::array& parts = value.get_array();
  if (parts.size() > kEditPartsMax)
    return base::fail(ErrorCode::kTooLarge,
                      fmt::format("The edit has more than {} parts.", kEditPartsMax), place);
  TextEdit edit;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    WEND_ASSIGN(auto part, read_part(parts[i], fmt::format("{}[{}]", place, i)));
    edit.parts_.push_back(std::move(part));
  }
  return edit;
}

TextEdit TextEdit::between(std::string_view from, std::string_view to) {
  const auto least = std::min(from.size(), to.size());
  std::size_t begin = 0;
  while (begin < least && from[begin] == to[begin]) ++begin;
  while (begin > 0 && ((begin < from.size() && is_inside(from[begin])) ||
                       (begin < to.size() && is_inside(to[begin]))))
    --begin;
  std::size_t end = 0;
  while (end < least - begin && from[from.size() - 1 - end] == to[to.size() - 1 - end]) ++end;
  while (end > 0 && is_inside(from[from.size() - end])) --end;
  TextEdit edit;
  if (begin > 0) edit.parts_.emplace_back(Keep{characters(from.substr(0, begin))});
  if (to.size() > begin + end)
    edit.parts_.emplace_back(Insert{std::string(to.substr(begin, to.size() - begin - end))});
  if (from.size() > begin + end)
    edit.parts_.emplace_back(Remove{characters(from.substr(begin, from.size() - begin - end))});
  return edit;
}

json::array TextEdit::to_json() const {
  json::array out;
  for (const Part& part : parts_) {
    if (const auto* keep = std::get_if<Keep>(&part))
      out.emplace_back(static_cast<std::int64_t>(keep->characters));
    else if (const auto* insert = std::get_if<Insert>(&part))
      out.emplace_back(insert->text);
    else
      out.emplace_back(-static_cast<std::int64_t>(std::get<Remove>(part).characters));
  }
  return out;
}

base::Result<std::string> TextEdit::apply(std::string_view text, const std::string& place) const {
  std::string out;
  out.reserve(text.size());
  std::size_t at = 0;
  for (const Part& part : parts_) {
    if (const auto* insert = std::get_if<Insert>(&part)) {
      out += insert->text;
      continue;
    }
    const auto* keep = std::get_if<Keep>(&part);
    const std::size_t count =
        keep != nullptr ? keep->characters : std::get<Remove>(part).characters;
    const std::size_t next = after_characters(text, at, count);
    if (next == std::string_view::npos)
      return base::fail(ErrorCode::kInvalidInput, "The edit goes beyond the end of the text.",
                        place, "Make it for the revision that the change is based on.");
    if (keep != nullptr) out += text.substr(at, next - at);
    at = next;
  }
  out += text.substr(at);
  return out;
}

}  // namespace wend::map
