#include "analyze/attribution_forms.h"

#include <algorithm>
#include <xxhash.h>

namespace wend::analyze {

std::uint32_t PathForms::of(std::span<const ChannelCode> touches_of_path) {
  const std::uint64_t hash = XXH3_64bits(touches_of_path.data(), touches_of_path.size());
  const auto [from, to] = by_hash_.equal_range(hash);
  for (auto found = from; found != to; ++found) {
    if (std::ranges::equal(touches(found->second), touches_of_path)) return found->second;
  }
  const auto form = static_cast<std::uint32_t>(forms_.size());
  forms_.push_back(
      {.first = arena_.size(), .length = static_cast<std::uint32_t>(touches_of_path.size())});
  arena_.insert(arena_.end(), touches_of_path.begin(), touches_of_path.end());
  by_hash_.emplace(hash, form);
  return form;
}

}  // namespace wend::analyze
