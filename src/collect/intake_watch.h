#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <stop_token>
#include <string_view>
#include <thread>

#include "collect/refusal_counter.h"
#include "workspace/workspace.h"

namespace wend::collect {

// What looks at messages on their way beside the way itself: the count of those refused. Outlives
// the receiver.
class IntakeWatch {
 public:
  // Says on `report` what goes wrong.
  IntakeWatch(workspace::Workspace& workspace, const env::Clock& clock,
              std::function<void(std::string_view)> report);
  ~IntakeWatch();  // writes what was counted
  IntakeWatch(const IntakeWatch&) = delete;
  IntakeWatch& operator=(const IntakeWatch&) = delete;

  RefusalCounter& refusals() { return refusals_; }
  // The counts up to now, so that they can be read from the workspace.
  base::Status flush() { return refusals_.flush(); }

 private:
  void work(const std::stop_token& stop);
  void every_second();

  const std::function<void(std::string_view)> report_;
  RefusalCounter refusals_;
  bool flush_failed_ = false;
  std::mutex mutex_;
  std::condition_variable_any stopped_;
  std::jthread thread_;
};

}  // namespace wend::collect
