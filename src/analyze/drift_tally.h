#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "analyze/calendar.h"
#include "analyze/conformance_deviations.h"
#include "analyze/drift_ask.h"
#include "analyze/drift_growth.h"
#include "analyze/drift_journeys.h"
#include "analyze/question.h"

namespace wend::analyze {

// The buckets of a trend: days, weeks or months of the calendar, or windows of one length that end
// where the question's range ends.
class DriftBuckets {
 public:
  // None when the question asks for no trend. Errors: kTooLarge.
  static base::Result<std::optional<DriftBuckets>> make(const QueryRun& run, const DriftAsk& ask);

  std::size_t size() const { return calendar_ ? calendar_->size() : starts_.size(); }
  std::size_t bucket_of(TimeUs time_us) const;
  TimeUs start_us(std::size_t bucket) const {
    return calendar_ ? calendar_->start_us(bucket) : starts_[bucket];
  }
  bool is_partial(std::size_t bucket) const {
    return calendar_ ? calendar_->is_partial(bucket) : bucket == 0 && first_is_partial_;
  }

 private:
  std::optional<Calendar> calendar_;
  std::vector<TimeUs> starts_;
  TimeUs every_us_ = 0;
  bool first_is_partial_ = false;
};

// People who were at a place, and those of them who left the path there; in all and by bucket. Each
// list is ascending and has everybody once.
struct DriftPlace {
  ProfileList here, left;
  std::vector<ProfileList> here_in, left_in;

  Proportion share() const { return {left.size(), here.size()}; }
  Proportion share_in(std::size_t bucket) const {
    return {left_in[bucket].size(), here_in[bucket].size()};
  }
};

// One way of leaving the path: at which step, how, and with which step or contact.
struct Deviation {
  std::size_t step = 0;
  DeviationKind kind = DeviationKind::kMissing;
  std::uint32_t label = 0;  // of DriftJourneys
  std::uint64_t count = 0;
  ProfileList people;
  ProfileList back;                              // who came back to the path
  std::map<std::size_t, std::uint64_t> back_at;  // step: times
  std::vector<std::int64_t> away_us;             // from the step to coming back
};

// How all journeys keep to the mapped path.
struct DriftTally {
  DriftPlace whole;  // the map: left at any step
  std::vector<DriftPlace> steps, stages;
  std::vector<ProfileList> entered, ended;  // by step: whose journey began or ended there
  std::vector<Deviation> deviations;        // most people first
  std::vector<ProfileList> kinds;           // by DeviationKind
  std::uint64_t journeys = 0;
  double fitness_sum = 0, fitness_squares = 0;
};

// Errors: kCancelled.
base::Result<DriftTally> tally_drift(const QueryRun& run, const DriftAsk& ask,
                                     const DriftJourneys& journeys,
                                     const std::optional<DriftBuckets>& buckets);

}  // namespace wend::analyze
