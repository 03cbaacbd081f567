#pragma once

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <string_view>
#include <thread>

#include "analyze/journey_model.h"
#include "analyze/journey_table_store.h"

namespace wend::analyze {

// The journey of all customers as it was discovered last. To discover it takes as long as reading
// all events does; who looks at a single customer gets the last one at once, and sees to it by
// asking that a newer one is worked out. Safe to use from several threads.
class LatestJourney {
 public:
  struct Journey {
    std::shared_ptr<const JourneyTable> table;
    std::shared_ptr<const JourneyModel> model;
    // Whose the table is.
    std::shared_ptr<const EventNames> names = nullptr;
    std::shared_ptr<const NamedTouchpoints> touchpoints = nullptr;
  };
  // Both must outlive it. Says on `report` what goes wrong.
  LatestJourney(JourneyTableStore& tables, const events::EventStore& store,
                std::function<void(std::string_view)> report);
  ~LatestJourney();

  // Nothing: none was discovered yet. Touchpoints that people name meanwhile are in it at once.
  std::shared_ptr<const Journey> get();

 private:
  // Puts the touchpoints of now into latest_.
  void name_touchpoints();
  void work(const std::stop_token& stop);

  JourneyTableStore& tables_;
  const events::EventStore& store_;
  const std::function<void(std::string_view)> report_;
  std::mutex mutex_;
  std::condition_variable_any wanted_;
  bool is_wanted_ = false;
  std::int64_t version_ = -1;  // of the store, before it was read
  std::shared_ptr<const Journey> latest_;
  std::jthread thread_;
};

}  // namespace wend::analyze
