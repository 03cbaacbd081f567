#pragma once

#include <memory>
#include <mutex>

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
  base::Result<std::shared_ptr<const JourneyTable>> current();

 private:
  base::Result<std::shared_ptr<const JourneyTable>> build();

  events::EventStore& store_;
  std::mutex mutex_;
  std::shared_ptr<const JourneyTable> table_;
};

}  // namespace wend::analyze
