#pragma once

#include <algorithm>
#include <bit>
#include <cstdint>
#include <vector>

namespace wend::analyze {

// A histogram of durations in microseconds, 256 bins for each doubling, that remembers the longest
// duration of each bin. Tallies of parts are joined in any order with the same outcome. Memory:
// 16 bytes a bin, 11,000 bins up to fifty years.
class DurationTally {
 public:
  // `duration_us` >= 0.
  void add(std::int64_t duration_us) {
    const std::size_t bin = bin_of(static_cast<std::uint64_t>(duration_us));
    if (bin >= bins_.size()) bins_.resize(bin + 1);
    bins_[bin].add(1, duration_us);
    ++count_;
  }

  // Fetches what add() will need.
  void will_add(std::int64_t duration_us) const {
    __builtin_prefetch(bins_.data() + bin_of(static_cast<std::uint64_t>(duration_us)), 1);
  }

  void join(const DurationTally& other) {
    if (other.bins_.size() > bins_.size()) bins_.resize(other.bins_.size());
    for (std::size_t bin = 0; bin < other.bins_.size(); ++bin)
      bins_[bin].add(other.bins_[bin].count, other.bins_[bin].longest_us);
    count_ += other.count_;
  }

  std::uint64_t count() const { return count_; }

  // The duration of a rank (from 0, below count()), or one that is longer by less than 1/256 of it:
  // the longest in its bin. Exact where all durations of the bin are equal.
  std::int64_t at_rank(std::uint64_t rank) const {
    std::uint64_t below = 0;
    for (const Bin& bin : bins_) {
      below += bin.count;
      if (below > rank) return bin.longest_us;
    }
    return 0;
  }

 private:
  struct Bin {
    std::int64_t longest_us = 0;
    std::uint32_t count = 0;
    void add(std::uint32_t more, std::int64_t duration_us) {
      count += more;
      longest_us = std::max(longest_us, duration_us);
    }
  };
  static std::size_t bin_of(std::uint64_t value) {
    const int width = std::bit_width(value);
    const auto shift = static_cast<unsigned>(std::max(0, width - 9));
    return shift * 256 + static_cast<std::size_t>(value >> shift);
  }

  std::vector<Bin> bins_;
  std::uint64_t count_ = 0;
};

}  // namespace wend::analyze
