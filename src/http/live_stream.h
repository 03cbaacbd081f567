#pragma once

#include <deque>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

namespace wend::http {

// Server-sent events on their way to one client. Producers push from any thread and never wait:
// when the client is slow, the oldest unsent event is dropped, which suits states (the next one is
// newer) and keeps memory bounded.
class LiveStream {
 public:
  explicit LiveStream(std::size_t capacity = 64) : capacity_(capacity) {}

  // Adds an event; `data` is one line of JSON. False once the stream is closed or the client left:
  // stop producing.
  bool push(std::string_view event, std::string_view data);
  // The stream ends after what was pushed.
  void close();
  bool closed() const;
  // How many events a slow client lost so far.
  std::size_t dropped() const;

  // For the connection. `wake` is called, from the producer's thread, whenever there is something
  // to take.
  void attach(std::function<void()> wake);
  // Everything that waits, as text to send; empty and `ended` when there will be no more.
  std::string take(bool& ended);
  // The client left.
  void abandon();

 private:
  const std::size_t capacity_;
  mutable std::mutex mutex_;
  std::deque<std::string> waiting_;
  std::function<void()> wake_;
  bool closed_ = false;
  std::size_t dropped_ = 0;
};

}  // namespace wend::http
