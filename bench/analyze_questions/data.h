#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "env/clock.h"
#include "env/random.h"

namespace wend::bench {

// Customers and events of unlike numbers: how many events a customer has is log-normal (a few have
// thousands), event names have Zipf frequencies, customers come back in sessions over sixty days,
// times are in milliseconds. Channels belong to sessions.
struct GeneratedEvent {
  std::uint64_t customer;
  env::TimeUs time_us;
  std::uint8_t name, channel;
};

class AnalyzeData {
 public:
  static constexpr std::size_t kNames = 60, kChannels = 5;
  static constexpr std::size_t kEventsPerCustomer = 25;
  static constexpr env::TimeUs kStart = 1'767'225'600'000'000;  // 2026-01-01T00:00:00Z
  static constexpr env::TimeUs kSpan = 60 * env::kDayUs;

  explicit AnalyzeData(std::size_t events) : events_(events) {}
  // Every event, customer by customer, each in order of time; always the same.
  void each(const std::function<void(const GeneratedEvent&)>& take) const;

  static std::string name(std::size_t name) { return "Event " + std::to_string(name); }
  static std::string channel(std::size_t channel) { return "channel " + std::to_string(channel); }

 private:
  std::size_t events_;
};

}  // namespace wend::bench
