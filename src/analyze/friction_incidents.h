#pragma once

#include "analyze/friction_segment.h"

namespace wend::analyze {

// One thing that happened: the hit that tells it best, whom it struck, and everything that follows
// from it.
struct Incident {
  Hit hit;
  Segment segment;
  TimeUs from_us = 0, to_us = 0;  // as exact as the counts allow
  std::vector<Hit> also;          // other touchpoints and kinds, strongest first, each pair once
};

// Makes incidents of hits. Hits tell of the same incident when they overlap in time and are at the
// same touchpoint, or strike the same segment, or vanish when the people whom the incident struck
// are left out. Leaves the rest out when it is asked to stop.
std::vector<Incident> find_incidents(const VisitTable& visits, const JourneyTable& table,
                                     const std::vector<Dimension>& dimensions,
                                     const Seasons& seasons, const std::vector<Hit>& hits,
                                     const std::stop_token& stop = {});

}  // namespace wend::analyze
