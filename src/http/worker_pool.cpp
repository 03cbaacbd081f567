#include "http/worker_pool.h"

namespace wend::http {

WorkerPool::WorkerPool(std::size_t threads, std::size_t capacity,
                       const std::function<void()>& at_start)
    : capacity_(capacity) {
  threads_.reserve(threads);
  for (std::size_t i = 0; i < threads; ++i)
    threads_.emplace_back([this, at_start] {
      if (at_start) at_start();
      work();
    });
}

WorkerPool::~WorkerPool() {
  {
    std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  filled_.notify_all();
  for (std::thread& thread : threads_) thread.join();
}

bool WorkerPool::submit(std::move_only_function<void()> job, Admit admit) {
  {
    std::lock_guard lock(mutex_);
    if (admit == Admit::kWhenRoom && jobs_.size() >= capacity_) return false;
    jobs_.push_back(std::move(job));
  }
  filled_.notify_one();
  return true;
}

void WorkerPool::work() {
  while (true) {
    std::move_only_function<void()> job;
    {
      std::unique_lock lock(mutex_);
      filled_.wait(lock, [this] { return stopping_ || !jobs_.empty(); });
      if (jobs_.empty()) return;
      job = std::move(jobs_.front());
      jobs_.pop_front();
    }
    job();
  }
}

}  // namespace wend::http
