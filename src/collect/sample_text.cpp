#include "collect/sample_text.h"

#include <algorithm>

#include "collect/text_encoding.h"

namespace wend::collect {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";
constexpr std::string_view kEllipsis = "\xE2\x80\xA6";

// Where a text may be cut at or before `at` without cutting a character.
std::size_t cut_before(std::string_view text, std::size_t at) {
  std::size_t cut = at;
  while (cut > 0 && at - cut < 4 && (static_cast<unsigned char>(text[cut]) & 0xC0) == 0x80) --cut;
  return cut;
}

}  // namespace

std::string sample_text(std::string_view bytes, std::size_t bytes_max) {
  const bool cut = bytes.size() > bytes_max;
  if (cut) bytes = bytes.substr(0, cut_before(bytes, bytes_max));
  std::string text;
  while (!bytes.empty()) {
    const std::size_t good =
        std::min(first_invalid_utf8(bytes), std::min(bytes.find('\0'), bytes.size()));
    text += bytes.substr(0, good);
    bytes.remove_prefix(good);
    if (bytes.empty()) break;
    text += kReplacement;  // a row of broken bytes as one
    bytes.remove_prefix(1);
    while (!bytes.empty() && (bytes[0] == '\0' || first_invalid_utf8(bytes.substr(0, 4)) == 0))
      bytes.remove_prefix(1);
  }
  if (text.size() > bytes_max) text.resize(cut_before(text, bytes_max));
  if (cut) text += kEllipsis;
  return text;
}

}  // namespace wend::collect
