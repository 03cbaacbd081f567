#pragma once

#include <string>
#include <vector>

#include "analyze/labels.h"
#include "analyze/question.h"

namespace wend::analyze {

enum class DriverKind : std::uint8_t { kEvent, kCount, kChannel, kProperty, kTrait };

// Something that a customer may have done or been.
struct DriverCandidate {
  DriverKind kind = DriverKind::kEvent;
  std::string name;            // of the event, channel, property or trait
  std::string value;           // of the property or trait
  std::uint32_t at_least = 1;  // times, of an event
};

// Everything the data proposes as a driver, and which of it each customer has.
class DriverCandidates {
 public:
  // `kinds` by DriverKind. Properties and traits of up to 50 different values are used, at most 100
  // of them, those of the most events first; what is left out is noted.
  static base::Result<DriverCandidates> make(const QueryRun& run,
                                             const std::vector<std::uint8_t>& kinds);

  std::size_t size() const { return list_.size(); }
  const DriverCandidate& operator[](std::size_t i) const { return list_[i]; }

  // Calls hit(number) once for every candidate that a customer has, whose events at these positions
  // were observed.
  template <typename Hit>
  void each(std::uint32_t profile, std::span<const std::uint32_t> observed, Hit&& hit) {
    ++round_;
    const auto once = [&](std::size_t candidate) {
      if (seen_[candidate] == round_) return;
      seen_[candidate] = round_;
      hit(candidate);
    };
    touched_.clear();
    for (const std::uint32_t position : observed) {
      if (of_names_) {
        const std::uint32_t name = table_->name()[position];
        if (times_[name]++ == 0) touched_.push_back(name);
      }
      for (const Source& source : by_event_) {
        const std::uint32_t label = source.labels.of(position);
        if (!source.labels.is_missing(label)) once(source.first + label);
      }
    }
    for (const std::uint32_t name : touched_) {
      for (std::size_t step = 0; step < steps_.size() && steps_[step] <= times_[name]; ++step)
        once(name * steps_.size() + step);
      times_[name] = 0;
    }
    for (const Source& source : by_customer_) {
      const std::uint32_t label = source.labels.of(profile);
      if (!source.labels.is_missing(label)) once(source.first + label);
    }
  }

 private:
  struct Source {
    Labels labels;
    std::size_t first;  // the candidate of label 0
  };
  void add(std::vector<Source>& to, Labels labels, DriverKind kind, const std::string& name);

  std::shared_ptr<const JourneyTable> table_;
  bool of_names_ = false;
  std::vector<std::uint32_t> steps_;  // the numbers of times that are candidates
  std::vector<Source> by_event_, by_customer_;
  std::vector<DriverCandidate> list_;
  std::vector<std::uint32_t> seen_;   // by candidate: in which round
  std::vector<std::uint32_t> times_;  // by name, of the customer at hand
  std::vector<std::uint32_t> touched_;
  std::uint32_t round_ = 0;
};

}  // namespace wend::analyze
