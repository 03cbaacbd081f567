#pragma once

#include <optional>
#include <string>
#include <vector>

#include "analyze/breakdown.h"
#include "analyze/calendar.h"
#include "analyze/clickhouse_funnel.h"
#include "analyze/question.h"
#include "model/duration.h"

namespace wend::analyze {

struct FunnelStep {
  std::string name;
  model::Predicate match;
  bool optional = false;
};

enum class FunnelOrder { kOrdered, kStrict, kAny };
enum class FunnelTries { kBest, kFirst, kLatest, kAll };
enum class FunnelTies { kOrderFree, kStrict, kGrace };

// An event that must not come between two steps.
struct FunnelExclusion {
  model::Predicate match;
  std::size_t from = 0, to = 0;  // steps, from 0; from < to
};

// What counts as an attempt; docs/query-language.md has the meaning of each.
struct FunnelKnobs {
  FunnelOrder order = FunnelOrder::kOrdered;
  FunnelTries attempt = FunnelTries::kBest;
  FunnelTies ties = FunnelTies::kOrderFree;
  model::DurationUs grace_us = 0;  // for kGrace
  bool reuse = false;
  std::vector<FunnelExclusion> exclude;
  std::vector<std::string> hold;  // properties
  // Every held value has an attempt of its own, rather than the customer one at the best value.
  bool each_held_value = false;
  std::optional<model::DurationUs> session_us;  // by session: the longest gap within one
  bool by_account = false;
  std::optional<std::string> account_type;  // by account: only of this type
};

// Another system whose way of counting is followed.
enum class FunnelPreset { kNone, kClickHouse, kPostHog, kMixpanel, kAmplitude };

// A `funnel` document's own fields.
struct FunnelAsk {
  std::vector<FunnelStep> steps;
  std::optional<model::DurationUs> window_us;
  FunnelKnobs knobs;
  FunnelPreset preset = FunnelPreset::kNone;
  ClickHouseModes clickhouse;
  std::optional<Breakdown> breakdown;
  std::optional<CalendarUnit> trend;

  bool by_account() const { return knobs.by_account; }
  // Whether one customer (or account) may have several attempts.
  bool counts_attempts() const {
    return knobs.attempt == FunnelTries::kAll || knobs.session_us.has_value() ||
           knobs.each_held_value;
  }
};

base::Result<FunnelAsk> read_funnel_ask(model::ObjectReader& document,
                                        model::PredicateReader& predicates);

// The fields that say what an attempt is: those of the preset when one is named, else all knobs.
// The steps have been read.
base::Status read_funnel_knobs(model::ObjectReader& document, model::PredicateReader& predicates,
                               FunnelAsk& ask);
base::Status read_funnel_preset(model::ObjectReader& document, model::PredicateReader& predicates,
                                FunnelAsk& ask);
// The single knobs, which presets share.
base::Status read_funnel_exclusions(model::ObjectReader& document,
                                    model::PredicateReader& predicates, FunnelAsk& ask);
base::Status read_funnel_hold(model::ObjectReader& document, FunnelAsk& ask);

// Which version and behaviour of the other system a preset follows; empty without a preset.
std::string_view followed_by(const FunnelAsk& ask);

}  // namespace wend::analyze
