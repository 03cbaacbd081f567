#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "analyze/selection.h"

namespace wend::analyze {

// Finds the events of some signatures in a part of a table, many at a time: what every operator
// that asks about few kinds of events does first. One plain implementation and one for AVX2, chosen
// when the program runs.
class SignatureMatch {
 public:
  enum class Target { kBest, kPlain };

  // `wanted`: one byte per signature. The codes must outlive it.
  SignatureMatch(const SignatureCodes& codes, const Mask& wanted, Target target = Target::kBest);

  // Writes the positions in [begin, end) whose signature is wanted to `out`, ascending, which has
  // room for all; how many they are.
  std::size_t find(std::size_t begin, std::size_t end, std::uint32_t* out) const {
    return find_(*this, begin, end, out);
  }
  // Whether the processor has what the fast one needs.
  static bool has_fast_target();

 private:
  using Find = std::size_t (*)(const SignatureMatch&, std::size_t, std::size_t, std::uint32_t*);
  // So few signatures are compared one by one. More are looked up, many at a time when all that
  // are wanted are below kBytesMax; else some more are still compared.
  static constexpr std::size_t kComparedMax = 8, kStillComparedMax = 24;
  static constexpr std::size_t kBytesMax = 255;

  template <typename Code>
  static std::size_t find_plain(const SignatureMatch& match, std::size_t begin, std::size_t end,
                                std::uint32_t* out);
  static std::size_t find_bytes_avx2(const SignatureMatch& match, std::size_t begin,
                                     std::size_t end, std::uint32_t* out);
  static std::size_t find_avx2(const SignatureMatch& match, std::size_t begin, std::size_t end,
                               std::uint32_t* out);

  Find find_ = nullptr;
  const std::uint16_t* two_ = nullptr;
  const std::uint32_t* four_ = nullptr;
  Mask wanted_;
  std::vector<std::uint16_t> compared_;
  // Bit h of byte l of the first half: whether h * 16 + l is wanted; of the second half: (h + 8).
  std::array<std::uint8_t, 32> wanted_bits_{};
};

// Finds the events of one customer after another: looks through the table in larger parts, because
// most customers have few events.
class SignatureSearch {
 public:
  SignatureSearch(const JourneyTable& table, const Mask& wanted)
      : match_(table.signatures(), wanted),
        all_(std::ranges::all_of(wanted, [](std::uint8_t one) { return one != 0; })),
        position_count_(table.position_count()) {}

  // The positions in [begin, end) whose signature is wanted, ascending; valid until the next call.
  // Quick when the parts that are asked for ascend.
  std::span<const std::uint32_t> find(std::size_t begin, std::size_t end) {
    if (begin < looked_begin_ || end > looked_end_) look(begin, end);
    if (all_) return {found_.data() + (begin - looked_begin_), end - begin};
    if (cursor_ > 0 && found_[cursor_ - 1] >= begin) cursor_ = 0;
    while (cursor_ < count_ && found_[cursor_] < begin) ++cursor_;
    const std::size_t first = cursor_;
    while (cursor_ < count_ && found_[cursor_] < end) ++cursor_;
    return {found_.data() + first, cursor_ - first};
  }

 private:
  static constexpr std::size_t kPart = 1 << 14;
  void look(std::size_t begin, std::size_t end);

  SignatureMatch match_;
  bool all_;  // of all signatures
  std::size_t position_count_;
  std::size_t looked_begin_ = 0, looked_end_ = 0;
  std::vector<std::uint32_t> found_;  // the first count_
  std::size_t count_ = 0, cursor_ = 0;
};

}  // namespace wend::analyze
