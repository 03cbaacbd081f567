#include "analyze/mean.h"

#include <algorithm>
#include <cmath>

namespace wend::analyze {
namespace {

constexpr double kZ95 = 1.959963984540054;

}  // namespace

double WholeMean::mean() const {
  return static_cast<double>(sum_) / static_cast<double>(n_);
}

double WholeMean::half_width() const {
  // n·Σx² − (Σx)² in whole numbers: no digits are lost.
  const auto spread =
      static_cast<unsigned __int128>(n_) * squares_ - static_cast<unsigned __int128>(sum_) * sum_;
  const double n = static_cast<double>(n_);
  const double variance = static_cast<double>(spread) / (n * (n - 1));
  return kZ95 * std::sqrt(variance / n);
}

boost::json::object WholeMean::to_json() const {
  boost::json::object out;
  out["n"] = n_;
  out["mean"] = nullptr;
  out["low"] = nullptr;
  out["high"] = nullptr;
  if (n_ > 0) out["mean"] = mean();
  if (n_ > 1) {
    out["low"] = std::max(0.0, mean() - half_width());
    out["high"] = mean() + half_width();
  }
  return out;
}

}  // namespace wend::analyze
