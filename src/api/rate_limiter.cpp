#include "api/rate_limiter.h"

#include <algorithm>
#include <cmath>

namespace wend::api {

int RateLimiter::take(const std::string& caller, const Rate& rate) {
  const env::TimeUs now = clock_.now_us();
  std::lock_guard lock(mutex_);
  // A bucket that was left alone for a minute is full again: forgetting it changes nothing.
  if (buckets_.size() >= kCallersMax)
    std::erase_if(buckets_,
                  [&](const auto& item) { return item.second.at + env::kMinuteUs < now; });
  const auto [found, fresh] = buckets_.try_emplace(caller, Bucket{rate.burst, now});
  Bucket& bucket = found->second;
  const double passed_s =
      static_cast<double>(std::max<env::TimeUs>(0, now - bucket.at)) / env::kSecondUs;
  bucket.tokens = std::min(rate.burst, bucket.tokens + passed_s * rate.per_second);
  bucket.at = now;
  if (bucket.tokens >= 1) {
    bucket.tokens -= 1;
    return 0;
  }
  return static_cast<int>(std::ceil((1 - bucket.tokens) / rate.per_second));
}

}  // namespace wend::api
