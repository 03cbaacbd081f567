#include "unify/term_block.h"

#include <algorithm>

#include "base/assert.h"

namespace wend::unify {
namespace {

// What is decoded to look for one term.
constexpr std::size_t kBlockBytes = 12 * 1024;
// Of one term in one piece.
constexpr std::size_t kPieceOrdinals = 4096;

}  // namespace

void ByteWriter::number(std::uint64_t value) {
  while (value >= 0x80) {
    bytes_ += static_cast<char>(value | 0x80);
    value >>= 7;
  }
  bytes_ += static_cast<char>(value);
}

void ByteWriter::text(std::string_view text) {
  number(text.size());
  bytes_ += text;
}

std::optional<std::uint64_t> ByteReader::number() {
  std::uint64_t value = 0;
  for (std::size_t i = 0, shift = 0; i < bytes_.size() && shift < 64; ++i, shift += 7) {
    const auto byte = static_cast<unsigned char>(bytes_[i]);
    value |= std::uint64_t{byte & 0x7fU} << shift;
    if (byte < 0x80) {
      bytes_.remove_prefix(i + 1);
      return value;
    }
  }
  return std::nullopt;
}

std::optional<std::string_view> ByteReader::take(std::size_t size) {
  if (size > bytes_.size()) return std::nullopt;
  const std::string_view taken = bytes_.substr(0, size);
  bytes_.remove_prefix(size);
  return taken;
}

std::optional<std::string_view> ByteReader::text() {
  const auto size = number();
  return size ? take(*size) : std::nullopt;
}

void TermBlockWriter::add(std::string_view term, std::span<const Ordinal> ordinals) {
  for (std::size_t at = 0; at < ordinals.size(); at += kPieceOrdinals)
    add_piece(term, ordinals.subspan(at, std::min(kPieceOrdinals, ordinals.size() - at)));
}

void TermBlockWriter::add_piece(std::string_view term, std::span<const Ordinal> ordinals) {
  if (empty()) first_term_ = term;
  WEND_ASSERT(empty() || last_term_ <= term, "terms come in order");
  const auto shared =
      static_cast<std::size_t>(std::ranges::mismatch(last_term_, term).in1 - last_term_.begin());
  ByteWriter steps;
  Ordinal before = 0;
  for (const Ordinal ordinal : ordinals) {
    steps.number(ordinal - before);
    before = ordinal;
    all_.push_back(ordinal);
  }
  terms_.number(shared);
  terms_.text(term.substr(shared));
  terms_.text(steps.bytes());
  last_term_ = term;
}

bool TermBlockWriter::full() const {
  return terms_.bytes().size() >= kBlockBytes;
}

TermBlock TermBlockWriter::take() {
  std::ranges::sort(all_);
  all_.erase(std::unique(all_.begin(), all_.end()), all_.end());
  ByteWriter ordinals;
  Ordinal before = 0;
  for (const Ordinal ordinal : all_) {
    ordinals.number(ordinal - before);
    before = ordinal;
  }
  TermBlock block{std::move(first_term_), std::move(ordinals.bytes()), std::move(terms_.bytes())};
  *this = {};
  return block;
}

bool TermBlockReader::next() {
  if (bytes_.done()) return false;
  const auto shared = bytes_.number();
  const auto rest = bytes_.text();
  const auto ordinals = bytes_.text();
  damaged_ = !shared || !rest || !ordinals || *shared > term_.size();
  if (damaged_) return false;
  term_.resize(*shared);
  term_ += *rest;
  ordinals_ = *ordinals;
  return true;
}

bool TermBlockReader::read_ordinals(std::vector<Ordinal>& ordinals) {
  damaged_ = !each_ordinal(ordinals_, [&](Ordinal ordinal) { ordinals.push_back(ordinal); });
  return !damaged_;
}

}  // namespace wend::unify
