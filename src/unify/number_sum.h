#pragma once

#include <cstdint>
#include <optional>

#include "model/predicate.h"
#include "model/value.h"

namespace wend::unify {

// A number as aggregates count it: a number, or a text that reads as one, within ±10^24. Anything
// else is left out.
std::optional<double> counted_number(const model::Value& value);

// Adds numbers up so that neither their order nor what was taken out again changes the sum: each is
// rounded to the millionth, and the sum is exact. Room for 10^8 of the largest.
class NumberSum {
 public:
  void add(double number);
  void remove(double number);
  void merge(const NumberSum& others) {
    sum_ += others.sum_;
    count_ += others.count_;
  }
  std::uint64_t count() const { return count_; }
  double sum() const;
  double average() const;  // of at least one

 private:
  __extension__ typedef __int128 Millionths;
  Millionths sum_ = 0;
  std::uint64_t count_ = 0;
};

// What an aggregate of no numbers or of some is compared as: the sum of none is 0, their average,
// least and greatest are missing.
model::Value aggregate_value(model::Aggregate aggregate, const NumberSum& sum, double least,
                             double greatest);

}  // namespace wend::unify
