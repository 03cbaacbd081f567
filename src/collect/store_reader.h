#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <stop_token>
#include <string>
#include <thread>

#include "base/result.h"
#include "collect/handover.h"
#include "collect/webhook_sources.h"
#include "events/event_store.h"
#include "log/event_log.h"

namespace wend::collect {

class IntakeWatch;

// Brings accepted bodies from the log to the event store, in the log's order, on a thread of its
// own. Its position is committed with what it wrote, so a crash anywhere neither loses nor doubles
// an event.
class StoreReader {
 public:
  // Says on `report` what goes wrong; it then tries again until it works. A record that can never
  // be read is counted as refused, and the others go on. `watch` looks on; it may be null.
  StoreReader(const log::EventLog& log, events::EventStore& store,
              std::function<void(std::string_view)> report, IntakeWatch* watch = nullptr,
              WebhookMappings mappings = {});
  ~StoreReader();  // leaves what is not read yet to the next start

  // Whether rows should be made of a body when it is accepted; else it will be read from the log.
  bool takes_rows() const { return handover_.has_room(); }
  // The log has a body of `bytes` at `position`; `rows` are what it holds, or null. Positions only
  // grow.
  void wake(std::int64_t position, std::size_t bytes, std::shared_ptr<const BodyRows> rows);
  // Waits until everything up to `position` is in the store; false when that takes longer.
  bool wait_for(std::int64_t position, std::chrono::milliseconds at_most);
  // Waits while much is on its way to the store, the longer the more it is, up to a fifth of a
  // second: for those who bring more. So they are slowed to what can be stored, and still come
  // through while the store cannot take anything.
  void wait_for_room();

  // Up to where the store has the log's records.
  std::int64_t position() const;
  // About how many bytes of the log the store does not have yet.
  std::size_t behind() const;

  // Reads what is there now, without a thread: for tests and for opening a folder. Answers the new
  // position.
  static base::Result<std::int64_t> catch_up(const log::EventLog& log, events::EventStore& store,
                                             const WebhookMappings& mappings = {});

  struct Replay {
    std::uint64_t replayed = 0;  // bodies
    std::uint64_t events = 0;    // that are new
    std::uint64_t still_unmapped = 0;
  };
  // Reads the unmapped bodies of a source again, with the mapping that it has now. What is mapped
  // leaves the list of unmapped bodies in the transaction that brings its events. One caller at a
  // time for each source.
  static base::Result<Replay> replay(const log::EventLog& log, events::EventStore& store,
                                     const WebhookMappings& mappings, std::int64_t source,
                                     IntakeWatch* watch = nullptr);

 private:
  void work(const std::stop_token& stop);
  base::Result<std::int64_t> read_some(std::int64_t position);
  std::size_t behind_locked() const;
  // Until there is something to do. Small groups are let grow for a moment, because each costs the
  // store a commit.
  void wait_for_work(std::unique_lock<std::mutex>& lock, const std::stop_token& stop,
                     std::chrono::steady_clock::time_point last_group);

  const log::EventLog& log_;
  events::EventStore& store_;
  const std::function<void(std::string_view)> report_;
  const WebhookMappings mappings_;
  IntakeWatch* const watch_;
  Handover handover_;
  mutable std::mutex mutex_;
  std::condition_variable_any changed_;              // of the position
  std::condition_variable_any filled_;               // of the log
  std::int64_t known_ = 0;                           // the log has this much
  std::int64_t position_ = 0;                        // the store has this much
  std::uint64_t seen_records_ = 0, seen_bytes_ = 0;  // of wake(), for the mean
  std::size_t wanted_bytes_ = 0;  // how much must be there before `filled_` is told
  std::jthread thread_;
};

}  // namespace wend::collect
