#pragma once

#include <optional>
#include <span>
#include <vector>

#include "analyze/scope.h"
#include "analyze/signature_match.h"

namespace wend::analyze {

// Puts what the members of an account did on one line, account by account: events at equal times
// stand in the order in which they came to the store (their sequence), so that the order does not
// depend on who did them. One for each thread; memory: 8 bytes for each event of the largest
// account so far.
class AccountEvents {
 public:
  // Only events of `signatures` (one byte each), or all when it is empty. What the document's
  // `where` leaves out may be among them.
  AccountEvents(const JourneyTable& table, const ScopeEvents& looked_at, const Mask& signatures);

  // The positions of the members' events within the range; valid until the next call. Linear in
  // the events found times the logarithm of the members.
  const std::vector<std::uint32_t>& of(std::span<const std::uint32_t> members);
  // Where of() leaves them.
  const std::vector<std::uint32_t>& events() const { return events_; }

 private:
  void take(std::size_t profile);
  void merge();

  std::span<const TimeUs> time_us_;
  JourneyTable::SequenceNumbers sequence_;
  const ScopeEvents& looked_at_;
  std::optional<SignatureMatch> match_;  // none: all events
  std::vector<std::uint32_t> events_, merged_;
  std::vector<std::size_t> ends_, merged_ends_;  // of the parts that are in order, in events_
};

}  // namespace wend::analyze
