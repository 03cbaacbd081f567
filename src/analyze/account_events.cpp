#include "analyze/account_events.h"

#include <algorithm>
#include <numeric>

namespace wend::analyze {

AccountEvents::AccountEvents(const JourneyTable& table, const ScopeEvents& looked_at,
                             const Mask& signatures)
    : time_us_(table.time_us()), sequence_(table.sequence()), looked_at_(looked_at) {
  if (!signatures.empty()) match_.emplace(table.signatures(), signatures);
}

const std::vector<std::uint32_t>& AccountEvents::of(std::span<const std::uint32_t> members) {
  events_.clear();
  ends_.clear();
  for (const std::uint32_t profile : members) take(profile);
  while (ends_.size() > 1) merge();
  return events_;
}

void AccountEvents::take(std::size_t profile) {
  const auto [begin, end] = looked_at_.of_profile(profile);
  if (begin == end) return;
  const std::size_t before = events_.size();
  events_.resize(before + (end - begin));
  if (match_)
    events_.resize(before + match_->find(begin, end, events_.data() + before));
  else
    std::iota(events_.begin() + static_cast<std::ptrdiff_t>(before), events_.end(),
              static_cast<std::uint32_t>(begin));
  if (events_.size() > before) ends_.push_back(events_.size());
}

// Makes one part of each two neighbours.
void AccountEvents::merge() {
  const auto before = [&](std::uint32_t a, std::uint32_t b) {
    if (time_us_[a] != time_us_[b]) return time_us_[a] < time_us_[b];
    return sequence_[a] < sequence_[b];
  };
  merged_.resize(events_.size());
  merged_ends_.clear();
  const auto at = [&](std::size_t index) {
    return events_.begin() + static_cast<std::ptrdiff_t>(index);
  };
  std::size_t begin = 0;
  for (std::size_t part = 0; part < ends_.size(); part += 2) {
    const std::size_t middle = ends_[part];
    const std::size_t end = part + 1 < ends_.size() ? ends_[part + 1] : middle;
    std::merge(at(begin), at(middle), at(middle), at(end),
               merged_.begin() + static_cast<std::ptrdiff_t>(begin), before);
    merged_ends_.push_back(end);
    begin = end;
  }
  std::swap(events_, merged_);
  std::swap(ends_, merged_ends_);
}

}  // namespace wend::analyze
