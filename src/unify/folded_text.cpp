#include "unify/folded_text.h"

#include <algorithm>
#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include "model/search_terms.h"

namespace wend::unify {

FoldedText::FoldedText(std::string_view original) {
  text.reserve(original.size());
  begins.reserve(original.size());
  ends.reserve(original.size());
  const auto size = static_cast<std::int32_t>(std::min<std::size_t>(original.size(), INT32_MAX));
  std::int32_t at = 0;
  while (at < size) {
    const std::int32_t begin = at;
    const auto byte = static_cast<unsigned char>(original[static_cast<std::size_t>(at)]);
    if (byte < 0x80) {
      ++at;
      text += byte >= 'A' && byte <= 'Z' ? static_cast<char>(byte - 'A' + 'a')
                                         : static_cast<char>(byte);
    } else {
      UChar32 character = 0;
      U8_NEXT(original.data(), at, size, character);
      const std::int32_t digit = character < 0 ? -1 : u_charDigitValue(character);
      if (digit >= 0)
        text += static_cast<char>('0' + digit);
      else if (character >= 0)
        text += model::folded(
            original.substr(static_cast<std::size_t>(begin), static_cast<std::size_t>(at - begin)));
    }
    begins.resize(text.size(), static_cast<std::uint32_t>(begin));
    ends.resize(text.size(), static_cast<std::uint32_t>(at));
  }
}

std::string folded_value(std::string_view original) {
  const std::string text = FoldedText(original).text;
  const auto first = text.find_first_not_of(" \t\r\n");
  if (first == std::string::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
}

}  // namespace wend::unify
