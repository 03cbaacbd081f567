#include "log/group_committer.h"

#include <iterator>

namespace wend::log {

GroupCommitter::GroupCommitter(EventLog& log, RecordKind kind, Limits limits,
                               std::function<void()> before_group)
    : log_(log),
      kind_(kind),
      limits_(limits),
      before_group_(std::move(before_group)),
      thread_([this] { work(); }) {}

GroupCommitter::~GroupCommitter() {
  {
    std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  filled_.notify_one();
  thread_.join();
}

bool GroupCommitter::submit(std::string payload, Done done) {
  {
    std::lock_guard lock(mutex_);
    // One body always gets in, however large it is.
    const bool room =
        waiting_.empty() || waiting_bytes_ + payload.size() <= limits_.waiting_bytes_max;
    if (stopping_ || !room) return false;
    waiting_bytes_ += payload.size();
    waiting_.push_back({std::move(payload), std::move(done)});
  }
  filled_.notify_one();
  return true;
}

// What came first, as much as fits into one commit.
std::vector<GroupCommitter::Waiting> GroupCommitter::take_group(
    std::unique_lock<std::mutex>& lock) {
  filled_.wait(lock, [this] { return stopping_ || !waiting_.empty(); });
  std::size_t bytes = 0;
  std::size_t count = 0;
  while (count < waiting_.size() && (count == 0 || bytes < limits_.group_bytes_max)) {
    bytes += waiting_[count++].payload.size();
  }
  const auto end = waiting_.begin() + static_cast<std::ptrdiff_t>(count);
  std::vector<Waiting> group(std::make_move_iterator(waiting_.begin()),
                             std::make_move_iterator(end));
  waiting_.erase(waiting_.begin(), end);
  return group;
}

void GroupCommitter::work() {
  std::unique_lock lock(mutex_);
  for (;;) {
    if (before_group_ && !stopping_) {
      lock.unlock();
      before_group_();
      lock.lock();
    }
    const std::vector<Waiting> group = take_group(lock);
    if (group.empty()) return;
    lock.unlock();
    std::vector<std::string_view> payloads;
    std::size_t bytes = 0;
    for (const Waiting& one : group) {
      payloads.push_back(one.payload);
      bytes += one.payload.size();
    }
    const auto last = log_.append_all(kind_, payloads);
    for (std::size_t i = 0; i < group.size(); ++i) {
      if (!last) {
        group[i].done(last);
        continue;
      }
      group[i].done(*last - static_cast<std::int64_t>(group.size() - 1 - i));
    }
    lock.lock();
    // Only now: what is being written still takes memory.
    waiting_bytes_ -= bytes;
  }
}

}  // namespace wend::log
