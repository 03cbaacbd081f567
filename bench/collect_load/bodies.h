#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "env/random.h"

// A request as a Segment SDK sends it, made once; before it is sent again, the message ids and the
// customers are written anew where they stand, so that the generator costs little and every event
// is another one.
class LoadRequest {
 public:
  // `messages` of 600 to 900 bytes each: one is a call of /v1/track, more are a /v1/batch.
  LoadRequest(const std::string& key, int messages, wend::env::Random& random);

  // Other ids from `first_message` on, other customers.
  void renew(std::uint64_t first_message, wend::env::Random& random);

  const std::string& bytes() const { return bytes_; }
  std::string_view body() const { return std::string_view(bytes_).substr(body_at_); }
  int messages() const { return static_cast<int>(ids_at_.size()); }

 private:
  std::string bytes_;
  std::size_t body_at_ = 0;
  std::vector<std::size_t> ids_at_, users_at_;
};
