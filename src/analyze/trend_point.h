#pragma once

#include <boost/json/object.hpp>
#include <cstdint>
#include <optional>
#include <vector>

#include "analyze/trend_ask.h"
#include "unify/number_sum.h"

namespace wend::analyze {

// One value of a measure: what it counts in one bucket. Customers must come one after another.
class TrendPoint {
 public:
  void add(std::uint32_t profile, const Measure& measure, double number) {
    count(profile, measure, 1);
    if (measure.is_of_property()) add_number(measure, number);
  }
  // So many events of a measure that is of no property.
  void count(std::uint32_t profile, const Measure& measure, std::uint64_t events) {
    const std::uint64_t customer = std::uint64_t{profile} + 1;
    if (last_ != customer) {
      last_ = customer;
      of_last_ = 0;
      ++people_;
    }
    events_ += events;
    if (measure.count != MeasureCount::kPerCustomer) return;
    // (c + e)² − c²
    event_squares_ += events * (2 * of_last_ + events);
    of_last_ += events;
  }
  // Other customers.
  void merge(TrendPoint&& others);

  std::uint64_t people() const { return people_; }
  // Nothing where there is nothing to average.
  std::optional<double> value(MeasureCount count) const;
  // Adds "low" and "high", the 95 % interval, for per_customer and average (normal limit of the
  // mean) and the median (order statistics); null where there are too few.
  void put_interval(MeasureCount count, boost::json::object& out) const;

 private:
  void add_number(const Measure& measure, double number);

  std::uint64_t events_ = 0;
  std::uint64_t people_ = 0;
  std::uint64_t last_ = 0;               // the customer counted last, plus one
  std::uint64_t of_last_ = 0;            // their events
  unsigned __int128 event_squares_ = 0;  // of the customers' numbers of events
  unify::NumberSum sum_, squares_;
  bool squares_fit_ = true;
  double least_ = 0, greatest_ = 0;
  mutable std::vector<double> numbers_;  // of the median; in any order
};

}  // namespace wend::analyze
