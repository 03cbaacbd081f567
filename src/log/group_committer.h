#pragma once

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "log/event_log.h"

namespace wend::log {

// Writes what many callers hand in with one commit for all that came meanwhile, because a commit
// waits for the disk and the disk takes many bytes as fast as few. One thread of its own.
class GroupCommitter {
 public:
  // The record's position, once it is on the disk; or why it is not. Called on the committer's
  // thread: it must not block.
  using Done = std::function<void(const base::Result<std::int64_t>&)>;

  struct Limits {
    // Beyond this much waiting, new bodies are refused: memory stays bounded, whatever comes.
    std::size_t waiting_bytes_max = 64 * 1024 * 1024;
    std::size_t group_bytes_max = 8 * 1024 * 1024;
  };

  // `before_group` is called on the committer's thread before each group, to slow it down.
  GroupCommitter(EventLog& log, RecordKind kind, Limits limits,
                 std::function<void()> before_group = {});
  // Writes what waits.
  ~GroupCommitter();
  GroupCommitter(const GroupCommitter&) = delete;
  GroupCommitter& operator=(const GroupCommitter&) = delete;

  // False when too much waits already; `done` is then never called.
  bool submit(std::string payload, Done done);

 private:
  struct Waiting {
    std::string payload;
    Done done;
  };
  void work();
  std::vector<Waiting> take_group(std::unique_lock<std::mutex>& lock);

  EventLog& log_;
  const RecordKind kind_;
  const Limits limits_;
  const std::function<void()> before_group_;
  std::mutex mutex_;
  std::condition_variable filled_;
  std::vector<Waiting> waiting_;
  std::size_t waiting_bytes_ = 0;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace wend::log
