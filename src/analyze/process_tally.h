#pragma once

#include <functional>
#include <span>
#include <vector>

#include "analyze/process_cases.h"

namespace wend::analyze {

// How often activities happen and follow each other. Nodes are the activities, then the beginning
// and the end of a case.
class ProcessTally {
 public:
  // Errors: kCancelled.
  static base::Result<ProcessTally> count(const QueryRun& run, const ProcessCases& cases);

  std::size_t nodes() const { return nodes_; }
  std::uint64_t cases() const { return cases_; }
  std::uint64_t case_people() const { return case_people_; }
  std::uint64_t people_of_activity(std::size_t activity) const {
    return activity_people_[activity];
  }
  // By channel, as the table numbers them.
  std::span<const std::uint64_t> channels_of_activity(std::size_t activity) const {
    return std::span(channels_).subspan(activity * channel_count_, channel_count_);
  }
  std::uint64_t count_of(std::size_t from, std::size_t to) const {
    return edge_count_[from * nodes_ + to];
  }
  std::uint64_t people_of(std::size_t from, std::size_t to) const {
    return edge_people_[from * nodes_ + to];
  }

  // Calls take(i, durations in microseconds) for each of these edges (from, to), in no order and
  // side by side. Goes over the events again, for so many edges at once that their durations need
  // no more than some hundred megabytes. Errors: kCancelled.
  base::Status each_durations(
      const QueryRun& run, const ProcessCases& cases,
      std::span<const std::pair<std::uint32_t, std::uint32_t>> edges,
      const std::function<void(std::size_t, std::span<std::int64_t>)>& take) const;

 private:
  struct Counter;

  std::size_t nodes_ = 0, channel_count_ = 0, profiles_per_part_ = 1;
  std::uint64_t cases_ = 0, case_people_ = 0;
  std::vector<std::uint64_t> activity_people_, channels_, edge_count_, edge_people_;
  // How often each edge is in each range of profiles_per_part_ customers.
  std::vector<std::vector<std::uint32_t>> edge_count_of_part_;
};

}  // namespace wend::analyze
