#include "collect/handover.h"

namespace wend::collect {

bool Handover::has_room() const {
  std::lock_guard lock(mutex_);
  return bytes_ < bytes_max_;
}

void Handover::put(std::int64_t position, std::shared_ptr<const BodyRows> rows) {
  std::lock_guard lock(mutex_);
  if (bytes_ >= bytes_max_) return;
  bytes_ += rows->bytes();
  entries_.push_back({position, std::move(rows)});
}

void Handover::drop_first() {
  bytes_ -= entries_.front().rows->bytes();
  entries_.pop_front();
}

std::optional<Handover::Run> Handover::take_after(std::int64_t position, std::size_t bytes) {
  std::lock_guard lock(mutex_);
  while (!entries_.empty() && entries_.front().position <= position) drop_first();
  Run run{.last = position};
  std::size_t taken = 0;
  while (!entries_.empty() && entries_.front().position == run.last + 1 && taken < bytes) {
    taken += entries_.front().rows->bytes();
    run.last = entries_.front().position;
    run.bodies.push_back(entries_.front().rows);
    drop_first();
  }
  if (run.bodies.empty()) return std::nullopt;
  return run;
}

std::optional<std::int64_t> Handover::next() const {
  std::lock_guard lock(mutex_);
  if (entries_.empty()) return std::nullopt;
  return entries_.front().position;
}

}  // namespace wend::collect
