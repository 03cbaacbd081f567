#pragma once

#include <cstdint>
#include <limits>
#include <map>
#include <string>

#include "model/computed_trait.h"
#include "model/origin.h"
#include "model/value.h"
#include "unify/number_sum.h"

namespace wend::unify {

using model::TimeUs;

// An event that a computed trait looks at. `value` is the property it is made of, of a share 1 or
// 0; null where none is needed.
struct Observation {
  TimeUs time_us = 0;
  std::int64_t sequence = 0;
  const model::Value* value = nullptr;
  const model::Origin* origin = nullptr;  // of a touch: null when the event says nothing
};

// What a measure keeps of the observations of one customer. The same ones give the same value in
// whatever order they are added.

// Of kCount.
class CountState {
 public:
  void add(model::Measure, const Observation&) { ++count_; }
  model::Value value(model::Measure, TimeUs) const { return static_cast<double>(count_); }

 private:
  std::uint64_t count_ = 0;
};

// Of kSum, kAverage, kMin, kMax and kShare. The sum of none is 0, the others are missing.
class NumberState {
 public:
  void add(model::Measure, const Observation& seen);
  model::Value value(model::Measure measure, TimeUs now) const;

 private:
  NumberSum sum_;
  double least_ = 0, greatest_ = 0;
};

// Of the first or the last event, its value, its time, or how long ago it was.
class EndState {
 public:
  void add(model::Measure measure, const Observation& seen);
  model::Value value(model::Measure measure, TimeUs now) const;
  // When the number of days grows; never before something was added.
  TimeUs next_day(TimeUs now) const;

 private:
  bool any_ = false;
  TimeUs time_us_ = 0;
  std::int64_t sequence_ = 0;
  model::Value value_;
};

// Of kDistinct, kMostFrequent and kValues. Values with the same text are one.
class ValuesState {
 public:
  void add(model::Measure, const Observation& seen);
  // Of more than kDistinctMax values the most frequent one is missing.
  model::Value value(model::Measure measure, TimeUs now) const;
  std::size_t size() const { return values_.size(); }

 private:
  struct Found {
    std::uint64_t count = 0;
    model::Value value;
  };
  std::map<std::string, Found> values_;  // the first kDistinctMax in byte order
  bool more_ = false;
};

// Whether an observation says anything to the measure.
bool counts(model::Measure measure, const Observation& seen);

// Calls `with` with a value of the type of state that the measure needs.
template <typename With>
auto with_state_of(model::Measure measure, With&& with) {
  using model::Measure;
  switch (measure) {
    case Measure::kCount:
      return with(CountState{});
    case Measure::kSum:
    case Measure::kAverage:
    case Measure::kMin:
    case Measure::kMax:
    case Measure::kShare:
      return with(NumberState{});
    case Measure::kDistinct:
    case Measure::kMostFrequent:
    case Measure::kValues:
      return with(ValuesState{});
    default:
      return with(EndState{});
  }
}

}  // namespace wend::unify
