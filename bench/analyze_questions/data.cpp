#include "data.h"

#include <algorithm>
#include <cmath>

namespace wend::bench {
namespace {

// Draws from few values by their weights in constant time (Walker's alias method, 1977).
class Alias {
 public:
  explicit Alias(const std::vector<double>& weights)
      : keep_(weights.size()), other_(weights.size()) {
    double sum = 0;
    for (const double weight : weights) sum += weight;
    std::vector<std::size_t> small, large;
    for (std::size_t i = 0; i < weights.size(); ++i) {
      keep_[i] = weights[i] / sum * static_cast<double>(weights.size());
      (keep_[i] < 1 ? small : large).push_back(i);
    }
    while (!small.empty() && !large.empty()) {
      const std::size_t from = large.back(), to = small.back();
      small.pop_back();
      other_[to] = from;
      keep_[from] -= 1 - keep_[to];
      if (keep_[from] < 1) {
        large.pop_back();
        small.push_back(from);
      }
    }
    for (const auto* rest : {&small, &large})
      for (const std::size_t i : *rest) keep_[i] = 1;
  }
  std::size_t draw(env::Random& random) const {
    const double at = random.uniform() * static_cast<double>(keep_.size());
    const auto i = static_cast<std::size_t>(at);
    return at - static_cast<double>(i) < keep_[i] ? i : other_[i];
  }

 private:
  std::vector<double> keep_;
  std::vector<std::size_t> other_;
};

}  // namespace

void AnalyzeData::each(const std::function<void(const GeneratedEvent&)>& take) const {
  env::Random random(7);
  std::vector<double> weights;
  for (std::size_t i = 0; i < kNames; ++i) weights.push_back(1 / static_cast<double>(i + 1));
  const Alias names(weights);
  const Alias channels({5, 3, 1, 0.5, 0.2});
  constexpr double kSpread = 1.2;  // of the logarithm
  std::size_t left = events_;
  for (std::uint64_t customer = 1; left > 0; ++customer) {
    // The mean of a log-normal is its median times exp(sigma²/2).
    const auto drawn = random.log_normal(
        static_cast<double>(kEventsPerCustomer) / std::exp(kSpread * kSpread / 2), kSpread);
    const auto count = std::min<std::size_t>(left, 1 + static_cast<std::size_t>(drawn));
    left -= count;
    // A session every few days, less often for who has few events.
    const double gap_us = static_cast<double>(kSpan) / (1 + static_cast<double>(count) / 6);
    auto time = static_cast<env::TimeUs>(random.uniform() * static_cast<double>(kSpan) / 2);
    std::size_t channel = channels.draw(random);
    for (std::size_t i = 0; i < count; ++i) {
      if (i > 0 && random.below(6) == 0) {
        time += static_cast<env::TimeUs>(random.exponential(gap_us));
        channel = channels.draw(random);
      } else if (i > 0) {
        time += static_cast<env::TimeUs>(random.exponential(45e6));
      }
      take({customer, kStart + time % kSpan / 1000 * 1000,
            static_cast<std::uint8_t>(names.draw(random)), static_cast<std::uint8_t>(channel)});
      if (time >= kSpan) time -= kSpan;
    }
  }
}

}  // namespace wend::bench
