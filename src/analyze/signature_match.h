#pragma once

#include <cstdint>
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
  // So few signatures are compared one by one; more are looked up.
  static constexpr std::size_t kComparedMax = 8;

  template <typename Code>
  static std::size_t find_plain(const SignatureMatch& match, std::size_t begin, std::size_t end,
                                std::uint32_t* out);
  static std::size_t find_avx2(const SignatureMatch& match, std::size_t begin, std::size_t end,
                               std::uint32_t* out);

  Find find_ = nullptr;
  const std::uint16_t* two_ = nullptr;
  const std::uint32_t* four_ = nullptr;
  Mask wanted_;
  std::vector<std::uint16_t> compared_;
};

// Room for the positions of one customer's events, kept from one to the next.
class PositionRoom {
 public:
  std::uint32_t* of(std::size_t count) {
    if (room_.size() < count) room_.resize(count + count / 2);
    return room_.data();
  }

 private:
  std::vector<std::uint32_t> room_;
};

}  // namespace wend::analyze
