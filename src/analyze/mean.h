#pragma once

#include <boost/json/object.hpp>
#include <cstdint>

namespace wend::analyze {

// The mean of whole numbers with its 95 % interval by the normal limit of the mean
// (mean ± 1.96·s/√n, s with n − 1). Kept as whole sums, so that parts may be added in any order.
class WholeMean {
 public:
  void add(std::uint64_t value, std::uint64_t times = 1) {
    n_ += times;
    sum_ += value * times;
    squares_ += static_cast<unsigned __int128>(value) * value * times;
  }
  void merge(const WholeMean& others) {
    n_ += others.n_;
    sum_ += others.sum_;
    squares_ += others.squares_;
  }
  std::uint64_t n() const { return n_; }
  std::uint64_t sum() const { return sum_; }
  double mean() const;        // n > 0
  double half_width() const;  // n > 1
  // {"n", "mean", "low", "high"}: `mean` null when n is 0, the interval below 2. A mean of counts
  // is never below 0, and neither is `low`.
  boost::json::object to_json() const;

 private:
  std::uint64_t n_ = 0;
  std::uint64_t sum_ = 0;
  unsigned __int128 squares_ = 0;
};

}  // namespace wend::analyze
