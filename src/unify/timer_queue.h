#pragma once

#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>
#include <vector>

#include "unify/leaf_tracker.h"

namespace wend::unify {

// Moments at which leaves want to be looked at. Far moments wait unsorted in buckets of about a
// minute, so that setting one costs little however many there are.
class TimerQueue {
 public:
  struct Timer {
    TimeUs due = 0;
    std::uint32_t leaf = 0;
    ProfileIndex profile = 0;
  };

  void set(const Timer& timer) {
    const std::int64_t bucket = timer.due >> kBucketBits;
    if (bucket <= near_bucket_) {
      near_.push_back(timer);
      std::ranges::push_heap(near_, later);
    } else {
      far_[bucket].push_back(timer);
    }
  }
  // The earliest one, when it is due.
  std::optional<Timer> take(TimeUs now) {
    while (near_.empty()) {
      if (far_.empty() || far_.begin()->first > now >> kBucketBits) return std::nullopt;
      near_bucket_ = far_.begin()->first;
      near_ = std::move(far_.begin()->second);
      far_.erase(far_.begin());
      std::ranges::make_heap(near_, later);
    }
    if (near_.front().due > now) return std::nullopt;
    std::ranges::pop_heap(near_, later);
    const Timer timer = near_.back();
    near_.pop_back();
    return timer;
  }
  // No timer is due before then; the exact moment only of those that are near.
  TimeUs next() const {
    if (!near_.empty()) return near_.front().due;
    return far_.empty() ? kNoTime : far_.begin()->first << kBucketBits;
  }
  // Calls visit(timer) for all, in no order.
  template <typename Visit>
  void each(Visit&& visit) const {
    for (const Timer& timer : near_) visit(timer);
    for (const auto& [bucket, waiting] : far_)
      for (const Timer& timer : waiting) visit(timer);
  }
  std::size_t bytes() const {
    std::size_t timers = near_.capacity();
    for (const auto& [bucket, waiting] : far_) timers += waiting.capacity();
    return timers * sizeof(Timer);
  }

 private:
  static constexpr int kBucketBits = 26;  // 67 seconds
  static bool later(const Timer& a, const Timer& b) {
    return std::tie(a.due, a.leaf, a.profile) > std::tie(b.due, b.leaf, b.profile);
  }

  std::int64_t near_bucket_ = std::numeric_limits<std::int64_t>::min();
  std::vector<Timer> near_;  // a heap
  std::map<std::int64_t, std::vector<Timer>> far_;
};

}  // namespace wend::unify
