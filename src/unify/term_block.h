#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace wend::unify {

// A customer's number in the index: small, and given again when the customer is gone.
using Ordinal = std::uint32_t;

// Bytes as numbers of seven bits each and texts with their length in front.
class ByteWriter {
 public:
  void number(std::uint64_t value);
  void text(std::string_view text);
  std::string& bytes() { return bytes_; }
  const std::string& bytes() const { return bytes_; }

 private:
  std::string bytes_;
};
// Damaged bytes give nothing, never more than there are.
class ByteReader {
 public:
  explicit ByteReader(std::string_view bytes) : bytes_(bytes) {}
  bool done() const { return bytes_.empty(); }
  std::optional<std::uint64_t> number();
  std::optional<std::string_view> text();
  std::optional<std::string_view> take(std::size_t size);

 private:
  std::string_view bytes_;
};

// A piece of a sorted list of terms with who has each: what is read and written at once.
struct TermBlock {
  std::string first_term;
  std::string ordinals;  // of all of its terms, each once
  std::string terms;
  std::size_t bytes() const { return first_term.size() + ordinals.size() + terms.size(); }
};

// Makes blocks of terms that come in order. A term that many have may stand several times, each
// time with more of them.
class TermBlockWriter {
 public:
  // In ascending order, each ordinal once.
  void add(std::string_view term, std::span<const Ordinal> ordinals);
  bool full() const;
  bool empty() const { return terms_.bytes().empty(); }
  TermBlock take();

 private:
  void add_piece(std::string_view term, std::span<const Ordinal> ordinals);

  std::string first_term_, last_term_;
  ByteWriter terms_;
  std::vector<Ordinal> all_;
};

class TermBlockReader {
 public:
  explicit TermBlockReader(std::string_view terms) : bytes_(terms) {}
  // False: there is none left, or the bytes are damaged.
  bool next();
  bool damaged() const { return damaged_; }
  const std::string& term() const { return term_; }
  // Adds to `ordinals`.
  bool read_ordinals(std::vector<Ordinal>& ordinals);

 private:
  ByteReader bytes_;
  std::string term_;
  std::string_view ordinals_;
  bool damaged_ = false;
};

// Of a block's `ordinals`, or of one term's. False: damaged. A short prefix has millions of them.
template <typename Take>
bool each_ordinal(std::string_view bytes, Take&& take) {
  const auto* at = reinterpret_cast<const unsigned char*>(bytes.data());
  const auto* const end = at + bytes.size();
  Ordinal ordinal = 0;
  while (at != end) {
    Ordinal step = *at & 0x7FU;
    for (int shift = 7; *at++ >= 0x80; shift += 7) {
      if (at == end || shift > 28) return false;
      step |= static_cast<Ordinal>(*at & 0x7FU) << shift;
    }
    ordinal += step;
    take(ordinal);
  }
  return true;
}

}  // namespace wend::unify
