#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <string_view>
#include <thread>

#include "analyze/built_in_traits.h"
#include "analyze/journey_table_store.h"

namespace wend::analyze {

// What orders are, as they were found last in the events of all customers. To find it takes as long
// as reading all events does, and it changes seldom: while events were only added, and not many
// beside those that were read, what was found before is answered at once, and looked for anew from
// time to time on a thread of its own. Safe to use from several threads.
class LatestOrders {
 public:
  struct Options {
    // So many events are read at once; more only when a tenth was added.
    std::int64_t few_events = 20'000;
    std::chrono::milliseconds look_again_after{60'000};
    std::function<void(std::string_view)> report = [](std::string_view) {};
  };
  // Both must outlive it.
  LatestOrders(JourneyTableStore& tables, const events::EventStore& store, Options options);
  ~LatestOrders();

  // Waits where nothing is known yet, and where the events changed so much that what is known may
  // mean other events. Errors: those of the store.
  base::Result<std::shared_ptr<const Orders>> get();

 private:
  using Clock = std::chrono::steady_clock;
  struct Found {
    std::shared_ptr<const Orders> orders;
    std::shared_ptr<const EventNames> names;
    std::shared_ptr<const NamedTouchpoints> touchpoints;  // what has another role is no order
    std::int64_t version = -1;                            // of the store, before it was read
    std::int64_t events = 0;
    Clock::time_point at;
    Clock::duration took{};
  };
  base::Result<Found> look(const std::stop_token& stop);
  base::Result<bool> differs_little();
  void work(const std::stop_token& stop);

  JourneyTableStore& tables_;
  const events::EventStore& store_;
  const Options options_;
  std::mutex mutex_;
  std::condition_variable_any wanted_;
  bool is_wanted_ = false;
  Found found_;
  std::jthread thread_;
};

}  // namespace wend::analyze
