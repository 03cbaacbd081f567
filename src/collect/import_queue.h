#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

#include "collect/import_job.h"
#include "collect/upload_folder.h"
#include "env/clock.h"
#include "events/data_folder.h"

namespace wend::collect {

// How one import stands, at one moment.
struct ImportView {
  std::string id;
  std::string file;
  std::string source;
  std::string state;  // running, done, failed, cancelled
  Mapping::Rows rows_are = Mapping::Rows::kEvents;
  std::uint64_t bytes = 0, bytes_done = 0;
  std::uint64_t rows = 0, added = 0, duplicates = 0, rejected = 0;
  std::optional<double> rate_rows_s, seconds_left;
  env::TimeUs started_at = 0;
  std::optional<env::TimeUs> finished_at;
  std::optional<base::Error> error;
  std::vector<events::ReasonCount> reject_reasons;
  bool over() const { return state != "running"; }
};

// Imports uploads in the background, one after another, because the event store has one writer.
// Imports of earlier runs of the program are answered from the ledger. Safe to use from several
// threads.
class ImportQueue {
 public:
  static constexpr std::size_t kWaitingMax = 32;

  ImportQueue(events::DataFolder& folder, UploadFolder uploads, const env::Clock& clock);
  ~ImportQueue();  // stops the running import, which leaves nothing of it

  // Called on the importing thread after each import that changed the store.
  void set_after_import(std::function<void()> call) { after_import_ = std::move(call); }

  struct Order {
    std::string upload;
    std::optional<Mapping> mapping;     // guessed when missing
    std::string source;                 // the file's name when empty
    std::vector<std::int64_t> replace;  // earlier imports of the file whose events are taken out
  };
  // The view's id is the import's number in the ledger, before and after a restart. Errors:
  // kNotFound for the upload; kInvalidInput for `replace`; kUnavailable when too many wait.
  base::Result<ImportView> start(Order order);
  // What would have to be replaced, newest first, for this import not to be refused: the earlier
  // imports of the same file with another mapping. Empty when it can start, and when only reading
  // the file could tell.
  base::Result<std::vector<ImportView>> in_the_way(const Order& order) const;
  base::Result<std::vector<ImportView>> all()
      const;  // newest first, without those that were taken out again
  base::Result<ImportView> find(std::string_view id) const;
  // The rejects file; empty when no row was rejected.
  base::Result<std::filesystem::path> rejects_of(std::string_view id) const;
  // Running: asks it to stop. Done: takes its events out again. Failed or cancelled: forgets it.
  base::Status remove(std::string_view id);

  // Calls `tell` with the import's state a few times a second, from a thread of the queue, until it
  // answers false or the import is over; the last call says so.
  using Tell = std::function<bool(const ImportView& view)>;
  base::Status watch(std::string_view id, Tell tell);

 private:
  struct Job;
  struct Watcher {
    std::string id;
    Tell tell;
  };
  void work(const std::stop_token& stop);
  void tick(const std::stop_token& stop);
  void run(Job& job);
  ImportView view_of(const Job& job) const;
  std::shared_ptr<Job> job_of(std::string_view id) const;
  base::Result<events::ImportRecord> note_repeat(const Job& job, const ImportOutcome& outcome);

  events::DataFolder& folder_;
  const UploadFolder uploads_;
  const env::Clock& clock_;
  std::function<void()> after_import_;

  mutable std::mutex mutex_;
  std::condition_variable_any changed_;
  std::vector<std::shared_ptr<Job>> jobs_;  // of this run of the program, oldest first
  std::deque<std::shared_ptr<Job>> waiting_;
  std::vector<Watcher> watchers_;
  std::jthread worker_, ticker_;
};

}  // namespace wend::collect
