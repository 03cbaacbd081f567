#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace wend::events {

// The identities of the store by their number, each with its place among them.
class KnownIdentities {
 public:
  // How many there are, and the place of one in the order they came: that of a new one is the size
  // before. Errors: kConflict when another identity has the same number, so that the two could not
  // be told apart.
  std::size_t size() const { return size_; }
  base::Result<std::uint32_t> place_of(std::int64_t id, std::string_view identity_namespace,
                                       std::string_view value);
  // Of one that is known.
  std::optional<std::uint32_t> find(std::int64_t id) const;

 private:
  static constexpr std::size_t kSlotsMin = 1024;
  // Identities as the pair of their number and a second hash, in one block of memory: open
  // addressing, at most three quarters full, 24 bytes a slot.
  struct Slot {
    std::int64_t id = 0;
    std::uint64_t check = 0;  // 0: free
    std::uint32_t place = 0;
  };
  std::size_t slot_of(std::int64_t id) const;
  void grow();

  std::vector<Slot> slots_ = std::vector<Slot>(kSlotsMin);
  std::size_t size_ = 0;
};

}  // namespace wend::events
