#pragma once

#include <array>
#include <bit>
#include <cstdint>
#include <vector>

namespace wend::analyze {

static_assert(std::endian::native == std::endian::little, "the first byte is the lowest");

// The codes of dimensions, below 128, eight of them in a word: one to a byte, the first lowest.
// What is asked of each byte is answered for eight at once.
class EightCodes {
 public:
  static constexpr std::uint64_t kOnes = 0x0101'0101'0101'0101;
  // 1 in the bytes that are not 0.
  static std::uint64_t said(std::uint64_t codes) { return (codes + 0x7f * kOnes) >> 7 & kOnes; }
  // 1 in the bytes that differ.
  static std::uint64_t differ(std::uint64_t a, std::uint64_t b) { return said(a ^ b); }
  // `a` where `where` has 1, else `b`.
  static std::uint64_t choose(std::uint64_t where, std::uint64_t a, std::uint64_t b) {
    const std::uint64_t mask = where * 0xff;
    return (a & mask) | (b & ~mask);
  }
  static std::size_t words_for(std::size_t dimensions) { return (dimensions + 7) / 8; }
};

// Eight rows of eight bytes turned: byte b of word r goes to byte r of word b.
inline void turn(std::array<std::uint64_t, 8>& rows) {
  const auto swap = [&](std::size_t a, std::size_t b, unsigned shift, std::uint64_t mask) {
    const std::uint64_t crossed = ((rows[a] >> shift) ^ rows[b]) & mask;
    rows[b] ^= crossed;
    rows[a] ^= crossed << shift;
  };
  for (std::size_t i = 0; i < 4; ++i) swap(i, i + 4, 32, 0x0000'0000'ffff'ffff);
  for (const std::size_t i : {0, 1, 4, 5}) swap(i, i + 2, 16, 0x0000'ffff'0000'ffff);
  for (const std::size_t i : {0, 2, 4, 6}) swap(i, i + 1, 8, 0x00ff'00ff'00ff'00ff);
}

// Counts in the bytes of words, for several slots apart. What it answers is whole after finish().
class ByteTally {
 public:
  static constexpr unsigned kStepsMax = 127;
  ByteTally(std::size_t slots, std::size_t words)
      : words_(words),
        few_(slots * words, 0),
        few_steps_(slots, 0),
        counts_(slots * words * 8, 0),
        steps_(slots, 0) {}
  // What was counted in so many steps: no byte of `counts` is greater than `steps`, which are at
  // most kStepsMax.
  template <std::size_t kWords>
  void add(std::size_t slot, const std::array<std::uint64_t, kWords>& counts, unsigned steps) {
    for (std::size_t word = 0; word < kWords; ++word) few_[slot * kWords + word] += counts[word];
    few_steps_[slot] = static_cast<std::uint8_t>(few_steps_[slot] + steps);
    if (few_steps_[slot] > kStepsMax) flush(slot);
  }
  void finish() {
    for (std::size_t slot = 0; slot < steps_.size(); ++slot) flush(slot);
  }
  std::uint64_t count(std::size_t slot, std::size_t byte) const {
    return counts_[slot * words_ * 8 + byte];
  }
  std::uint64_t steps(std::size_t slot) const { return steps_[slot]; }

 private:
  void flush(std::size_t slot) {
    for (std::size_t word = slot * words_; word < (slot + 1) * words_; ++word) {
      for (unsigned byte = 0; byte < 8; ++byte)
        counts_[word * 8 + byte] += few_[word] >> (8 * byte) & 0xff;
      few_[word] = 0;
    }
    steps_[slot] += few_steps_[slot];
    few_steps_[slot] = 0;
  }

  std::size_t words_;
  std::vector<std::uint64_t> few_;       // [slot][word], since the last flush
  std::vector<std::uint8_t> few_steps_;  // by slot, since the last flush; at most 2 * kStepsMax
  std::vector<std::uint64_t> counts_;    // [slot][byte]
  std::vector<std::uint64_t> steps_;     // by slot
};

}  // namespace wend::analyze
