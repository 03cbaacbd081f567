#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace wend::unify {

// A profile by its place in the engine, from 0 on.
using ProfileIndex = std::uint32_t;

// A set of profiles, a bit for each.
class ProfileSet {
 public:
  bool has(ProfileIndex profile) const {
    const std::size_t word = profile / 64;
    return word < words_.size() && (words_[word] >> profile % 64 & 1) != 0;
  }
  // True when that changed anything.
  bool put(ProfileIndex profile, bool in) {
    const std::size_t word = profile / 64;
    if (word >= words_.size()) {
      if (!in) return false;
      words_.resize(word + 1, 0);
    }
    const std::uint64_t bit = std::uint64_t{1} << profile % 64;
    if (((words_[word] & bit) != 0) == in) return false;
    words_[word] ^= bit;
    count_ = in ? count_ + 1 : count_ - 1;
    return true;
  }
  std::size_t count() const { return count_; }
  std::size_t bytes() const { return words_.capacity() * sizeof(std::uint64_t); }
  const std::vector<std::uint64_t>& words() const { return words_; }
  std::uint64_t word(std::size_t index) const { return index < words_.size() ? words_[index] : 0; }

  // Calls visit(profile) in ascending order.
  template <typename Visit>
  void each(Visit&& visit) const {
    for (std::size_t word = 0; word < words_.size(); ++word) {
      for (std::uint64_t bits = words_[word]; bits != 0; bits &= bits - 1)
        visit(static_cast<ProfileIndex>(word * 64 + static_cast<unsigned>(std::countr_zero(bits))));
    }
  }

 private:
  std::vector<std::uint64_t> words_;
  std::size_t count_ = 0;
};

}  // namespace wend::unify
