#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "model/event.h"

namespace wend::events {

// Rows on their way in, a few thousand at a time. The texts of `rows` live in `storage` (or
// somewhere as durable).
struct IncomingBatch {
  std::uint64_t index = 0;  // 0, 1, 2, … in the order of the file, without gaps
  std::vector<model::EventRow> rows;
  std::shared_ptr<void> storage;
};

struct ReasonCount {
  std::string reason;
  std::uint64_t count = 0;
};

// Where the rows of one import come from.
class IncomingRows {
 public:
  virtual ~IncomingRows() = default;
  // Called once, before the first batch, with the number the import will have.
  virtual base::Status start(std::int64_t import_id) = 0;
  // Fills the next batch; false when there are none left. Called from several threads at once;
  // every batch handed out must be finished by the thread that got it, without waiting for a later
  // one.
  virtual base::Result<bool> next(IncomingBatch& batch) = 0;
  // Called once after the last batch: why rows were left out, for the ledger.
  virtual base::Result<std::vector<ReasonCount>> finish() = 0;
};

// Counts that may be read by other threads while an import runs.
struct IncomingCounts {
  std::atomic<std::uint64_t> rows = 0;  // that reached the store: added + duplicates
  std::atomic<std::uint64_t> added = 0;
  std::atomic<std::uint64_t> duplicates = 0;
  std::atomic<std::uint64_t> erased = 0;  // left out, because their customer was erased
};

// How the message ids of incoming rows are to be read.
enum class IdKind {
  kContent,  // a hash of the row's content: equal rows of one file are different events, and equal
             // rows of two files are the same ones, paired off by their number
  kMessage,  // the sender's own id: an id seen before is a duplicate
};

}  // namespace wend::events
