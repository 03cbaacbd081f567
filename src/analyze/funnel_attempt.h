#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "analyze/parallel_profiles.h"

namespace wend::analyze {

// Stands for a step that an attempt passed over.
inline constexpr std::uint32_t kSkippedStep = ~0U;

// Attempts one after another, in memory that is used again for the next customer.
class AttemptList {
 public:
  void clear() {
    positions_.clear();
    ends_.clear();
  }
  // The positions in the table of an attempt's events, from step 1 to the last step it filled.
  void add(std::span<const std::uint32_t> positions) {
    positions_.insert(positions_.end(), positions.begin(), positions.end());
    ends_.push_back(positions_.size());
  }
  // Attempts name events by their number in a list: puts the positions there instead.
  void place(std::span<const std::uint32_t> positions) {
    for (std::uint32_t& event : positions_)
      if (event != kSkippedStep) event = positions[event];
  }
  std::size_t size() const { return ends_.size(); }
  std::span<const std::uint32_t> operator[](std::size_t index) const {
    const std::size_t begin = index == 0 ? 0 : ends_[index - 1];
    return std::span(positions_).subspan(begin, ends_[index] - begin);
  }

 private:
  std::vector<std::uint32_t> positions_;
  std::vector<std::size_t> ends_;
};

// Finds the attempts of one customer at a funnel. Keeps its memory from one customer to the next;
// one for each thread.
class AttemptKernel {
 public:
  virtual ~AttemptKernel() = default;
  // Adds the attempts among the events [begin, end) of one profile.
  virtual void find(std::size_t begin, std::size_t end, AttemptList& attempts) = 0;
  // Appends the profiles of a range, ascending, that may have attempts.
  virtual void candidates(ProfileRange range, std::vector<std::uint32_t>& profiles) {
    for (std::size_t profile = range.first; profile < range.last; ++profile)
      profiles.push_back(static_cast<std::uint32_t>(profile));
  }
};

}  // namespace wend::analyze
