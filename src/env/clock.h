#pragma once

#include <cstdint>

namespace wend::env {

// Microseconds since 1970-01-01T00:00:00Z, without leap seconds. Every stored time has this unit.
using TimeUs = std::int64_t;

inline constexpr TimeUs kSecondUs = 1'000'000;
inline constexpr TimeUs kMinuteUs = 60 * kSecondUs;
inline constexpr TimeUs kHourUs = 60 * kMinuteUs;
inline constexpr TimeUs kDayUs = 24 * kHourUs;

// Time is an input: what depends on "now" takes a Clock, and tests bring their own.
class Clock {
 public:
  virtual ~Clock() = default;
  virtual TimeUs now_us() const = 0;
};

class SystemClock final : public Clock {
 public:
  TimeUs now_us() const override;
};

class FixedClock final : public Clock {
 public:
  explicit FixedClock(TimeUs now_us) : now_us_(now_us) {}
  TimeUs now_us() const override { return now_us_; }
  void set(TimeUs now_us) { now_us_ = now_us; }
  void advance(TimeUs by_us) { now_us_ += by_us; }

 private:
  TimeUs now_us_;
};

}  // namespace wend::env
