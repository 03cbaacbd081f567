#pragma once

#include <span>
#include <string>
#include <string_view>

namespace wend::model {

// The candidate that is most likely meant by a misspelt text: fewest changed, missing, added or
// swapped letters, case apart. Empty when none is near enough (more than a third of the letters, at
// least two, would have to change).
std::string nearest(std::string_view text, std::span<const std::string_view> candidates);

// `Did you mean "Order placed"?`, or empty when nothing is near.
std::string did_you_mean(std::string_view text, std::span<const std::string_view> candidates);

}  // namespace wend::model
