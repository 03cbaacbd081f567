#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "events/duckdb.h"

namespace wend::events {

// The identities of the store by their number, and those seen since that it does not have yet.
class KnownIdentities {
 public:
  // Reads what the store has. Errors: those of note(), kIo.
  base::Status load(duck::Connection& connection);
  // The store has this one. Errors: as of note().
  base::Status add(std::int64_t id, std::string_view identity_namespace, std::string_view value);
  // An identity that is seen; a new one is remembered for write_new(). Errors: kConflict when
  // another identity has the same number, so that the two could not be told apart.
  base::Status note(std::int64_t id, std::string_view identity_namespace, std::string_view value);
  // Writes those that are new, each as a profile of its own. They are known from then on.
  base::Status write_new(duck::Connection& connection);

 private:
  static constexpr std::size_t kSlotsMin = 1024;
  struct Identity {
    std::int64_t id;
    std::string identity_namespace;
    std::string value;
  };
  // Whether the number was free.
  base::Result<bool> take(std::int64_t id, std::string_view identity_namespace,
                          std::string_view value);

  // Identities as the pair of their number and a second hash, in one block of memory: open
  // addressing, at most three quarters full, 16 bytes a slot.
  struct Slot {
    std::int64_t id = 0;
    std::uint64_t check = 0;  // 0: free
  };
  Slot& slot_of(std::int64_t id);
  void grow();

  std::vector<Slot> slots_ = std::vector<Slot>(kSlotsMin);
  std::size_t size_ = 0;
  std::vector<Identity> new_;
};

}  // namespace wend::events
