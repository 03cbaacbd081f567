#pragma once

#include <cstdint>

#include "analyze/journey_steps.h"

namespace wend::analyze {

// A run of one customer's events between longer gaps.
struct Session {
  std::size_t first = 0, last = 0;  // positions
  std::uint32_t first_label = 0, last_label = 0;
  std::uint64_t events = 0;
};

// Cuts one customer's events into sessions: a gap longer than `gap_us` between neighbours begins a
// new one. Keeps nothing from one customer to the next.
class SessionKernel {
 public:
  SessionKernel(const JourneyTable& table, const JourneySteps& steps, TimeUs gap_us)
      : time_us_(table.time_us()), steps_(steps), gap_us_(gap_us) {}

  // Calls visit(session) in order of time.
  template <typename Visit>
  void each_session(std::size_t begin, std::size_t end, Visit&& visit) const {
    Session session;
    TimeUs last_us = 0;
    for (std::size_t i = begin; i < end; ++i) {
      const std::uint32_t label = steps_.label_at(i);
      if (label == JourneySteps::kNone) continue;
      const TimeUs now_us = time_us_[i];
      if (session.events > 0 && now_us - last_us > gap_us_) {
        visit(session);
        session.events = 0;
      }
      if (session.events == 0) {
        session.first = i;
        session.first_label = label;
      }
      session.last = i;
      session.last_label = label;
      last_us = now_us;
      ++session.events;
    }
    if (session.events > 0) visit(session);
  }

 private:
  std::span<const TimeUs> time_us_;
  const JourneySteps& steps_;
  TimeUs gap_us_;
};

}  // namespace wend::analyze
