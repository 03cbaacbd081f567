#include "http/live_stream.h"

namespace wend::http {

bool LiveStream::push(std::string_view event, std::string_view data) {
  std::function<void()> wake;
  {
    std::lock_guard lock(mutex_);
    if (closed_) return false;
    std::string text = "event: ";
    text.append(event).append("\ndata: ").append(data).append("\n\n");
    if (waiting_.size() >= capacity_) {
      waiting_.pop_front();
      ++dropped_;
    }
    waiting_.push_back(std::move(text));
    wake = wake_;
  }
  if (wake) wake();
  return true;
}

void LiveStream::close() {
  std::function<void()> wake;
  {
    std::lock_guard lock(mutex_);
    closed_ = true;
    wake = wake_;
  }
  if (wake) wake();
}

bool LiveStream::closed() const {
  std::lock_guard lock(mutex_);
  return closed_;
}

std::size_t LiveStream::dropped() const {
  std::lock_guard lock(mutex_);
  return dropped_;
}

void LiveStream::attach(std::function<void()> wake) {
  std::lock_guard lock(mutex_);
  wake_ = std::move(wake);
}

std::string LiveStream::take(bool& ended) {
  std::lock_guard lock(mutex_);
  std::string text;
  for (std::string& event : waiting_) text += event;
  waiting_.clear();
  ended = closed_;
  return text;
}

void LiveStream::abandon() {
  std::lock_guard lock(mutex_);
  closed_ = true;
  waiting_.clear();
  wake_ = nullptr;
}

}  // namespace wend::http
