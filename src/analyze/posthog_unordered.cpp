#include "analyze/posthog_unordered.h"

#include <algorithm>
#include <deque>

namespace wend::analyze {
namespace {

class PostHogUnordered final : public AttemptKernel {
 public:
  PostHogUnordered(const FunnelInput& input, FunnelRules rules)
      : input_(input), rules_(std::move(rules)), recent_(rules_.step_count()) {}

  void find(std::size_t begin, std::size_t end, AttemptList& attempts) override {
    const auto time_us = input_.exact_times();
    for (auto& events : recent_) events.clear();
    attempt_.clear();
    for (std::size_t i = begin; i < end && attempt_.size() < rules_.step_count(); ++i) {
      if (!input_.looks_at(i) || input_.step_class(i) == 0) continue;
      const std::uint32_t step = input_.steps(i).front();
      recent_[step].push_back(static_cast<std::uint32_t>(i));
      std::size_t done = 0;
      for (auto& events : recent_) {
        while (!events.empty() && time_us[i] - time_us[events.front()] > *rules_.window_us)
          events.pop_front();
        done += !events.empty();
      }
      if (done <= attempt_.size()) continue;
      attempt_.clear();
      for (const auto& events : recent_) {
        if (!events.empty()) attempt_.push_back(events.front());
      }
      std::ranges::sort(attempt_);
    }
    if (!attempt_.empty()) attempts.add(attempt_);
  }

 private:
  const FunnelInput& input_;
  FunnelRules rules_;
  std::vector<std::deque<std::uint32_t>> recent_;  // per step, its events within the window
  std::vector<std::uint32_t> attempt_;             // where most steps were done, as they came
};

}  // namespace

std::unique_ptr<AttemptKernel> make_posthog_unordered(const FunnelInput& input, FunnelRules rules) {
  return std::make_unique<PostHogUnordered>(input, std::move(rules));
}

}  // namespace wend::analyze
