#pragma once

#include <atomic>
#include <cstdint>
#include <optional>
#include <stop_token>
#include <string>

#include "base/result.h"
#include "collect/mapping.h"
#include "events/data_folder.h"

namespace wend::collect {

struct ImportRequest {
  std::string path;
  std::string file;                // its name, as it stands in the ledger and in errors
  std::string source;              // the file's name when empty
  std::optional<Mapping> mapping;  // guessed when missing; an incomplete guess is an error
  // Takes the events of earlier imports of this file, or of this name in this source, out in the
  // same transaction.
  bool replace = false;
};

// May be read by other threads while an import runs.
struct ImportProgress {
  std::atomic<std::uint64_t> bytes = 0;       // of the file
  std::atomic<std::uint64_t> bytes_done = 0;  // read so far
  std::atomic<std::uint64_t> rejected = 0;
  events::IncomingCounts counts;  // rows, added, duplicates
};

struct ImportOutcome {
  events::ImportRecord record;
  Mapping mapping;
  bool known_already =
      false;  // the same file with the same mapping is in the store: nothing was read
  std::string rejects_file;  // empty when no row was rejected
  std::vector<std::string> remarks;
};

// Imports a file: all of its good rows or, when it fails or is stopped, none. Rows that cannot be
// events go to the rejects file. Errors: those of open_records and EventStore::import; kConflict
// when this file was imported with another mapping; kCancelled.
base::Result<ImportOutcome> run_import(events::DataFolder& folder, const ImportRequest& request,
                                       ImportProgress& progress, std::stop_token stop);

// Takes the events of an import out again, and notes it in the log.
base::Status remove_import(events::DataFolder& folder, std::int64_t import_id);

}  // namespace wend::collect
