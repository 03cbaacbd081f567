#pragma once

#include <array>
#include <cstdint>
#include <stop_token>
#include <string_view>
#include <vector>

#include "analyze/duration_tally.h"
#include "analyze/friction_steps.h"
#include "analyze/friction_visit_list.h"
#include "analyze/journey_model.h"
#include "model/time_zone.h"

namespace wend::analyze {

// The spans of time that visits are counted in: days of the workspace's time zone, hours in short
// logs, weeks in very long ones, several weeks beyond fourteen years; a thousand at most.
struct Buckets {
  std::vector<TimeUs> starts;  // ascending; one more than there are buckets
  TimeUs length_us = 0;        // of most buckets
  std::size_t size() const { return starts.empty() ? 0 : starts.size() - 1; }
  std::size_t of(TimeUs time_us) const;
  double per_week() const;
};
Buckets make_buckets(TimeUs first_us, TimeUs last_us, const model::TimeZone& zone);

// How long after a visit is looked at, per touchpoint; drawn from the data.
struct Horizons {
  TimeUs progress_us = 0;  // for moving on
  TimeUs slow_us = 0;      // a longer way to the next touchpoint is a wait
  TimeUs patience_us = 0;  // waits are judged among those who moved on within this time
  std::size_t usual_next = static_cast<std::size_t>(-1);
};

struct VisitTable {
  TimeUs first_us = 0, last_us = -1;  // of the events that were looked at
  Buckets buckets;
  std::vector<VisitList> of;  // per touchpoint
  std::vector<Horizons> horizons;
  DurationTally ways_on;      // how long counted visits took that moved on, at all touchpoints
  TimeUs contact_us = 0;      // how long after a visit a contact counts as caused by it
  TimeUs session_us = 0;      // a longer pause ends a session
  TimeUs goal_within_us = 0;  // how long after a visit a goal counts
};

struct Dimension;

// Goes through the customers twice, on several threads: for the horizons, and for the visits. Tells
// of each dimension whether it is a circumstance. `parts` customers' ranges are made, which changes
// nothing in what comes out; 0: as many as are of use. Errors: kCancelled.
base::Result<VisitTable> make_visits(const JourneyTable& table, const JourneyModel& model,
                                     const StepReader& steps, std::vector<Dimension>& dimensions,
                                     const model::TimeZone& zone, const std::stop_token& stop = {},
                                     std::size_t parts = 0);

}  // namespace wend::analyze
