#pragma once

#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/result.h"
#include "env/clock.h"
#include "workspace/refusals.h"

namespace wend::collect {

// Counts what is refused, in memory; flush() brings it to the workspace. Safe to use from several
// threads. Memory is bounded, whatever comes: beyond a thousand different reasons between two
// flushes the rest is counted under one reason for each source and kind.
class RefusalCounter {
 public:
  RefusalCounter(workspace::Refusals& refusals, const env::Clock& clock)
      : refusals_(refusals), clock_(clock) {}

  struct Refused {
    std::int64_t source_id = 0;  // 0: none
    workspace::RefusalKind kind = workspace::RefusalKind::kMessage;
    std::string_view event = {};
    std::string_view reason;
    std::string_view sample = {};  // any bytes; the first 4 KiB are kept
  };
  void count(const Refused& refused, std::int64_t times = 1);

  // What cannot be written now is kept for the next time.
  base::Status flush();

 private:
  using Pending = std::unordered_map<std::string, workspace::Refusal>;

  workspace::Refusals& refusals_;
  const env::Clock& clock_;
  std::mutex mutex_;
  Pending pending_;
  std::mutex flushing_;
};

}  // namespace wend::collect
