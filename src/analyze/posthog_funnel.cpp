#include "analyze/posthog_funnel.h"

#include <algorithm>

#include "analyze/posthog_unordered.h"

namespace wend::analyze {
namespace {

constexpr std::uint32_t kNoLink = ~0U;

class PostHogFunnel final : public AttemptKernel {
 public:
  PostHogFunnel(const FunnelInput& input, FunnelRules rules)
      : input_(input), rules_(std::move(rules)), standing_(rules_.step_count() + 1) {}

  void find(std::size_t begin, std::size_t end, AttemptList& attempts) override {
    const auto time_us = input_.exact_times();
    for (Chain& chain : standing_) chain = {};
    links_.clear();
    furthest_step_ = 0;
    furthest_ = {};
    for (std::size_t at = begin; at < end && !standing_.back().begun;) {
      now_us_ = time_us[at];
      moment_.clear();
      for (; at < end && time_us[at] == now_us_; ++at) {
        if (takes_part(at)) moment_.push_back(static_cast<std::uint32_t>(at));
      }
      standing_[0] = {true, false, now_us_, kNoLink};
      if (moment_.size() > 1 && !all_alike()) {
        go_through_by_step();
      } else {
        for (const std::uint32_t event : moment_) go_through(event);
      }
    }
    if (furthest_step_ > 0 && !furthest_.excluded) add(attempts);
  }

 private:
  // The chain that stands at a step.
  struct Chain {
    bool begun = false, excluded = false;
    TimeUs begun_us = 0;
    std::uint32_t link = kNoLink;  // its last event
  };
  struct Link {
    std::uint32_t event, step, before;
  };

  std::span<const std::uint32_t> steps_of(std::uint32_t event) const { return input_.steps(event); }

  bool takes_part(std::size_t event) const {
    if (!input_.looks_at(event)) return false;
    return rules_.order == FunnelOrder::kStrict || input_.step_class(event) != 0 ||
           input_.exclusion_class(event) != 0;
  }

  // Whether all events of the moment are the same steps and exclusions.
  bool all_alike() const {
    return std::ranges::all_of(moment_, [&](std::uint32_t event) {
      return input_.step_class(event) == input_.step_class(moment_[0]) &&
             input_.exclusion_class(event) == input_.exclusion_class(moment_[0]);
    });
  }

  void go_through(std::uint32_t event) {
    const auto steps = steps_of(event);
    for (std::size_t step = rules_.step_count(); step > 1; --step) {
      const bool excluded = std::ranges::any_of(input_.exclusions(event), [&](std::uint32_t index) {
        const auto& exclusion = rules_.exclusions[index];
        return step - 1 > exclusion.from && step - 1 <= exclusion.to;
      });
      if (excluded) exclude(step);
    }
    for (std::size_t i = steps.size(); i > 0; --i) take(event, steps[i - 1] + 1, false);
    if (rules_.order != FunnelOrder::kStrict) return;
    for (std::uint32_t step = 1; step < standing_.size(); ++step) {
      if (!std::ranges::binary_search(steps, step - 1)) standing_[step] = {};
    }
  }

  void go_through_by_step() {
    pairs_.clear();
    for (const std::uint32_t event : moment_) {
      for (const std::uint32_t step : steps_of(event)) pairs_.push_back({step + 1, event});
    }
    std::ranges::stable_sort(pairs_, {}, &Pair::step);
    for (const Pair& pair : pairs_) take(pair.event, pair.step, true);
  }

  bool in_window(const Chain& chain) const {
    return chain.begun && now_us_ - chain.begun_us <= *rules_.window_us;
  }

  // The step that this one (from 1) goes on from: the one before it, or an earlier one over
  // optional steps that stand outside the window. nullptr when it cannot go on, or has from that
  // chain.
  Chain* before(std::size_t step) {
    std::size_t previous = step - 1;
    while (previous > 0 && !in_window(standing_[previous]) && rules_.optional[previous - 1] != 0)
      --previous;
    Chain& chain = standing_[previous];
    if (!in_window(chain)) return nullptr;
    if (standing_[step].begun && standing_[step].begun_us == chain.begun_us) return nullptr;
    return &chain;
  }

  void exclude(std::size_t step) {
    Chain* chain = before(step);
    if (chain == nullptr || chain->excluded) return;
    chain->excluded = true;
    if (furthest_step_ == static_cast<std::size_t>(chain - standing_.data()) &&
        now_us_ - furthest_.begun_us <= *rules_.window_us)
      furthest_.excluded = true;
  }

  void take(std::uint32_t event, std::size_t step, bool of_many) {
    const Chain* chain = before(step);
    if (chain == nullptr || (of_many && holds(*chain, event))) return;
    Chain longer = *chain;
    longer.link = static_cast<std::uint32_t>(links_.size());
    links_.push_back({event, static_cast<std::uint32_t>(step - 1), chain->link});
    if (!chain->excluded) standing_[step] = longer;
    if (step > furthest_step_ || (step == furthest_step_ && furthest_.excluded)) {
      furthest_step_ = step;
      furthest_ = longer;
    }
  }

  bool holds(const Chain& chain, std::uint32_t event) const {
    for (std::uint32_t at = chain.link; at != kNoLink; at = links_[at].before) {
      if (links_[at].event == event) return true;
    }
    return false;
  }

  void add(AttemptList& attempts) {
    attempt_.assign(furthest_step_, kSkippedStep);
    for (std::uint32_t at = furthest_.link; at != kNoLink; at = links_[at].before)
      attempt_[links_[at].step] = links_[at].event;
    attempts.add(attempt_);
  }

  struct Pair {
    std::size_t step;
    std::uint32_t event;
  };

  const FunnelInput& input_;
  FunnelRules rules_;
  std::vector<Chain> standing_;  // per number of steps; at 0 one that begins now
  std::vector<Link> links_;
  std::vector<std::uint32_t> moment_, attempt_;
  std::vector<Pair> pairs_;
  TimeUs now_us_ = 0;
  std::size_t furthest_step_ = 0;
  Chain furthest_;
};

}  // namespace

std::unique_ptr<AttemptKernel> make_posthog_funnel(const FunnelInput& input, FunnelRules rules) {
  if (rules.order == FunnelOrder::kAny) return make_posthog_unordered(input, std::move(rules));
  return std::make_unique<PostHogFunnel>(input, std::move(rules));
}

}  // namespace wend::analyze
