#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <stop_token>
#include <utility>
#include <vector>

#include "analyze/journey_model.h"
#include "analyze/scope.h"

namespace wend::analyze {

// One event of a customer that is at a touchpoint.
struct JourneyStep {
  TimeUs time_us;
  std::uint32_t event;  // its position in the table
  std::uint16_t touchpoint;
  bool failed;  // its own properties say so
};

// Reads customers' events as steps of the discovered journey. Safe to share between threads; what
// it was made of must outlive it.
class StepReader {
 public:
  // `scope` leaves events out; null: all events of the table are looked at. Errors: those of
  // reading properties, kCancelled.
  static base::Result<StepReader> make(const JourneyTable& table, const JourneyModel& model,
                                       const ScopeEvents* scope, const std::stop_token& stop);

  // The steps of one customer in order, in place of what `steps` held.
  void read(std::size_t profile, std::vector<JourneyStep>& steps) const;
  // First and last time of what is looked at; 0 and -1 when that is nothing.
  std::pair<TimeUs, TimeUs> span_us() const { return {first_us_, last_us_}; }
  // The touchpoint of an event by its name alone, kNowhere for none.
  static constexpr std::uint16_t kNowhere = 0xffff;
  std::uint16_t touchpoint_at(std::size_t event) const {
    return touchpoint_of_signature_[table_->signatures()[event]];
  }

 private:
  // Which values of a property say something about an event.
  struct Test {
    std::shared_ptr<const ValueColumn> column;
    std::vector<std::uint8_t> says;  // by value
    bool holds(std::size_t event) const { return says[column->codes[event]] != 0; }
  };

  StepReader(const JourneyTable& table, const ScopeEvents* scope) : table_(&table), scope_(scope) {}
  base::Status find_failures();
  base::Status find_lifecycle(const std::stop_token& stop);
  base::Status find_span(const std::stop_token& stop);
  bool only_prepares(std::size_t event) const;
  std::pair<std::size_t, std::size_t> events_of(std::size_t profile) const {
    return scope_ == nullptr ? std::pair(table_->begin(profile), table_->end(profile))
                             : scope_->of_profile(profile);
  }
  bool has_failed(std::size_t event) const {
    for (const Test& test : failures_)
      if (test.holds(event)) return true;
    return false;
  }
  bool takes(std::size_t event) const {
    return (scope_ == nullptr || scope_->takes(event)) &&
           (preparing_.empty() || !only_prepares(event));
  }

  const JourneyTable* table_;
  const ScopeEvents* scope_;
  std::vector<std::uint16_t> touchpoint_of_signature_;
  std::vector<Test> failures_;
  // Events that only prepare or begin an activity whose completion is an event of the same name:
  // one activity that was scheduled, started and completed is one step, not three. Read from the
  // property "lifecycle" or "lifecycle:transition", as XES names its values.
  struct Preparing {
    Test before;
    std::vector<std::uint8_t> completed;  // by event name
  };
  std::vector<Preparing> preparing_;
  TimeUs first_us_ = 0, last_us_ = -1;
};

}  // namespace wend::analyze
