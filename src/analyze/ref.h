#pragma once

#include <charconv>
#include <optional>
#include <string_view>
#include <vector>

namespace wend::analyze {

// The parts of a ref between its colons: "group:0:step:1" has four. For refs made of our own words
// and numbers only.
inline std::vector<std::string_view> parts_of_ref(std::string_view ref) {
  std::vector<std::string_view> parts;
  for (;;) {
    const auto colon = ref.find(':');
    parts.push_back(ref.substr(0, colon));
    if (colon == std::string_view::npos) return parts;
    ref.remove_prefix(colon + 1);
  }
}

// A whole number below `end`.
inline std::optional<std::size_t> index_in_ref(std::string_view text, std::size_t end) {
  std::size_t index = 0;
  const auto [stopped, error] = std::from_chars(text.data(), text.data() + text.size(), index);
  if (error != std::errc{} || stopped != text.data() + text.size() || text.empty() || index >= end)
    return std::nullopt;
  return index;
}

}  // namespace wend::analyze
