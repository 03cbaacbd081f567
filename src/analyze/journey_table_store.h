#pragma once

#include <chrono>
#include <filesystem>
#include <memory>
#include <mutex>
#include <stop_token>
#include <thread>

#include "analyze/journey_index_file.h"
#include "analyze/journey_table.h"
#include "analyze/named_touchpoints.h"
#include "base/result.h"
#include "events/event_store.h"

namespace wend::analyze {

// Builds the journey table from the event store and keeps it until the store changes. Events that
// were only added, and customers whose identities changed, are read alone; after anything else the
// table is read anew. Safe to use from several threads: one builds, the others wait for it.
//
// A large table is kept in a file too, so that the next start reads that instead of all events. The
// file is written in the background when much has changed, and when the store of tables goes.
class JourneyTableStore {
 public:
  // The store must outlive every table that came from here.
  explicit JourneyTableStore(events::EventStore& store) : store_(store) {}
  // Tables of at least so many events are kept in `file`.
  static constexpr std::size_t kKeptMin = 100'000;
  JourneyTableStore(events::EventStore& store, std::filesystem::path file,
                    std::size_t kept_min = kKeptMin)
      : store_(store), file_(std::move(file)), kept_min_(kept_min) {}
  ~JourneyTableStore();
  JourneyTableStore(const JourneyTableStore&) = delete;
  JourneyTableStore& operator=(const JourneyTableStore&) = delete;
  // Removes the file and forgets the table: for when somebody was erased.
  void forget();
  // Asked to stop while it builds, it ends with kCancelled, and keeps the table it had.
  base::Result<std::shared_ptr<const JourneyTable>> current(const std::stop_token& stop = {});
  // The one that was current within this time, without waiting for a newer one; for estimates.
  // Nothing when it is longer ago.
  std::shared_ptr<const JourneyTable> recent(std::chrono::seconds age);
  // From now on tables show these names. The store keeps the names as sent, so no event is read
  // again, and an empty mapping brings back what was before.
  void set_event_names(EventNames names);
  // From now on tables have these touchpoints.
  void set_touchpoints(NamedTouchpoints touchpoints);
  // These never wait for a table.
  std::shared_ptr<const EventNames> event_names();
  std::shared_ptr<const NamedTouchpoints> touchpoints();

 private:
  base::Result<std::shared_ptr<const JourneyTable>> build(const std::stop_token& stop);
  // The table of the file as one to go on from, and who has changed since; nothing without a file
  // that can be used.
  struct Known {
    std::shared_ptr<const JourneyTable> table;
    std::vector<std::int64_t> changed;
  };
  base::Result<std::optional<Known>> from_file(events::duck::Connection& connection,
                                               std::int64_t version);
  // Whether so much has changed since the file was written that it is to be written anew.
  bool is_worth_keeping(const JourneyTable& table, bool at_the_end) const;
  void keep(std::shared_ptr<const JourneyTable> table, JourneyIndexFile::IdentitySums sums);

  events::EventStore& store_;
  const std::filesystem::path file_;  // empty: none
  const std::size_t kept_min_ = kKeptMin;
  bool looked_for_file_ = false;
  std::optional<std::int64_t> kept_version_;  // what the file has, and how many events
  std::size_t kept_events_ = 0;
  std::jthread keeper_;  // writes the file
  std::mutex mutex_;
  std::shared_ptr<const JourneyTable> table_;        // with the names as sent
  std::shared_ptr<const JourneyTable> shown_;        // with shown_names_
  std::shared_ptr<const JourneyTable> with_places_;  // shown_, with shown_touchpoints_
  std::mutex names_mutex_;  // apart: nobody who changes the names waits for a table
  std::shared_ptr<const EventNames> names_ = std::make_shared<EventNames>();
  std::shared_ptr<const NamedTouchpoints> touchpoints_ = std::make_shared<NamedTouchpoints>();
  std::shared_ptr<const EventNames> shown_names_;
  std::shared_ptr<const NamedTouchpoints> shown_touchpoints_;
  std::mutex recent_mutex_;  // apart: an estimate waits for no table
  std::shared_ptr<const JourneyTable> recent_;
  std::chrono::steady_clock::time_point checked_at_;
};

}  // namespace wend::analyze
