#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "base/result.h"
#include "env/clock.h"
#include "events/event_store.h"
#include "events/promised_imports.h"
#include "log/event_log.h"

namespace wend::events {

// Holds a lock on a file as long as it lives; the kernel lets go when the process ends, however it
// ends.
class FolderLock {
 public:
  // Errors: kUnavailable, naming the process that holds the lock and what to do.
  static base::Result<FolderLock> take(const std::filesystem::path& folder);
  FolderLock(FolderLock&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}
  FolderLock& operator=(FolderLock&&) = delete;
  ~FolderLock();

 private:
  explicit FolderLock(int descriptor) : descriptor_(descriptor) {}
  int descriptor_;
};

// The folder that holds everything Wend knows: log.db, events.duckdb, workspace.db, imports/,
// index/, blobs/, backups/ and LOCK. Whoever has it open is the only process that does; the
// workspace alone may be opened beside it.
class DataFolder {
 public:
  struct Options {
    EventStore::Options store;
    bool create = true;  // false: a missing folder is an error
  };
  // Creates what is missing and finishes what a crash left open: an import that the event store
  // committed and the log does not know yet gets its record, one that was promised and never ended
  // its line in the ledger. Errors: kUnavailable when another
  // process has it open, kNotFound, kConflict, kIo.
  static base::Result<std::unique_ptr<DataFolder>> open(const std::filesystem::path& path,
                                                        const Options& options);

  const std::filesystem::path& path() const { return path_; }
  EventStore& events() { return *events_; }
  log::EventLog& log() { return *log_; }
  PromisedImports& promises() { return promises_; }
  std::filesystem::path workspace_file() const { return path_ / "workspace.db"; }
  std::filesystem::path rejects_file(std::int64_t import_id) const;
  std::filesystem::path uploads_folder() const { return path_ / "blobs" / "uploads"; }

  // Writes the log records of imports that were committed or taken out since; open() does it too.
  base::Status log_imports();

 private:
  DataFolder(std::filesystem::path path, FolderLock lock)
      : path_(std::move(path)), lock_(std::move(lock)), promises_(path_ / "imports") {}

  std::filesystem::path path_;
  FolderLock lock_;  // first taken, last let go
  std::unique_ptr<log::EventLog> log_;
  std::unique_ptr<EventStore> events_;
  PromisedImports promises_;
};

// $WEND_DATA, or ./wend-data.
std::filesystem::path default_data_folder();

}  // namespace wend::events
