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

  // Whether it looks through larger parts; else just at what is asked for.
  void look_ahead(bool ahead) { part_ = ahead ? kPart : 0; }

  // The first of the positions from `begin` on whose signature is wanted: those in [begin, end)
  // follow it, ascending, and then one that is not below `end`; valid until the next call. Quick
  // when the parts that are asked for ascend.
  const std::uint32_t* from(std::size_t begin, std::size_t end) {
    if (begin < looked_begin_ || end > looked_end_) look(begin, end);
    if (all_) {
      cursor_ = begin - looked_begin_;
    } else {
      if (cursor_ > 0 && found_[cursor_ - 1] >= begin) cursor_ = 0;
      while (found_[cursor_] < begin) ++cursor_;
    }
    return found_.data() + cursor_;
  }
  // Says that those before `behind`, which `from` led to, are done with.
  void done_before(const std::uint32_t* behind) {
    cursor_ = static_cast<std::size_t>(behind - found_.data());
  }

  // The positions in [begin, end) whose signature is wanted, ascending; valid until the next call.
  // Quick when the parts that are asked for ascend.
  std::span<const std::uint32_t> find(std::size_t begin, std::size_t end) {
    const std::uint32_t* const first = from(begin, end);
    if (all_) return {first, end - begin};
    const std::uint32_t* behind = first;
    while (*behind < end) ++behind;
    done_before(behind);
    return {first, behind};
  }

 private:
  static constexpr std::size_t kPart = 1 << 14;
  void look(std::size_t begin, std::size_t end);

  SignatureMatch match_;
  bool all_;  // of all signatures
  std::size_t position_count_;
  std::size_t part_ = kPart;
  std::size_t looked_begin_ = 0, looked_end_ = 0;
  // The first count_, and one behind that is above all.
  static constexpr std::uint32_t kBehindAll = ~0U;
  std::vector<std::uint32_t> found_{kBehindAll};
  std::size_t count_ = 0, cursor_ = 0;  // the cursor: from where the next is looked for
};

}  // namespace wend::analyze
