#include "collect/text_encoding.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <simdjson.h>
#include <vector>

namespace wend::collect {
namespace {

// Windows-1252 differs from Latin 1 only in 0x80–0x9F; the five holes stay what they are in
// Latin 1.
constexpr std::array<char16_t, 32> kWindowsPart = {
    0x20AC, 0x0081, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
    0x2039, 0x0152, 0x008D, 0x017D, 0x008F, 0x0090, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
    0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x009D, 0x017E, 0x0178};

void append_code_point(std::string& out, char32_t code) {
  if (code < 0x80) {
    out += static_cast<char>(code);
  } else if (code < 0x800) {
    out += static_cast<char>(0xC0 | (code >> 6));
    out += static_cast<char>(0x80 | (code & 0x3F));
  } else if (code < 0x10000) {
    out += static_cast<char>(0xE0 | (code >> 12));
    out += static_cast<char>(0x80 | ((code >> 6) & 0x3F));
    out += static_cast<char>(0x80 | (code & 0x3F));
  } else {
    out += static_cast<char>(0xF0 | (code >> 18));
    out += static_cast<char>(0x80 | ((code >> 12) & 0x3F));
    out += static_cast<char>(0x80 | ((code >> 6) & 0x3F));
    out += static_cast<char>(0x80 | (code & 0x3F));
  }
}

// The length of the valid UTF-8 sequence that begins here, or 0.
std::size_t sequence_length(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const auto follows = [&](std::size_t i) { return i < text.size() && (byte(i) & 0xC0) == 0x80; };
  const unsigned char first = byte(0);
  if (first < 0x80) return 1;
  if (first >= 0xC2 && first <= 0xDF) return follows(1) ? 2 : 0;
  if (first >= 0xE0 && first <= 0xEF) {
    if (!follows(1) || !follows(2)) return 0;
    if (first == 0xE0 && byte(1) < 0xA0) return 0;
    if (first == 0xED && byte(1) > 0x9F) return 0;
    return 3;
  }
  if (first >= 0xF0 && first <= 0xF4) {
    if (!follows(1) || !follows(2) || !follows(3)) return 0;
    if (first == 0xF0 && byte(1) < 0x90) return 0;
    if (first == 0xF4 && byte(1) > 0x8F) return 0;
    return 4;
  }
  return 0;
}

// Turns another encoding into UTF-8 while it is read.
class Transcoder final : public ByteSource {
 public:
  Transcoder(std::unique_ptr<ByteSource> source, Encoding encoding)
      : source_(std::move(source)), encoding_(encoding), input_(64 * 1024) {}

  base::Result<std::size_t> read(char* buffer, std::size_t size) override {
    std::size_t done = 0;
    while (done < size) {
      if (position_ == ready_.size()) {
        WEND_ASSIGN(const bool more, refill());
        if (!more) break;
      }
      const std::size_t count = std::min(size - done, ready_.size() - position_);
      std::memcpy(buffer + done, ready_.data() + position_, count);
      position_ += count;
      done += count;
    }
    return done;
  }

 private:
  base::Result<bool> refill() {
    ready_.clear();
    position_ = 0;
    while (ready_.empty()) {
      WEND_ASSIGN(const std::size_t got, source_->read(input_.data(), input_.size()));
      consumed_ = source_->consumed();
      if (got == 0) {
        if (pending_high_ != 0 || odd_byte_ >= 0) append_code_point(ready_, 0xFFFD);
        pending_high_ = 0;
        odd_byte_ = -1;
        return !ready_.empty();
      }
      std::string_view bytes(input_.data(), got);
      if (first_) bytes.remove_prefix(byte_order_mark_size(bytes));
      first_ = false;
      if (encoding_ == Encoding::kWindows1252) {
        append_windows_1252(ready_, bytes);
      } else {
        append_utf16(bytes);
      }
    }
    return true;
  }

  void append_utf16(std::string_view bytes) {
    for (const char c : bytes) {
      const int byte = static_cast<unsigned char>(c);
      if (odd_byte_ < 0) {
        odd_byte_ = byte;
        continue;
      }
      const auto unit = static_cast<char32_t>(
          encoding_ == Encoding::kUtf16Le ? odd_byte_ | byte << 8 : odd_byte_ << 8 | byte);
      odd_byte_ = -1;
      if (pending_high_ != 0) {
        const char32_t high = pending_high_;
        pending_high_ = 0;
        if (unit >= 0xDC00 && unit <= 0xDFFF) {
          append_code_point(ready_, 0x10000 + ((high - 0xD800) << 10) + (unit - 0xDC00));
          continue;
        }
        append_code_point(ready_, 0xFFFD);
      }
      if (unit >= 0xD800 && unit <= 0xDBFF) {
        pending_high_ = unit;
      } else {
        append_code_point(ready_, unit >= 0xDC00 && unit <= 0xDFFF ? 0xFFFD : unit);
      }
    }
  }

  std::unique_ptr<ByteSource> source_;
  const Encoding encoding_;
  std::vector<char> input_;
  std::string ready_;
  std::size_t position_ = 0;
  char32_t pending_high_ = 0;
  int odd_byte_ = -1;
  bool first_ = true;
};

// UTF-8 stays as it is; only the byte order mark goes.
class WithoutMark final : public ByteSource {
 public:
  explicit WithoutMark(std::unique_ptr<ByteSource> source) : source_(std::move(source)) {}
  base::Result<std::size_t> read(char* buffer, std::size_t size) override {
    WEND_ASSIGN(std::size_t got, source_->read(buffer, size));
    if (first_) {
      first_ = false;
      if (const std::size_t mark = byte_order_mark_size({buffer, got}); mark > 0) {
        std::memmove(buffer, buffer + mark, got - mark);
        got -= mark;
        WEND_ASSIGN(const std::size_t more, source_->read(buffer + got, size - got));
        got += more;
      }
    }
    consumed_ = source_->consumed();
    return got;
  }

 private:
  std::unique_ptr<ByteSource> source_;
  bool first_ = true;
};

}  // namespace

std::string_view to_string(Encoding encoding) {
  switch (encoding) {
    case Encoding::kUtf8:
    case Encoding::kAscii:
      return "UTF-8";
    case Encoding::kWindows1252:
      return "Windows-1252";
    case Encoding::kUtf16Le:
    case Encoding::kUtf16Be:
      return "UTF-16";
  }
  return "";
}

std::size_t byte_order_mark_size(std::string_view bytes) {
  if (bytes.starts_with("\xEF\xBB\xBF")) return 3;
  if (bytes.starts_with("\xFF\xFE") || bytes.starts_with("\xFE\xFF")) return 2;
  return 0;
}

bool is_valid_utf8(std::string_view text) {
  return simdjson::validate_utf8(text.data(), text.size());
}

std::size_t first_invalid_utf8(std::string_view text) {
  std::size_t position = 0;
  while (position < text.size()) {
    const std::size_t length = sequence_length(text.substr(position));
    if (length == 0) return position;
    position += length;
  }
  return position;
}

void append_windows_1252(std::string& out, std::string_view bytes) {
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    append_code_point(out, byte >= 0x80 && byte < 0xA0 ? kWindowsPart[byte - 0x80] : byte);
  }
}

Encoding detect_encoding(std::string_view sample) {
  if (sample.starts_with("\xEF\xBB\xBF")) return Encoding::kUtf8;
  if (sample.starts_with("\xFF\xFE")) return Encoding::kUtf16Le;
  if (sample.starts_with("\xFE\xFF")) return Encoding::kUtf16Be;
  const std::string_view head = sample.substr(0, 4096);
  std::size_t zeros_even = 0, zeros_odd = 0;
  for (std::size_t i = 0; i < head.size(); ++i) {
    if (head[i] == 0) (i % 2 == 0 ? zeros_even : zeros_odd)++;
  }
  // Text in a Latin script has a zero in (nearly) every second byte.
  if (zeros_odd > head.size() / 4 && zeros_even == 0) return Encoding::kUtf16Le;
  if (zeros_even > head.size() / 4 && zeros_odd == 0) return Encoding::kUtf16Be;

  std::size_t valid = 0, invalid = 0;
  for (std::size_t i = 0; i < sample.size();) {
    const std::size_t length = sequence_length(sample.substr(i));
    if (length == 0 && sample.size() - i < 4) break;  // cut by the end of the sample
    if (length == 0) ++invalid;
    if (length > 1) ++valid;
    i += std::max<std::size_t>(length, 1);
  }
  if (valid == 0 && invalid == 0) return Encoding::kAscii;
  return invalid > valid ? Encoding::kWindows1252 : Encoding::kUtf8;
}

std::unique_ptr<ByteSource> to_utf8(std::unique_ptr<ByteSource> source, Encoding encoding) {
  if (encoding == Encoding::kUtf8 || encoding == Encoding::kAscii) {
    return std::make_unique<WithoutMark>(std::move(source));
  }
  return std::make_unique<Transcoder>(std::move(source), encoding);
}

}  // namespace wend::collect
