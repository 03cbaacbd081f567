#include "collect/large_bodies.h"

#include <algorithm>
#include <condition_variable>
#include <cstdint>
#include <mutex>

#include "collect/limits.h"

namespace wend::collect {
namespace {

// Of the process, as its memory is.
struct Room {
  std::mutex mutex;
  std::condition_variable changed;
  std::size_t free = kLargeBytesAtOnce;
  std::uint64_t next_number = 0;  // of who comes
  std::uint64_t called = 0;       // whose turn it is to take room
};

Room& room() {
  static Room all;
  return all;
}

thread_local bool has_turn = false;

}  // namespace

LargeTurn::LargeTurn(std::size_t bytes) {
  if (has_turn) return;
  bytes_ = std::min(bytes, kLargeBytesAtOnce);
  Room& all = room();
  std::unique_lock lock(all.mutex);
  const std::uint64_t mine = all.next_number++;
  all.changed.wait(lock, [&] { return all.called == mine && all.free >= bytes_; });
  all.free -= bytes_;
  ++all.called;
  lock.unlock();
  all.changed.notify_all();
  has_turn = true;
}

LargeTurn::~LargeTurn() {
  if (bytes_ == 0) return;
  has_turn = false;
  Room& all = room();
  {
    std::lock_guard lock(all.mutex);
    all.free += bytes_;
  }
  all.changed.notify_all();
}

}  // namespace wend::collect
