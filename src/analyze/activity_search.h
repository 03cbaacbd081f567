#pragma once

#include "analyze/question.h"
#include "analyze/selection_search.h"

namespace wend::analyze {

// Finds what a customer did at any time, also outside the question's range: what says whether
// somebody was there before it. One for each thread.
class ActivitySearch {
 public:
  // The selection must outlive it.
  ActivitySearch(const QueryRun& run, const Selection& active)
      : table_(*run.table), customers_(run.scope.events.customers()), search_(*run.table, active) {}

  // The positions of a customer's activity, ascending, valid until the next call; none of those
  // whom the question's `who` leaves out. Quick when customers ascend.
  std::span<const std::uint32_t> of_profile(std::uint32_t profile) {
    if (!customers_.empty() && customers_[profile] == 0) return {};
    return search_.find(table_.begin(profile), table_.end(profile));
  }

 private:
  const JourneyTable& table_;
  const Mask& customers_;
  SelectionSearch search_;
};

}  // namespace wend::analyze
