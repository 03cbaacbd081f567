#include "model/beginning.h"

namespace wend::model {
namespace {

constexpr std::size_t kCharacterBytesMax = 4;

bool goes_on(char byte) {
  return (static_cast<unsigned char>(byte) & 0xC0) == 0x80;
}

}  // namespace

std::string_view beginning(std::string_view text, std::size_t bytes_max) {
  if (text.size() <= bytes_max) return text;
  std::size_t end = bytes_max;
  for (std::size_t back = 1; end > 0 && goes_on(text[end]) && back < kCharacterBytesMax; ++back)
    --end;
  return text.substr(0, goes_on(text[end]) ? bytes_max : end);
}

}  // namespace wend::model
