#include "unify/number_sum.h"

#include <cmath>

#include "model/comparison.h"

namespace wend::unify {
namespace {

constexpr double kLargest = 1e24;
constexpr double kMillion = 1e6;

}  // namespace

std::optional<double> counted_number(const model::Value& value) {
  const auto number = model::number_of(value);
  if (!number || !(std::abs(*number) <= kLargest)) return std::nullopt;
  return number;
}

void NumberSum::add(double number) {
  sum_ += static_cast<Millionths>(std::round(number * kMillion));
  ++count_;
}

void NumberSum::remove(double number) {
  sum_ -= static_cast<Millionths>(std::round(number * kMillion));
  --count_;
}

double NumberSum::sum() const {
  return static_cast<double>(sum_) / kMillion;
}

double NumberSum::average() const {
  return sum() / static_cast<double>(count_);
}

model::Value aggregate_value(model::Aggregate aggregate, const NumberSum& sum, double least,
                             double greatest) {
  if (aggregate == model::Aggregate::kSum) return sum.sum();
  if (sum.count() == 0) return {};
  switch (aggregate) {
    case model::Aggregate::kAverage:
      return sum.average();
    case model::Aggregate::kMin:
      return least;
    default:
      return greatest;
  }
}

}  // namespace wend::unify
