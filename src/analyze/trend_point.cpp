#include "analyze/trend_point.h"

#include <algorithm>
#include <cmath>

#include "analyze/statistics.h"

namespace wend::analyze {
namespace {

constexpr double kZ95 = 1.959963984540054;
// The squares of larger numbers do not fit a NumberSum.
constexpr double kSquaredMax = 1e12;

}  // namespace

void TrendPoint::add_number(const Measure& measure, double number) {
  least_ = events_ == 1 ? number : std::min(least_, number);
  greatest_ = events_ == 1 ? number : std::max(greatest_, number);
  if (measure.count == MeasureCount::kMedian) {
    numbers_.push_back(number);
    return;
  }
  sum_.add(number);
  if (measure.count != MeasureCount::kAverage) return;
  if (std::abs(number) <= kSquaredMax) {
    squares_.add(number * number);
  } else {
    squares_fit_ = false;
  }
}

void TrendPoint::merge(TrendPoint&& others) {
  if (others.events_ == 0) return;
  least_ = events_ == 0 ? others.least_ : std::min(least_, others.least_);
  greatest_ = events_ == 0 ? others.greatest_ : std::max(greatest_, others.greatest_);
  events_ += others.events_;
  people_ += others.people_;
  event_squares_ += others.event_squares_;
  sum_.merge(others.sum_);
  squares_.merge(others.squares_);
  squares_fit_ = squares_fit_ && others.squares_fit_;
  numbers_.insert(numbers_.end(), others.numbers_.begin(), others.numbers_.end());
}

std::optional<double> TrendPoint::value(MeasureCount count) const {
  switch (count) {
    case MeasureCount::kEvents:
    case MeasureCount::kSessions:
      return static_cast<double>(events_);
    case MeasureCount::kCustomers:
      return static_cast<double>(people_);
    case MeasureCount::kSum:
      return sum_.sum();
    default:
      break;
  }
  if (events_ == 0) return std::nullopt;
  switch (count) {
    case MeasureCount::kPerCustomer:
      return static_cast<double>(events_) / static_cast<double>(people_);
    case MeasureCount::kAverage:
      return sum_.average();
    case MeasureCount::kMin:
      return least_;
    case MeasureCount::kMax:
      return greatest_;
    default:
      break;
  }
  std::ranges::sort(numbers_);
  const std::size_t middle = numbers_.size() / 2;
  if (numbers_.size() % 2 == 1) return numbers_[middle];
  return numbers_[middle - 1] + (numbers_[middle] - numbers_[middle - 1]) / 2;
}

void TrendPoint::put_interval(MeasureCount count, boost::json::object& out) const {
  if (count != MeasureCount::kPerCustomer && count != MeasureCount::kAverage &&
      count != MeasureCount::kMedian)
    return;
  out["low"] = nullptr;
  out["high"] = nullptr;
  if (count == MeasureCount::kMedian) {
    const auto ranks = median_interval_ranks(numbers_.size());
    if (!ranks) return;
    std::ranges::sort(numbers_);
    out["low"] = numbers_[ranks->first];
    out["high"] = numbers_[ranks->second];
    return;
  }
  const bool per_customer = count == MeasureCount::kPerCustomer;
  const double n = static_cast<double>(per_customer ? people_ : events_);
  if (n < 2 || (!per_customer && !squares_fit_)) return;
  const double sum = per_customer ? static_cast<double>(events_) : sum_.sum();
  const double squares = per_customer ? static_cast<double>(event_squares_) : squares_.sum();
  const double variance = std::max(0.0, (squares - sum * (sum / n)) / (n - 1));
  const double half = kZ95 * std::sqrt(variance / n);
  const double low = sum / n - half;
  out["low"] = per_customer ? std::max(0.0, low) : low;
  out["high"] = sum / n + half;
}

}  // namespace wend::analyze
