#pragma once

#include <optional>
#include <vector>

#include "analyze/account_units.h"
#include "analyze/funnel_units.h"

namespace wend::analyze {

// What a range of customers (or accounts) did at a funnel.
struct FunnelCounts {
  FunnelCounts(const std::vector<FunnelStep>& steps, FunnelUnits::Keeps keeps)
      : units(steps, keeps), people(steps.size()), attempts(steps.size()) {}

  FunnelUnits units;
  PeopleCounts people;
  StepCounts attempts;
};
// Nothing where a range was not looked at.
using FunnelPart = std::optional<FunnelCounts>;

// Finds the attempts of all customers, or of all accounts where there are such, on several threads;
// parts in the order of their customers. A unit's `profile` is then the account's number among
// them. Errors: kCancelled, and what FunnelColumns::make says.
base::Result<std::vector<FunnelPart>> find_funnel_units(const QueryRun& run, const FunnelAsk& ask,
                                                        const BreakdownGroups* groups,
                                                        const AccountUnits* accounts);

}  // namespace wend::analyze
