#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "model/predicate.h"

namespace wend::model {

// What {"segment": id} stands for: a rule, or the customers of a list.
struct SegmentMeaning {
  std::string name;
  bool is_list = false;
  Predicate rule;                      // of a segment by rule
  std::vector<std::int64_t> profiles;  // of a list
};

// Nothing: there is no such segment.
using FindSegment = std::function<base::Result<std::optional<SegmentMeaning>>(std::string_view id)>;

// Segments may name segments, this deep.
inline constexpr std::size_t kSegmentLevelsMax = 16;

}  // namespace wend::model
