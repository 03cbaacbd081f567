#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "unify/segment_engine.h"

namespace wend::unify {

// Somebody is in a segment since then.
struct Stay {
  std::int64_t profile_id = 0;
  TimeUs since = 0;
  Cause cause = Cause::kEvent;
  std::int64_t sequence = 0;
  auto operator<=>(const Stay&) const = default;
};

// Stays in the ascending order of their profiles, packed: of each only how it differs from the one
// before, about ten bytes.
std::string pack_stays(std::span<const Stay> stays);
// Nothing: damaged.
std::optional<std::vector<Stay>> unpack_stays(std::string_view bytes);

}  // namespace wend::unify
