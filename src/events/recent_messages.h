#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "base/result.h"
#include "env/clock.h"
#include "events/admission.h"
#include "events/duckdb.h"
#include "events/id_run.h"

namespace wend::events {

using env::TimeUs;

// The message ids of the last days, so that an event sent twice counts once. The newest ids are in
// a table in memory; a full table becomes a file in order, a run, and runs of like size become one:
// 1.6 bytes of memory an id, and 17.6 of disk. An id is known for at least the window, and at most
// twice as long.
//
// The events themselves hold the truth. Which runs count stands in the event store, in the table
// message_runs, and changes with the events in one transaction; a run that is not named there is
// removed, and when one that is named is missing or damaged, all are made anew from the events.
class RecentMessages {
 public:
  // A table of 32 MiB, three quarters full.
  static constexpr std::size_t kTableIds = 1'572'864;
  struct Options {
    std::string folder;                 // of the runs; created when missing
    TimeUs window_us = 0;               // 0: for ever
    std::size_t table_ids = kTableIds;  // as many ids in memory become a run
  };

  // Inside the caller's transaction: reads what the store and the folder have. Errors: kIo.
  static base::Result<std::unique_ptr<RecentMessages>> load(duck::Connection& connection,
                                                            Options options, TimeUs now);
  ~RecentMessages();

  // To be called at the beginning of each transaction, when everything inserted before is
  // committed: lets go of what is too old at `now`, and names the runs that were written meanwhile.
  // `next_sequence` is that of the first event that will be inserted. Errors: kIo. After an error,
  // or when the transaction fails, this object is not to be used again.
  base::Status begin(duck::Connection& connection, std::int64_t next_sequence, TimeUs now);

  // False when the id was there already. Errors: kIo.
  base::Result<bool> insert(const model::MessageId& id, TimeUs received_at);
  void prefetch(const model::MessageId& id) const;

  struct Size {
    std::size_t in_memory = 0;
    std::size_t in_runs = 0;
    std::size_t runs = 0;
  };
  Size size() const;

 private:
  // As many runs of like size become one.
  static constexpr std::size_t kMergeLeast = 4, kMergeMost = 16;
  struct Run {
    std::int64_t first_sequence = 0, end_sequence = 0;  // of the events whose ids it has
    TimeUs oldest = 0, newest = 0;                      // when they were received
    std::shared_ptr<const IdRun> ids;
  };
  // The table that takes new ids, or a full one on its way to the disk.
  struct Table {
    MessageIdSet ids;
    std::int64_t first_sequence = 0;
    TimeUs oldest = 0, newest = 0;
  };
  // A run being written by a thread of its own.
  struct Writing {
    Run run;                                             // without ids
    std::vector<std::shared_ptr<const IdRun>> replaces;  // empty: the full table
    std::atomic<bool> done = false;
    std::atomic<bool> stop = false;
    std::optional<base::Result<IdRun>> result;  // when done
    std::thread thread;
    ~Writing();
  };

  explicit RecentMessages(Options options) : options_(std::move(options)) {}
  base::Status read_runs(duck::Connection& connection);
  base::Status read_events(duck::Connection& connection, TimeUs now);
  void remove_unnamed_files() const;
  base::Status name_run(duck::Connection& connection, Run run);
  base::Status drop_run(duck::Connection& connection, std::size_t number);
  base::Status take_written(duck::Connection& connection, std::int64_t next_sequence);
  base::Status drop_old(duck::Connection& connection, TimeUs now);
  void write_table(std::int64_t end_sequence);
  void merge_runs();
  void merge_runs(const std::vector<const Run*>& group);
  void note(const model::MessageId& id, TimeUs received_at);
  std::string path_of(const Run& run) const;

  const Options options_;
  Table table_;
  std::shared_ptr<const Table> full_;
  std::vector<Run> runs_;  // by sequence
  std::unique_ptr<Writing> writing_table_, merging_;
  std::int64_t merge_after_ = 0;     // one that failed waits until as many events came
  std::vector<std::string> unused_;  // files that no committed transaction names any more
};

}  // namespace wend::events
