#include "analyze/attribution_forms.h"

#include <algorithm>
#include <xxhash.h>

namespace wend::analyze {

std::uint64_t PathForms::hash(std::span<const ChannelCode> touches_of_path) {
  return XXH3_64bits(touches_of_path.data(), touches_of_path.size());
}

std::uint32_t PathForms::of(std::span<const ChannelCode> touches_of_path, std::uint64_t hash) {
  if (places_.size() < 2 * (forms_.size() + 1)) {
    constexpr std::size_t kPlacesMin = 1'024;
    places_.assign(std::max(kPlacesMin, 2 * places_.size()), 0);
    for (std::uint32_t form = 0; form < forms_.size(); ++form) put(form);
  }
  const std::size_t last = places_.size() - 1;
  for (std::size_t at = hash & last; places_[at] != 0; at = (at + 1) & last) {
    const std::uint32_t form = places_[at] - 1;
    if (forms_[form].hash == hash && std::ranges::equal(touches(form), touches_of_path))
      return form;
  }
  const auto form = static_cast<std::uint32_t>(forms_.size());
  forms_.push_back({.first = arena_.size(),
                    .length = static_cast<std::uint32_t>(touches_of_path.size()),
                    .hash = hash});
  arena_.insert(arena_.end(), touches_of_path.begin(), touches_of_path.end());
  put(form);
  return form;
}

void PathForms::put(std::uint32_t form) {
  const std::size_t last = places_.size() - 1;
  std::size_t at = forms_[form].hash & last;
  while (places_[at] != 0) at = (at + 1) & last;
  places_[at] = form + 1;
}

}  // namespace wend::analyze
