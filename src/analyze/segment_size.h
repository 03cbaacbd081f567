#pragma once

#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "analyze/journey_table.h"
#include "base/result.h"
#include "model/account.h"
#include "model/computed_trait.h"
#include "model/segment_meaning.h"

namespace wend::analyze {

// How many customers satisfy a rule, counted in the journey table.
struct SegmentSize {
  double size = 0;     // estimated when not exact
  std::size_t of = 0;  // all customers
  bool exact = true;
  // Of an estimate: how many customers were looked at, and the 95 % interval.
  std::size_t sample = 0;
  double low = 0, high = 0;
  std::vector<std::string> notes;
};

// More events than this are not looked at for a quick answer: customers are drawn instead, by a
// hash of their number, so that the same question has the same answer.
inline constexpr std::size_t kQuickEventsMax = 1'500'000;

// About so many events of whole customers, drawn by a hash of their number. Kept with the table,
// which the sample does not keep alive.
base::Result<std::shared_ptr<const JourneyTable>> sample_of(
    const std::shared_ptr<const JourneyTable>& whole, std::size_t events);

// `events_max`: beyond it the size is estimated; 0: never. Errors: those of a query with the rule
// as its `who`.
base::Result<SegmentSize> segment_size(const std::shared_ptr<const JourneyTable>& table,
                                       const model::Predicate& rule, TimeUs now,
                                       const model::FindSegment& segments,
                                       const model::FindAccountMembers& accounts,
                                       std::size_t events_max, const std::stop_token& stop,
                                       const model::FindComputedTrait& traits = {});

}  // namespace wend::analyze
