#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "analyze/drift_ask.h"
#include "analyze/journey_map_events.h"
#include "analyze/question.h"

namespace wend::analyze {

// The journeys of customers over a map, as the labels of what they did: a label below the number of
// steps is a step, one beyond is a contact that stands at no step. Events that stand nowhere are
// passed over; neighbours with one label are one visit.
class DriftJourneys {
 public:
  // A journey longer than this is cut, which is noted.
  static constexpr std::size_t kVisitsMax = 2'000;

  struct Visit {
    std::uint32_t first = 0, last = 0;  // positions of events
  };
  struct Journey {
    std::uint32_t profile = 0;
    std::uint32_t variant = 0;
    std::size_t first_visit = 0;  // of visits(); it has as many as its variant has labels
  };
  // Errors: those of predicates, kCancelled.
  static base::Result<DriftJourneys> make(const QueryRun& run, const DriftAsk& ask);

  // By profile, then time.
  const std::vector<Journey>& journeys() const { return journeys_; }
  std::span<const Visit> visits(const Journey& journey) const {
    return std::span(visits_).subspan(journey.first_visit, variants_[journey.variant].size());
  }
  // Sequences of labels, each once.
  const std::vector<std::vector<std::uint32_t>>& variants() const { return variants_; }
  // Of a contact: what it is called.
  const std::string& contact_name(std::uint32_t label) const {
    return contact_names_[label - step_count_];
  }
  // By step: whether it has a match, and whether anybody was there.
  bool is_bound(std::size_t step) const { return bound_[step]; }
  const std::vector<bool>& walked() const { return walked_; }

 private:
  DriftJourneys() = default;
  void end(std::uint32_t profile);

  std::size_t step_count_ = 0;
  std::vector<Journey> journeys_;
  std::vector<Visit> visits_;
  std::vector<std::vector<std::uint32_t>> variants_;
  std::map<std::vector<std::uint32_t>, std::uint32_t> variant_of_;
  std::vector<std::string> contact_names_;
  std::vector<bool> bound_, walked_;
  // The journey at hand.
  std::vector<std::uint32_t> labels_;
  std::vector<Visit> at_hand_;
};

}  // namespace wend::analyze
