#pragma once

#include <atomic>
#include <cstdint>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "collect/mapping.h"
#include "events/data_folder.h"

namespace wend::collect {

struct ImportRequest {
  std::string path;
  std::string file;                // its name, as it stands in the ledger and in errors
  std::string source;              // the file's name when empty
  std::optional<Mapping> mapping;  // guessed when missing; an incomplete guess is an error
  // Takes the events of earlier imports of this file (EarlierImports::replaceable) out in the same
  // transaction.
  bool replace = false;
  // When not empty: of these imports, as somebody was shown them. What is gone already is skipped.
  std::vector<std::int64_t> replace_only;
  std::int64_t id = 0;  // the number it was promised; 0: the next one
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

// What a source holds of a file already.
struct EarlierImports {
  std::optional<events::ImportRecord> same;  // these very bytes, wholly in the store
  // What a replacement takes out. When an import of these bytes brought all its rows itself: that
  // one, and no other file of the same name. Otherwise, and for a file that was changed, every
  // import of this name, because any of them may hold its rows.
  std::vector<events::ImportRecord> replaceable;
  std::vector<std::int64_t> of_file;  // every import of these bytes or of this name

  // The same file is in the store with another mapping.
  bool clash_with(const Mapping& mapping) const;
};
base::Result<EarlierImports> find_earlier(const events::EventStore& store,
                                          const std::string& source, const std::string& file,
                                          const std::string& hash);

// Those of `chosen` that can be taken out when this file is imported. Errors: kInvalidInput for an
// import of another file.
base::Result<std::vector<std::int64_t>> choose_replaced(const events::EventStore& store,
                                                        const EarlierImports& earlier,
                                                        const std::vector<std::int64_t>& chosen);

// What to do when a file is in the store with another mapping; the command line names its options
// instead.
inline constexpr std::string_view kReplaceHint =
    "Replace the earlier import, or import the file as another source.";

// Imports a file: all of its good rows or, when it fails or is stopped, none. Rows that cannot be
// events go to the rejects file. Errors: those of open_records and EventStore::import; kConflict
// when this file was imported with another mapping and that import is not replaced; kCancelled.
base::Result<ImportOutcome> run_import(events::DataFolder& folder, const ImportRequest& request,
                                       ImportProgress& progress, std::stop_token stop);

// Takes the events of an import out again, and notes it in the log.
base::Status remove_import(events::DataFolder& folder, std::int64_t import_id);

}  // namespace wend::collect
