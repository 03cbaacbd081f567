#include "analyze/funnel_input.h"

#include "analyze/any_order_funnel.h"
#include "analyze/funnel_kernel.h"
#include "analyze/funnel_split.h"
#include "analyze/grace_funnel.h"
#include "analyze/ordered_funnel.h"
#include "analyze/posthog_funnel.h"
#include "analyze/profile_search.h"

namespace wend::analyze {
namespace {

// The default knobs.
class BestAttempt final : public AttemptKernel {
 public:
  BestAttempt(const FunnelInput& input, const FunnelAsk& ask)
      : entries_(input.columns().table, input.columns().steps.may_satisfy(0)),
        kernel_(input.columns().table, input.columns().steps, ask.window_us) {}
  void find(std::size_t begin, std::size_t end, AttemptList& attempts) override {
    const auto attempt = kernel_.best_attempt(begin, end);
    if (!attempt.empty()) attempts.add(attempt);
  }
  // Whoever never did the first step has no attempt.
  void candidates(ProfileRange range, std::vector<std::uint32_t>& profiles) override {
    kernel_.expect_few(entries_.find(range, profiles));
  }

 private:
  ProfileSearch entries_;
  FunnelKernel kernel_;
};

}  // namespace

base::Result<std::unique_ptr<FunnelColumns>> FunnelColumns::make(const QueryRun& run,
                                                                 const FunnelAsk& ask) {
  std::vector<Selection> steps, exclusions;
  for (const FunnelStep& step : ask.steps) {
    WEND_ASSIGN(auto selection, run.masks.selection(step.match));
    steps.push_back(std::move(selection));
  }
  for (const FunnelExclusion& exclusion : ask.knobs.exclude) {
    WEND_ASSIGN(auto selection, run.masks.selection(exclusion.match));
    exclusions.push_back(std::move(selection));
  }
  auto input = std::make_unique<FunnelColumns>(
      FunnelColumns{*run.table,
                    run.scope.events,
                    StepClasses(run.table, run.scope.events, std::move(steps)),
                    StepClasses(run.table, run.scope.events, std::move(exclusions)),
                    {}});
  for (const std::string& property : ask.knobs.hold) {
    WEND_ASSIGN(auto labels, Labels::of_property(run, property));
    input->held.push_back(std::move(labels));
  }
  if (ask.preset == FunnelPreset::kAmplitude) {
    input->resolution_us = 1'000'000;
    input->alike_count_once = true;
  }
  return input;
}

bool has_default_knobs(const FunnelAsk& ask) {
  const FunnelKnobs& knobs = ask.knobs;
  return ask.preset == FunnelPreset::kNone && knobs.order == FunnelOrder::kOrdered &&
         knobs.attempt == FunnelTries::kBest && knobs.ties == FunnelTies::kOrderFree &&
         !knobs.reuse && knobs.exclude.empty() && knobs.hold.empty() &&
         std::ranges::none_of(ask.steps, &FunnelStep::optional);
}

namespace {

std::unique_ptr<AttemptKernel> make_by_knobs(const FunnelInput& input, const FunnelAsk& ask) {
  if (has_default_knobs(ask) && !ask.by_account()) return std::make_unique<BestAttempt>(input, ask);
  const FunnelRules rules = FunnelRules::of(ask);
  auto filter = std::make_unique<EventFilter>();
  std::unique_ptr<AttemptKernel> kernel;
  if (rules.order == FunnelOrder::kAny) {
    kernel = std::make_unique<AnyOrderFunnel>(input, rules, *filter);
  } else if (ask.knobs.ties == FunnelTies::kGrace) {
    kernel = std::make_unique<GraceFunnel>(input, rules, *filter);
  } else {
    kernel = std::make_unique<OrderedFunnel>(input, rules, *filter);
  }
  return make_holding(input, rules, std::move(filter), std::move(kernel));
}

}  // namespace

std::unique_ptr<AttemptKernel> make_attempt_kernel(const FunnelInput& input, const FunnelAsk& ask) {
  if (ask.preset == FunnelPreset::kClickHouse)
    return make_clickhouse_funnel(input.columns().table, input.columns().steps,
                                  input.columns().looked_at, *ask.window_us, ask.clickhouse);
  if (ask.preset == FunnelPreset::kPostHog) return make_posthog_funnel(input, FunnelRules::of(ask));
  auto kernel = make_by_knobs(input, ask);
  if (!ask.knobs.session_us) return kernel;
  return make_by_session(input, *ask.knobs.session_us, std::move(kernel));
}

}  // namespace wend::analyze
