#include "analyze/profile_search.h"

namespace wend::analyze {
namespace {

// With so many events a customer, most customers have one.
constexpr std::size_t kProfilesPerEventMin = 3;
constexpr std::size_t kRangesToPass = 15;

// The last profile from `low` on that begins at or before a position; profiles ascend with their
// positions, and that of `low` does not begin behind it.
std::size_t profile_at(const JourneyTable& table, std::size_t low, std::size_t last,
                       std::size_t position) {
  // Mostly it is one of the next.
  std::size_t step = 1;
  while (low + step < last && table.begin(low + step) <= position) {
    low += step;
    step *= 2;
  }
  std::size_t high = std::min(last, low + step);
  while (high - low > 1) {
    const std::size_t middle = low + (high - low) / 2;
    (table.begin(middle) <= position ? low : high) = middle;
  }
  return low;
}

}  // namespace

bool ProfileSearch::find(ProfileRange range, std::vector<std::uint32_t>& out) {
  if (ranges_to_pass_ > 0) {
    --ranges_to_pass_;
  } else if (find_few(range, out)) {
    return true;
  } else {
    ranges_to_pass_ = kRangesToPass;
  }
  for (std::size_t profile = range.first; profile < range.last; ++profile)
    out.push_back(static_cast<std::uint32_t>(profile));
  return false;
}

bool ProfileSearch::find_few(ProfileRange range, std::vector<std::uint32_t>& out) {
  if (range.first == range.last) return true;
  // Where events were moved, profiles do not ascend with their positions.
  bool ascending = true;
  for (std::size_t profile = range.first + 1; profile < range.last; ++profile)
    ascending &= table_.begin(profile) >= table_.end(profile - 1);
  if (!ascending) return false;
  const std::size_t begin = table_.begin(range.first), end = table_.end(range.last - 1);
  if (found_.size() < end - begin) found_.resize(end - begin);
  const std::size_t count = match_.find(begin, end, found_.data());
  if (count * kProfilesPerEventMin > range.last - range.first) return false;
  const auto time_us = table_.time_us();
  std::size_t profile = range.first;
  for (std::size_t i = 0; i < count; ++i) {
    const std::uint32_t position = found_[i];
    // Whoever asks looks at its time next.
    __builtin_prefetch(&time_us[position]);
    profile = profile_at(table_, profile, range.last, position);
    const auto number = static_cast<std::uint32_t>(profile);
    const bool is_theirs = position < table_.end(profile);
    if (is_theirs && (out.empty() || out.back() != number)) out.push_back(number);
  }
  return true;
}

}  // namespace wend::analyze
