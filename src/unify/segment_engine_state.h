#pragma once

#include <array>
#include <functional>
#include <limits>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "unify/profile_table.h"
#include "unify/segment_engine.h"

// What SegmentEngine keeps inside, for its own sources.
namespace wend::unify {

// Which conditions can hold, for the names that came. Names are the sender's: only so many are
// remembered.
struct SegmentEngine::Dispatch {
  static constexpr std::size_t kNamesMax = 20'000;
  static constexpr std::size_t kTypes = 6;
  struct OfName {
    std::array<std::optional<std::vector<std::uint32_t>>, kTypes> of_type;
  };
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const {
      return std::hash<std::string_view>{}(text);
    }
  };
  std::unordered_map<std::string, OfName, Hash, std::equal_to<>> by_name;
};

// When the trait of each profile was said last.
struct SegmentEngine::TraitState {
  struct Said {
    TimeUs time_us = std::numeric_limits<TimeUs>::min();
    std::int64_t sequence = std::numeric_limits<std::int64_t>::min();
  };
  ProfileTable<Said> said;
};

}  // namespace wend::unify
