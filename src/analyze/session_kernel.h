#pragma once

#include <cstdint>

#include "analyze/event_mask.h"
#include "analyze/journey_table.h"

namespace wend::analyze {

// A run of one customer's events between longer gaps.
struct Session {
  std::size_t first = 0, last = 0;  // positions
  std::uint64_t events = 0;
};

// Cuts one customer's events into sessions: a gap longer than `gap_us` between neighbours begins a
// new one. Keeps nothing from one customer to the next.
class SessionKernel {
 public:
  SessionKernel(const JourneyTable& table, const Mask& steps, TimeUs gap_us)
      : table_(table), steps_(steps), gap_us_(gap_us) {}

  // Calls visit(session) in order of time.
  template <typename Visit>
  void each_session(std::size_t begin, std::size_t end, Visit&& visit) const {
    Session session;
    for (std::size_t i = begin; i < end; ++i) {
      if (steps_[i] == 0) continue;
      if (session.events > 0 && table_.time_us()[i] - table_.time_us()[session.last] > gap_us_) {
        visit(session);
        session.events = 0;
      }
      if (session.events == 0) session.first = i;
      session.last = i;
      ++session.events;
    }
    if (session.events > 0) visit(session);
  }

 private:
  const JourneyTable& table_;
  const Mask& steps_;
  TimeUs gap_us_;
};

}  // namespace wend::analyze
