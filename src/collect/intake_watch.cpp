#include "collect/intake_watch.h"

#include <chrono>
#include <fmt/format.h>

namespace wend::collect {

IntakeWatch::IntakeWatch(workspace::Workspace& workspace, const env::Clock& clock,
                         std::function<void(std::string_view)> report)
    : report_(std::move(report)), refusals_(workspace.refusals(), clock) {
  thread_ = std::jthread([this](const std::stop_token& stop) { work(stop); });
}

IntakeWatch::~IntakeWatch() {
  thread_ = {};
  every_second();
}

void IntakeWatch::work(const std::stop_token& stop) {
  std::unique_lock lock(mutex_);
  while (!stop.stop_requested()) {
    stopped_.wait_for(lock, stop, std::chrono::seconds(1), [] { return false; });
    every_second();
  }
}

void IntakeWatch::every_second() {
  const auto flushed = flush();
  if (!flushed && !flush_failed_)
    report_(fmt::format("Refused messages cannot be counted: {}", flushed.error().to_sentence()));
  flush_failed_ = !flushed;
}

}  // namespace wend::collect
