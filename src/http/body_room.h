#pragma once

#include <atomic>
#include <cstddef>
#include <memory>

namespace wend::http {

// How many bytes the bodies of all requests hold in memory, from their first byte to their answer.
using BodyBytes = std::shared_ptr<std::atomic<std::size_t>>;

// What one body holds of it, given back at its end. May outlive the server.
class BodyShare {
 public:
  BodyShare(const BodyBytes& all, std::size_t all_max) : all_(all), all_max_(all_max) {}
  ~BodyShare() { *all_ -= bytes_; }
  BodyShare(const BodyShare&) = delete;
  BodyShare& operator=(const BodyShare&) = delete;

  // Whether there is room for as many more. A large body leaves a quarter of the room to small
  // ones, so that whoever sends large ones keeps nobody else out.
  bool grow(std::size_t bytes) {
    constexpr std::size_t kSmallBytes = std::size_t{1024} * 1024;
    bytes_ += bytes;
    const std::size_t held = *all_ += bytes;
    return held <= (bytes_ > kSmallBytes ? all_max_ / 4 * 3 : all_max_);
  }

 private:
  const BodyBytes all_;
  const std::size_t all_max_;
  std::size_t bytes_ = 0;
};

}  // namespace wend::http
