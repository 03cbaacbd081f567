#pragma once

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "collect/live_view.h"
#include "events/live_events.h"
#include "model/tracking_plan.h"

namespace wend::collect {

// A tracking plan, prepared for looking at many messages. Does not change; several threads may use
// it at once.
class PlanRules {
 public:
  PlanRules() = default;  // nothing is asked of messages
  explicit PlanRules(const model::TrackingPlan& plan);

  // Whether every message fits, so that none need be looked at.
  bool empty() const;
  // The rows that do not fit, in order: kBlocked or kWarned, with one sentence for each reason. An
  // event that is not planned is one of a `track` call: names of pages and screens come from the
  // pages, those of the other calls from us.
  std::vector<RowMark> judge(std::span<const events::LiveRow> rows) const;

 private:
  struct Rule {
    bool planned = true, blocked = false, blocks_violations = false;
    std::vector<model::PlannedProperty> properties;
  };
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const {
      return std::hash<std::string_view>{}(text);
    }
  };
  bool judge(const model::EventRow& row, RowMark& mark) const;

  model::TrackingPlan::Unplanned unplanned_ = model::TrackingPlan::Unplanned::kAllow;
  std::unordered_map<std::string, Rule, Hash, std::equal_to<>> rules_;
};

}  // namespace wend::collect
