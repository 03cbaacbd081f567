#pragma once

#include <string>
#include <string_view>

#include "collect/byte_source.h"

namespace wend::collect {

enum class Encoding {
  kUtf8,
  kAscii,  // nothing but ASCII was seen in the sample; what follows may be UTF-8 or Windows-1252,
           // row by row
  kWindows1252,  // Latin 1 with the printable characters that Windows adds
  kUtf16Le,
  kUtf16Be,
};
std::string_view to_string(Encoding encoding);

// Judges by the byte order mark, by zeros, and by whether the bytes are valid UTF-8. A sample that
// is mostly valid UTF-8 stays UTF-8: its broken rows are rejected one by one.
Encoding detect_encoding(std::string_view sample);

// How many bytes of byte order mark stand at the beginning.
std::size_t byte_order_mark_size(std::string_view bytes);

bool is_valid_utf8(std::string_view text);
// Position of the first byte that is not UTF-8; text.size() when all is.
std::size_t first_invalid_utf8(std::string_view text);
void append_windows_1252(std::string& out, std::string_view bytes);

// The same text as UTF-8, without byte order mark. Takes a source that stands at its beginning.
std::unique_ptr<ByteSource> to_utf8(std::unique_ptr<ByteSource> source, Encoding encoding);

}  // namespace wend::collect
