#include <algorithm>
#include <fmt/format.h>

#include "analyze/funnel.h"

namespace wend::analyze {
namespace {

using base::ErrorCode;

base::Status read_clickhouse(model::ObjectReader& document, FunnelAsk& ask) {
  const std::pair<const char*, bool ClickHouseModes::*> modes[] = {
      {"strict_order", &ClickHouseModes::strict_order},
      {"strict_deduplication", &ClickHouseModes::strict_deduplication},
      {"strict_increase", &ClickHouseModes::strict_increase},
      {"strict_once", &ClickHouseModes::strict_once},
      {"allow_reentry", &ClickHouseModes::allow_reentry}};
  for (const auto& [name, mode] : modes) {
    WEND_ASSIGN(const auto on, document.boolean(name));
    ask.clickhouse.*mode = on.value_or(false);
  }
  if (ask.clickhouse.allow_reentry && !ask.clickhouse.strict_order) {
    return base::fail(ErrorCode::kInvalidInput, "\"allow_reentry\" needs \"strict_order\".",
                      document.place_of("allow_reentry"), "ClickHouse refuses it as well.");
  }
  if (ask.steps.size() > kClickHouseStepsMax) {
    return base::fail(ErrorCode::kInvalidInput,
                      fmt::format("windowFunnel has at most {} steps.", kClickHouseStepsMax),
                      document.place_of("steps"), "Leave \"preset\" out: Wend has no limit.");
  }
  return {};
}

base::Status read_posthog(model::ObjectReader& document, model::PredicateReader& predicates,
                          FunnelAsk& ask) {
  WEND_ASSIGN(const auto order, document.choice("order", {"ordered", "strict", "any"}));
  ask.knobs.order = static_cast<FunnelOrder>(order.value_or(0));
  WEND_TRY(read_funnel_exclusions(document, predicates, ask));
  if (ask.knobs.order != FunnelOrder::kAny) return {};
  const auto optional = std::ranges::find_if(ask.steps, &FunnelStep::optional);
  if (!ask.knobs.exclude.empty() || optional != ask.steps.end()) {
    return base::fail(ErrorCode::kInvalidInput,
                      "PostHog has neither exclusions nor optional steps in any order.",
                      document.place_of(ask.knobs.exclude.empty() ? "steps" : "exclude"),
                      "Leave \"preset\" out to exclude in any order.");
  }
  return {};
}

base::Status read_mixpanel(model::ObjectReader& document, FunnelAsk& ask) {
  WEND_ASSIGN(const auto count, document.choice("count", {"uniques", "totals"}));
  WEND_ASSIGN(const auto reentry, document.choice("reentry", {"basic", "optimized"}));
  const bool totals = count.value_or(0) == 1;
  const bool optimized = reentry.value_or(0) == 1;
  if (totals && optimized) {
    return base::fail(ErrorCode::kInvalidInput,
                      "Optimized re-entry together with totals cannot be answered yet.",
                      document.place_of("reentry"), "Count \"uniques\".");
  }
  ask.knobs.attempt = totals      ? FunnelTries::kAll
                      : optimized ? FunnelTries::kLatest
                                  : FunnelTries::kFirst;
  ask.knobs.ties = FunnelTies::kGrace;
  ask.knobs.grace_us = 2'000'000;
  return read_funnel_hold(document, ask);
}

base::Status read_amplitude(model::ObjectReader& document, FunnelAsk& ask) {
  WEND_ASSIGN(const auto order, document.choice("order", {"ordered", "strict"}));
  ask.knobs.order = static_cast<FunnelOrder>(order.value_or(0));
  WEND_ASSIGN(const auto count, document.choice("count", {"uniques", "totals"}));
  if (count.value_or(0) == 1) ask.knobs.attempt = FunnelTries::kAll;
  WEND_TRY(read_funnel_hold(document, ask));
  ask.knobs.each_held_value = !ask.knobs.hold.empty();
  return {};
}

// What a preset does not have is an error that says so.
base::Status refuse_knobs(model::ObjectReader& document, std::string_view preset,
                          std::initializer_list<std::string_view> knobs) {
  for (const std::string_view knob : knobs) {
    if (!document.has(knob)) continue;
    return base::fail(ErrorCode::kInvalidInput,
                      fmt::format("The preset \"{}\" has no \"{}\".", preset, knob),
                      document.place_of(knob),
                      "A preset fixes what is counted; leave it out to choose every knob.");
  }
  return {};
}

base::Status refuse_optional(const FunnelAsk& ask, std::string_view preset) {
  const auto found = std::ranges::find_if(ask.steps, &FunnelStep::optional);
  if (found == ask.steps.end()) return {};
  return base::fail(
      ErrorCode::kInvalidInput, fmt::format("The preset \"{}\" has no optional steps.", preset),
      model::entry_place("steps", static_cast<std::size_t>(found - ask.steps.begin())) +
          ".optional",
      "Leave \"preset\" out to have some.");
}

}  // namespace

base::Status read_funnel_preset(model::ObjectReader& document, model::PredicateReader& predicates,
                                FunnelAsk& ask) {
  if (!ask.window_us) {
    return base::fail(ErrorCode::kInvalidInput, "A preset needs a \"window\".",
                      document.place_of("window"),
                      "Write \"window\": \"7d\"; these systems have no funnel without one.");
  }
  switch (ask.preset) {
    case FunnelPreset::kClickHouse:
      WEND_TRY(refuse_knobs(document, "clickhouse",
                            {"order", "attempt", "ties", "reuse", "exclude", "hold", "by"}));
      WEND_TRY(refuse_optional(ask, "clickhouse"));
      return read_clickhouse(document, ask);
    case FunnelPreset::kPostHog:
      WEND_TRY(refuse_knobs(document, "posthog", {"attempt", "ties", "reuse", "hold", "by"}));
      return read_posthog(document, predicates, ask);
    case FunnelPreset::kMixpanel:
      WEND_TRY(refuse_knobs(document, "mixpanel",
                            {"order", "attempt", "ties", "reuse", "exclude", "by"}));
      WEND_TRY(refuse_optional(ask, "mixpanel"));
      return read_mixpanel(document, ask);
    case FunnelPreset::kAmplitude:
      WEND_TRY(refuse_knobs(document, "amplitude", {"attempt", "ties", "reuse", "exclude", "by"}));
      WEND_TRY(refuse_optional(ask, "amplitude"));
      return read_amplitude(document, ask);
    case FunnelPreset::kNone:
      break;
  }
  return {};
}

std::string_view followed_by(const FunnelAsk& ask) {
  switch (ask.preset) {
    case FunnelPreset::kClickHouse:
      return "windowFunnel of ClickHouse 26.7, with the window in microseconds. One event can fill "
             "several steps unless strict_once; where several chains reach the same step, the one "
             "that stands there last gives the time of entry.";
    case FunnelPreset::kPostHog:
      return "PostHog's funnel function of 2025: a newer entry replaces an older one, the scan "
             "stops "
             "at the first whole conversion, and who does what is excluded on the way to their "
             "furthest step is left out altogether, unless a clean attempt gets there. Known to be "
             "wrong there: among different events of one time, exclusions and strict order are "
             "ignored; in any order, an event counts for its first step only.";
    case FunnelPreset::kMixpanel:
      return "Mixpanel's documentation of 2025: the first entry counts and its window is not reset "
             "(\"optimized\": the attempt that gets furthest, entered as late as possible before "
             "step 2); totals enter again when the attempt before is over; steps within 2 s of "
             "each "
             "other stand in either order; a held property has the first entry's value.";
    case FunnelPreset::kAmplitude:
      return "Amplitude's documentation of 2025: times are rounded to the second, within which "
             "events stand in either order and equal ones count once; the longest attempt counts, "
             "then the earliest; totals count attempts one after another; with a held property "
             "each "
             "of its values counts as an attempt. In exact order another event of the same second "
             "does not come between.";
    case FunnelPreset::kNone:
      break;
  }
  return "";
}

}  // namespace wend::analyze
