#pragma once

#include <array>
#include <span>
#include <string_view>

// How far an organisation has come in looking after its customers' journeys: our own questions, in
// six areas. Each answer is the level that describes best how things are, from 1 to 5.
namespace wend::improve {

inline constexpr int kLevels = 5;

struct MaturityQuestion {
  std::string_view id;  // stays when the words change
  std::string_view text;
  std::array<std::string_view, kLevels> levels;  // what is true at each, the lowest first
};

struct MaturityArea {
  std::string_view id, title, about;
  std::span<const MaturityQuestion> questions;
};

std::span<const MaturityArea> maturity_areas();
// What a mean of so much is called: "starting", "repeating", "managed", "steering", "leading".
std::string_view maturity_level_name(double mean);

}  // namespace wend::improve
