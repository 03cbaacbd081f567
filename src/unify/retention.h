#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "base/result.h"
#include "env/clock.h"
#include "events/event_store.h"
#include "model/retention.h"
#include "workspace/documents.h"

namespace wend::unify {

// How long events are kept: the rules of the workspace, what is due by them, and the runs that do
// it, once a day and at the start. A run goes in steps, each a transaction with its line of the
// journal, so that writers come in between and one that was killed goes on at the next run.
class Retention {
 public:
  struct Places {
    events::EventStore& store;
    workspace::Documents& documents;
    const env::Clock& clock;
    std::function<void(std::string_view)> report;
    // Called after a run that changed something.
    std::function<void()> changed = {};
  };
  explicit Retention(Places places) : places_(std::move(places)) {}
  ~Retention() { stop(); }

  struct Rules {
    model::RetentionRules rules;
    std::int64_t version = 0;  // 0: nobody wrote any yet
  };
  base::Result<Rules> rules();
  // Errors: kConflict when the stored version is another, kIo. The next run goes by them.
  base::Result<Rules> replace(const model::RetentionRules& rules, std::int64_t version);
  // Makes the store refuse what a rule would delete at once.
  base::Status apply();

  struct DueByRule {
    model::RetentionRule rule;
    events::EventStore::Due due;
  };
  struct Preview {
    std::vector<DueByRule> rules;
    std::uint64_t events = 0;   // in the store
    std::uint64_t deletes = 0;  // by rules that delete; an event of two rules counts twice
    bool needs_confirmation = false;
  };
  // What a run by these rules would do now.
  base::Result<Preview> preview(model::RetentionRules rules);

  // Does what is due, on this thread. Answers how many events. Errors: kConflict when it would
  // delete more than half of all events and nobody confirmed that; kCancelled; kIo.
  base::Result<std::uint64_t> run(bool confirmed, const std::stop_token& stop = {});
  base::Result<std::vector<events::EventStore::RetentionRun>> runs() {
    return places_.store.retention_runs();
  }

  // From now on runs happen on a thread of its own: at once, and when a day has passed.
  void start();
  void stop() { thread_ = {}; }
  // Asks that thread for a run.
  void wake(bool confirmed);
  struct Standing {
    bool running = false;
    std::string error;  // why the last run did not happen; empty when it did
  };
  Standing standing() const;

 private:
  base::Status look_up_sources(model::RetentionRules& rules) const;
  void work(const std::stop_token& stop);

  const Places places_;
  std::mutex running_;  // one run at a time
  mutable std::mutex mutex_;
  std::condition_variable_any wake_;
  Standing standing_;
  std::optional<bool> asked_;  // whether it was confirmed
  std::jthread thread_;
};

}  // namespace wend::unify
