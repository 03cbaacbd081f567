#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <stop_token>
#include <string>
#include <thread>

#include "base/result.h"
#include "events/event_store.h"
#include "log/event_log.h"

namespace wend::collect {

// Brings accepted bodies from the log to the event store, in the log's order, on a thread of its
// own. Its position is committed with what it wrote, so a crash anywhere neither loses nor doubles
// an event.
class StoreReader {
 public:
  // Says on `report` what goes wrong; it then tries again until it works.
  StoreReader(const log::EventLog& log, events::EventStore& store,
              std::function<void(std::string_view)> report);
  ~StoreReader();  // leaves what is not read yet to the next start

  // The log has records up to `position`.
  void wake(std::int64_t position);
  // Waits until everything up to `position` is in the store; false when that takes longer.
  bool wait_for(std::int64_t position, std::chrono::milliseconds at_most);

  // Up to where the store has the log's records.
  std::int64_t position() const;

  // Reads what is there now, without a thread: for tests and for opening a folder. Answers the new
  // position.
  static base::Result<std::int64_t> catch_up(const log::EventLog& log, events::EventStore& store);

 private:
  void work(const std::stop_token& stop);

  const log::EventLog& log_;
  events::EventStore& store_;
  const std::function<void(std::string_view)> report_;
  mutable std::mutex mutex_;
  std::condition_variable_any changed_;
  std::int64_t known_ = 0;     // the log has this much
  std::int64_t position_ = 0;  // the store has this much
  std::jthread thread_;
};

}  // namespace wend::collect
