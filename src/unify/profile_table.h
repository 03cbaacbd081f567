#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "unify/profile_set.h"

namespace wend::unify {

// A state for each of some profiles. Open addressing with linear probing; taking out moves what
// follows back, so that nothing slows down with age.
template <typename State>
class ProfileTable {
 public:
  State* find(ProfileIndex profile) {
    if (keys_.empty()) return nullptr;
    const std::size_t at = place_of(profile);
    return keys_[at] == kFree ? nullptr : &states_[at];
  }
  // The state of the profile, a new one when it had none.
  State& operator[](ProfileIndex profile) {
    if ((size_ + 1) * 8 > keys_.size() * 7) grow();
    const std::size_t at = place_of(profile);
    if (keys_[at] == kFree) {
      keys_[at] = profile;
      ++size_;
    }
    return states_[at];
  }
  void erase(ProfileIndex profile) {
    if (keys_.empty()) return;
    std::size_t hole = place_of(profile);
    if (keys_[hole] == kFree) return;
    --size_;
    for (std::size_t at = next(hole); keys_[at] != kFree; at = next(at)) {
      // What wants to stand at the hole or before it may move there.
      const std::size_t wanted = home_of(keys_[at]);
      if (((at - wanted) & mask()) < ((at - hole) & mask())) continue;
      keys_[hole] = keys_[at];
      states_[hole] = std::move(states_[at]);
      hole = at;
    }
    keys_[hole] = kFree;
    states_[hole] = State{};
  }
  std::size_t size() const { return size_; }
  std::size_t bytes() const { return keys_.size() * (sizeof(ProfileIndex) + sizeof(State)); }

 private:
  static constexpr ProfileIndex kFree = 0xffffffff;
  static constexpr std::size_t kFirstSize = 16;

  std::size_t mask() const { return keys_.size() - 1; }
  std::size_t next(std::size_t at) const { return (at + 1) & mask(); }
  std::size_t home_of(ProfileIndex profile) const {
    // Profiles are numbered one after another: spread them (Fibonacci hashing).
    return (std::uint64_t{profile} * 0x9e3779b97f4a7c15ULL >> 32) & mask();
  }
  std::size_t place_of(ProfileIndex profile) const {
    std::size_t at = home_of(profile);
    while (keys_[at] != kFree && keys_[at] != profile) at = next(at);
    return at;
  }
  void grow() {
    std::vector<ProfileIndex> keys(keys_.empty() ? kFirstSize : keys_.size() * 2, kFree);
    std::vector<State> states(keys.size());
    keys.swap(keys_);
    states.swap(states_);
    for (std::size_t i = 0; i < keys.size(); ++i) {
      if (keys[i] == kFree) continue;
      const std::size_t at = place_of(keys[i]);
      keys_[at] = keys[i];
      states_[at] = std::move(states[i]);
    }
  }

  std::vector<ProfileIndex> keys_;
  std::vector<State> states_;
  std::size_t size_ = 0;
};

}  // namespace wend::unify
