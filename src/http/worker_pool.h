#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace wend::http {

// Threads for work that may block, with a bounded queue in front.
class WorkerPool {
 public:
  enum class Admit {
    kWhenRoom,  // new requests: refused when the queue is full
    kAlways,    // the next step of a request that was let in; at most one per connection
  };

  // `at_start` is called on each thread first.
  WorkerPool(std::size_t threads, std::size_t capacity, const std::function<void()>& at_start = {});
  ~WorkerPool();  // finishes what is queued
  WorkerPool(const WorkerPool&) = delete;
  WorkerPool& operator=(const WorkerPool&) = delete;

  // False when there is no room; the job is then dropped without being run.
  bool submit(std::move_only_function<void()> job, Admit admit);

 private:
  void work();

  const std::size_t capacity_;
  std::mutex mutex_;
  std::condition_variable filled_;
  std::deque<std::move_only_function<void()>> jobs_;
  bool stopping_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace wend::http
