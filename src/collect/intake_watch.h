#pragma once

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <stop_token>
#include <string_view>
#include <thread>

#include "collect/live_view.h"
#include "collect/plan_rules.h"
#include "collect/refusal_counter.h"
#include "events/event_store.h"
#include "workspace/workspace.h"

namespace wend::collect {

// What looks at messages on their way: the tracking plan that they must fit, the count of those
// refused, and the view of those that come. Outlives the receiver.
class IntakeWatch {
 public:
  // Takes the plan that the workspace has. Says on `report` what goes wrong.
  IntakeWatch(workspace::Workspace& workspace, const env::Clock& clock,
              std::function<void(std::string_view)> report);
  ~IntakeWatch();  // writes what was counted
  IntakeWatch(const IntakeWatch&) = delete;
  IntakeWatch& operator=(const IntakeWatch&) = delete;

  RefusalCounter& refusals() { return refusals_; }
  LiveView& live() { return live_; }
  // The counts up to now, so that they can be read from the workspace.
  base::Status flush() { return refusals_.flush(); }

  // Counts something refused and shows it to those who look on.
  void refused(const RefusalCounter::Refused& refused);

  // From now on this is the plan, unless a later version was given already.
  void set_plan(const model::TrackingPlan& plan, std::int64_t version);
  std::shared_ptr<const PlanRules> plan() const;

  // Brings rows to the store but for those that the plan blocks, and once they are there counts
  // and shows what became of all. The errors of EventStore::append().
  base::Status append(events::EventStore& store, std::span<const events::LiveRow> rows,
                      std::int64_t log_position);

 private:
  void load_plan(workspace::Workspace& workspace);
  void work(const std::stop_token& stop);
  void write_counts();

  const std::function<void(std::string_view)> report_;
  RefusalCounter refusals_;
  LiveView live_;
  bool flush_failed_ = false;
  mutable std::mutex plan_mutex_;
  std::shared_ptr<const PlanRules> plan_;
  std::int64_t plan_version_ = 0;
  std::mutex mutex_;
  std::condition_variable_any stopped_;
  std::jthread thread_;
};

}  // namespace wend::collect
