#include "model/suggestion.h"

#include <algorithm>
#include <cstddef>
#include <fmt/format.h>
#include <limits>
#include <vector>

namespace wend::model {
namespace {

// Longer texts are not misspellings, and the table below grows with the square of the length.
constexpr std::size_t kTextBytesMax = 200;

char lower(char letter) {
  return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
}

// Damerau-Levenshtein distance over bytes, with swaps of neighbours only (optimal string
// alignment).
std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> before(b.size() + 1), last(b.size() + 1), row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) last[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const bool same = lower(a[i - 1]) == lower(b[j - 1]);
      row[j] = std::min({last[j] + 1, row[j - 1] + 1, last[j - 1] + (same ? 0 : 1)});
      if (i > 1 && j > 1 && lower(a[i - 1]) == lower(b[j - 2]) &&
          lower(a[i - 2]) == lower(b[j - 1])) {
        row[j] = std::min(row[j], before[j - 2] + 1);
      }
    }
    std::swap(before, last);
    std::swap(last, row);
  }
  return last[b.size()];
}

}  // namespace

std::string nearest(std::string_view text, std::span<const std::string_view> candidates) {
  if (text.empty() || text.size() > kTextBytesMax) return {};
  std::string_view best;
  std::size_t best_distance = std::max<std::size_t>(2, text.size() / 3) + 1;
  for (const std::string_view candidate : candidates) {
    if (candidate.size() > kTextBytesMax) continue;
    const std::size_t difference = text.size() > candidate.size() ? text.size() - candidate.size()
                                                                  : candidate.size() - text.size();
    if (difference >= best_distance) continue;
    const std::size_t here = distance(text, candidate);
    // Replacing every letter is not a spelling mistake.
    if (here < best_distance && here < std::max(text.size(), candidate.size())) {
      best = candidate;
      best_distance = here;
    }
  }
  return std::string(best);
}

std::string did_you_mean(std::string_view text, std::span<const std::string_view> candidates) {
  const std::string best = nearest(text, candidates);
  return best.empty() ? std::string() : fmt::format("Did you mean \"{}\"?", best);
}

}  // namespace wend::model
