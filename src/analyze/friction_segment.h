#pragma once

#include <stop_token>
#include <string>
#include <vector>

#include "analyze/friction_detect.h"

namespace wend::analyze {

// What is asked to stop answers what it has: nobody may use it.

// Conditions that all hold; empty: everyone.
using Segment = std::vector<Condition>;

inline bool in_segment(const VisitList::At& visit, const Segment& segment) {
  for (const Condition& condition : segment) {
    if (visit.code(condition.dimension) != condition.value) return false;
  }
  return true;
}

inline bool is_inside(const Visit& visit, const Window& window) {
  return visit.bucket >= window.from && visit.bucket < window.to;
}

// The series of one segment.
Series segment_series(const VisitTable& visits, std::size_t touchpoint, FrictionKind kind,
                      const Segment& segment, const std::stop_token& stop = {});

// Whom a window struck: the fewest conditions that say it about as well as any others, everyone
// when possible. A second condition must make the picture clearly sharper.
Segment name_segment(const VisitTable& visits, const Hit& hit,
                     const std::vector<Dimension>& dimensions, const std::stop_token& stop = {});

// True when the window is as bad as it is because other people came, or people further in their
// journey, not because the touchpoint got worse for anyone: the excess vanishes when each
// circumstance is held constant (standardised by the rates that its values have outside of the
// window).
bool is_mix_shift(const VisitTable& visits, const JourneyTable& table, const Hit& hit,
                  const Segment& segment, const std::vector<Dimension>& dimensions,
                  const std::stop_token& stop = {});

}  // namespace wend::analyze
