#pragma once

#include <chrono>
#include <memory>
#include <mutex>
#include <stop_token>

#include "analyze/journey_table.h"
#include "base/result.h"
#include "events/event_store.h"

namespace wend::analyze {

// Builds the journey table from the event store and keeps it until the store changes. Events that
// were only added are read alone; after anything else the table is read anew. Safe to use from
// several threads: one builds, the others wait for it.
class JourneyTableStore {
 public:
  // The store must outlive every table that came from here.
  explicit JourneyTableStore(events::EventStore& store) : store_(store) {}
  // Asked to stop while it builds, it ends with kCancelled, and keeps the table it had.
  base::Result<std::shared_ptr<const JourneyTable>> current(const std::stop_token& stop = {});
  // The one that was current within this time, without waiting for a newer one; for estimates.
  // Nothing when it is longer ago.
  std::shared_ptr<const JourneyTable> recent(std::chrono::seconds age);
  // From now on tables show these names. The store keeps the names as sent, so no event is read
  // again, and an empty mapping brings back what was before.
  void set_event_names(EventNames names);
  // Never waits for a table.
  std::shared_ptr<const EventNames> event_names();

 private:
  base::Result<std::shared_ptr<const JourneyTable>> build(const std::stop_token& stop);

  events::EventStore& store_;
  std::mutex mutex_;
  std::shared_ptr<const JourneyTable> table_;  // with the names as sent
  std::shared_ptr<const JourneyTable> shown_;
  std::mutex names_mutex_;  // apart: nobody who changes the names waits for a table
  std::shared_ptr<const EventNames> names_ = std::make_shared<EventNames>();
  std::shared_ptr<const EventNames> shown_names_;  // of shown_
  std::mutex recent_mutex_;                        // apart: an estimate waits for no table
  std::shared_ptr<const JourneyTable> recent_;
  std::chrono::steady_clock::time_point checked_at_;
};

}  // namespace wend::analyze
