#pragma once

#include <algorithm>
#include <bit>
#include <cstdint>
#include <vector>

namespace wend::analyze {

// A histogram of durations in microseconds, 256 bins for each doubling, that remembers the longest
// duration of each bin. Tallies of parts are joined in any order with the same outcome. Memory:
// 12 bytes a bin, 11,000 bins up to fifty years.
class DurationTally {
 public:
  // `duration_us` >= 0.
  void add(std::int64_t duration_us) {
    const std::size_t bin = bin_of(static_cast<std::uint64_t>(duration_us));
    if (bin >= counts_.size()) grow(bin + 1);
    ++counts_[bin];
    longest_[bin] = std::max(longest_[bin], duration_us);
    ++count_;
  }

  void join(const DurationTally& other) {
    if (other.counts_.size() > counts_.size()) grow(other.counts_.size());
    for (std::size_t bin = 0; bin < other.counts_.size(); ++bin) {
      counts_[bin] += other.counts_[bin];
      longest_[bin] = std::max(longest_[bin], other.longest_[bin]);
    }
    count_ += other.count_;
  }

  std::uint64_t count() const { return count_; }

  // The duration of a rank (from 0, below count()), or one that is longer by less than 1/256 of it:
  // the longest in its bin. Exact where all durations of the bin are equal.
  std::int64_t at_rank(std::uint64_t rank) const {
    std::uint64_t below = 0;
    for (std::size_t bin = 0; bin < counts_.size(); ++bin) {
      below += counts_[bin];
      if (below > rank) return longest_[bin];
    }
    return 0;
  }

 private:
  static std::size_t bin_of(std::uint64_t value) {
    const int width = std::bit_width(value);
    const auto shift = static_cast<unsigned>(std::max(0, width - 9));
    return shift * 256 + static_cast<std::size_t>(value >> shift);
  }
  void grow(std::size_t bins) {
    counts_.resize(bins, 0);
    longest_.resize(bins, 0);
  }

  std::vector<std::uint32_t> counts_;
  std::vector<std::int64_t> longest_;
  std::uint64_t count_ = 0;
};

}  // namespace wend::analyze
