#pragma once

#include <chrono>
#include <condition_variable>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <stop_token>
#include <string>
#include <thread>
#include <tuple>
#include <vector>

#include "analyze/catalogue_findings.h"
#include "analyze/catalogue_tally.h"
#include "analyze/catalogue_view.h"
#include "analyze/event_plan.h"
#include "base/result.h"
#include "events/event_store.h"

namespace wend::analyze {

// Keeps the catalogue of events: counts what comes into the store, in slices, on a thread of its
// own, a second or so after it came. Removed and replaced imports make it count anew. What it knows
// stands in memory and, every half minute and at the end, in a file that may be thrown away. It
// only reads the store, so it never keeps a writer waiting.
class Catalogue {
 public:
  struct Options {
    std::filesystem::path file;                           // empty: nothing is kept
    std::function<base::Result<model::TimeZone>()> zone;  // whose days; asked for again and again
    const env::Clock* clock = nullptr;
    std::function<void(std::string_view)> report;  // told what goes wrong
    bool thread = true;                            // false: only catch_up() counts
  };
  Catalogue(const events::EventStore& store, Options options);
  ~Catalogue();  // stops soon, and keeps what was counted

  struct Seen {
    std::shared_ptr<const CatalogueView> view;
    std::int64_t behind = 0;  // events of the store that are not counted in it
  };
  // The newest view. Waits for one that has everything the store holds now, as long as that takes
  // but no longer than `at_most`. Errors: kIo.
  base::Result<Seen> view(std::chrono::milliseconds at_most);
  // Counts all there is, on this thread.
  base::Status catch_up(const std::stop_token& stop = {});

  // Counts everything anew and lets the file go: events were changed where they stood.
  void forget();

  void set_plan(std::vector<PlannedEvent> events);
  struct Plan {
    std::map<std::string, PlannedEvent, std::less<>> events;
    EventNames names;
    std::uint64_t number = 0;  // grows with every change
  };
  std::shared_ptr<const Plan> plan() const;

  // find_changes() of the view, made once for each view, plan and number of days.
  std::shared_ptr<const std::vector<EventFinding>> findings(const CatalogueView& view,
                                                            const Plan& plan, Day days);

 private:
  void work(const std::stop_token& stop);
  base::Status pass(const std::stop_token& stop);
  void start_from_file();
  base::Status publish(events::duck::Connection& connection, const model::TimeZone& zone,
                       std::int64_t version);
  base::Status save();

  const events::EventStore& store_;
  const Options options_;

  std::mutex counting_;  // held for the length of a pass; guards what follows
  CatalogueTally tally_;
  bool started_ = false;
  std::int64_t counted_version_ = -1;
  std::int64_t saved_position_ = 0;
  std::chrono::steady_clock::time_point saved_at_;

  mutable std::mutex mutex_;
  std::condition_variable_any changed_;
  std::shared_ptr<const CatalogueView> view_ = std::make_shared<CatalogueView>();
  std::int64_t view_version_ = -1;
  std::shared_ptr<const Plan> plan_;
  bool wanted_ = false;
  // The newest answers of findings(), by view, plan and days.
  std::map<std::tuple<std::uint64_t, std::uint64_t, Day>,
           std::shared_ptr<const std::vector<EventFinding>>>
      findings_;
  std::jthread thread_;
};

}  // namespace wend::analyze
