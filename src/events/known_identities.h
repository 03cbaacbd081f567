#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
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
  struct Identity {
    std::int64_t id;
    std::string identity_namespace;
    std::string value;
  };
  // Whether the number was free.
  base::Result<bool> take(std::int64_t id, std::string_view identity_namespace,
                          std::string_view value);

  std::unordered_map<std::int64_t, std::uint64_t>
      known_;  // id → a second hash of the same identity
  std::vector<Identity> new_;
};

}  // namespace wend::events
