#pragma once

#include <map>
#include <mutex>
#include <string>

#include "env/clock.h"

namespace wend::api {

// How often one caller may call: `burst` at once, `per_second` in the long run.
struct Rate {
  double burst = 0;
  double per_second = 0;
};

// One bucket of tokens for every caller; a bounded number of callers is remembered.
class RateLimiter {
 public:
  explicit RateLimiter(const env::Clock& clock) : clock_(clock) {}
  // 0 when the call may go ahead, else how many seconds to wait, rounded up.
  int take(const std::string& caller, const Rate& rate);

 private:
  static constexpr std::size_t kCallersMax = 50'000;
  struct Bucket {
    double tokens = 0;
    env::TimeUs at = 0;
  };
  const env::Clock& clock_;
  std::mutex mutex_;
  std::map<std::string, Bucket> buckets_;
};

}  // namespace wend::api
