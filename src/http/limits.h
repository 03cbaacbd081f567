#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>

namespace wend::http {

// Every bound on what a client may make the server hold or wait for. Tests shorten the times.
struct Limits {
  std::size_t header_bytes = 32 * 1024;  // request line and headers together; 431 beyond
  std::size_t target_bytes = 8 * 1024;   // path and query; 414 beyond
  // Open at one time; for a further one those that have waited longest for their client are closed.
  std::size_t connections = 16 * 1024;
  std::size_t queued_requests = 256;          // waiting for a thread of one lane; 503 beyond
  std::size_t body_chunk_bytes = 256 * 1024;  // how much of a streamed body is in memory at once
  // Bodies of all requests together, those that a route streams left out; 503 beyond, and a body of
  // more than a mebibyte leaves a quarter to smaller ones.
  std::size_t bodies_bytes = 512 * 1024 * 1024;
  std::size_t live_events = 64;  // unsent events of one live stream; older ones are dropped
  std::size_t linger_bytes =
      256 * 1024;  // of a refused body that is read away so the answer arrives

  // A connection that has waited this long for its client may be closed to make room.
  std::chrono::milliseconds patience{1'000};
  std::chrono::milliseconds header_time{
      10'000};  // from the first byte of a request to its last header
  // For a body, and a second more for every `body_bytes_per_s` that came of it; 408 beyond. A body
  // that a route streams has as long for each chunk.
  std::chrono::milliseconds body_time{30'000};
  std::size_t body_bytes_per_s = 8 * 1024;
  std::chrono::milliseconds write_time{30'000};  // for a client to take one chunk of an answer
  std::chrono::milliseconds idle_time{60'000};   // between two requests of a kept connection
  std::chrono::milliseconds linger_time{1'000};  // reading away a refused body
  std::chrono::milliseconds live_heartbeat{
      15'000};  // a live stream says something at least this often
  std::chrono::milliseconds stop_time{
      10'000};  // running requests get this long when the server stops
};

// Answers shorter than this gain nothing from compression.
inline constexpr std::size_t kGzipFromBytes = 1024;

}  // namespace wend::http
