#pragma once

#include <atomic>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <utility>

#include "analyze/journey_table.h"
#include "analyze/selection.h"
#include "base/result.h"

namespace wend::analyze {

// The events that a question looks at, as one byte for each position; made when it is first asked
// for, because a question that goes customer by customer does not need it.
class ScopeEvents {
 public:
  ScopeEvents() = default;
  ScopeEvents(std::shared_ptr<const JourneyTable> table, TimeUs from_us, TimeUs to_us,
              std::optional<Selection> where, Mask customers);

  operator const Mask&() const { return mask(); }  // NOLINT: it is one
  std::uint8_t operator[](std::size_t position) const { return mask()[position]; }
  std::size_t size() const { return parts_->table->position_count(); }
  const Mask& mask() const {
    const Mask* made = parts_->made;
    return made != nullptr ? *made : make();
  }

  // Which of them a customer has, before `where` is asked: a part of [begin, end) of the table.
  std::pair<std::size_t, std::size_t> of_profile(std::size_t profile) const {
    const Parts& parts = *parts_;
    const std::size_t begin = parts.table->begin(profile), end = parts.table->end(profile);
    if (!parts.customers.empty() && parts.customers[profile] == 0) return {begin, begin};
    return parts.all_times ? std::pair(begin, end) : in_range(begin, end);
  }
  const std::optional<Selection>& where() const { return parts_->where; }
  // 1 for each profile that satisfies `who`; empty: all of them.
  const Mask& customers() const { return parts_->customers; }
  // Those of them that satisfy this too, of these customers (empty: all).
  ScopeEvents narrowed(std::optional<Selection> where, Mask customers) const;
  // Whether `where` takes one of those.
  bool takes(std::size_t position) const {
    return !parts_->where || parts_->where->holds(parts_->table->signatures(), position);
  }
  // Whether the question looks at all events of the table.
  bool is_whole() const { return parts_->is_whole; }

 private:
  struct Parts {
    std::shared_ptr<const JourneyTable> table;
    TimeUs from_us = 0, to_us = 0;
    std::optional<Selection> where;
    Mask customers;  // empty: all
    bool all_times = false, is_whole = false;
    std::once_flag once;
    Mask mask;
    std::atomic<const Mask*> made = nullptr;
  };
  const Mask& make() const;
  std::pair<std::size_t, std::size_t> in_range(std::size_t begin, std::size_t end) const;

  std::shared_ptr<Parts> parts_;
};

// Which part of the table a question looks at: the document's `range`, `where` and `who`, applied.
struct Scope {
  TimeUs from_us = 0;  // half-open: [from_us, to_us)
  TimeUs to_us = 0;
  ScopeEvents events;
  std::size_t customer_count = 0;  // profiles with at least one of them
  std::size_t event_count = 0;
};

// Counts customers and events of `scope.events`. Errors: kCancelled.
base::Status count_scope(Scope& scope, const JourneyTable& table, const std::stop_token& stop);

}  // namespace wend::analyze
