#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "env/clock.h"

struct sqlite3;

namespace wend::log {

// What a record is about.
enum class RecordKind {
  kImport,  // an import was committed; the payload is its number, its rows are in the event store
  kImportRemoved,  // the events of an import were taken out; the payload is its number
  kBody,           // a body of events was accepted; the payload is its envelope and its bytes
  kErased,         // a body that was about a person who was erased; it has nothing any more
};
std::string_view to_string(RecordKind kind);

struct Record {
  std::int64_t position = 0;  // 1, 2, 3, …
  env::TimeUs recorded_at = 0;
  RecordKind kind = RecordKind::kImport;
  std::string payload;
};

// The one ordered record of what was accepted. SQLite with write-ahead log and synchronous=FULL:
// what append() has answered survives a crash of the machine. Safe to use from several threads.
class EventLog {
 public:
  static constexpr std::size_t kReadBytesMax = 64 * 1024 * 1024;

  // Creates the file when it is missing. Errors: kConflict when a newer version of Wend wrote it,
  // kIo.
  static base::Result<std::unique_ptr<EventLog>> open(const std::string& path,
                                                      const env::Clock& clock);
  ~EventLog();

  // Answers the new record's position.
  base::Result<std::int64_t> append(RecordKind kind, std::string_view payload);
  // Writes all in one transaction: all or none. Answers the last one's position; the others have
  // the positions before it, in order.
  base::Result<std::int64_t> append_all(RecordKind kind,
                                        std::span<const std::string_view> payloads);
  // Records after `position`, in order, at most `limit`, and no more once their payloads have
  // `bytes_max` bytes.
  base::Result<std::vector<Record>> read(std::int64_t position, std::size_t limit,
                                         std::size_t bytes_max = kReadBytesMax) const;
  // Puts another payload in the place of a body's, or takes it away altogether; what stood there is
  // overwritten in the file, and gone from the write-ahead log after scrub(). All or nothing; does
  // nothing for records that are no bodies.
  struct Replacement {
    std::int64_t position = 0;
    std::optional<std::string> payload;  // nothing: the record becomes kErased
  };
  base::Status replace(std::span<const Replacement> replacements);
  // Empties the write-ahead log into the file, so that it holds nothing of before. Errors:
  // kUnavailable when a reader is in the way.
  base::Status scrub();
  // Notes that an erasure is done here; a log that was brought back from a copy of before does not
  // know it.
  base::Status note_erasure(std::string_view id);
  base::Result<bool> has_erased(std::string_view id) const;
  // 0 when the log is empty.
  base::Result<std::int64_t> last_position() const;
  // Whether there is such a record; not for bodies.
  base::Result<bool> has(RecordKind kind, std::string_view payload) const;

 private:
  EventLog(sqlite3* database, const env::Clock& clock) : database_(database), clock_(clock) {}
  base::Status open_reader(const std::string& path);

  base::Result<std::int64_t> insert(RecordKind kind, std::span<const std::string_view> payloads);

  sqlite3* database_;
  const env::Clock& clock_;
  mutable std::mutex mutex_;
  // read() has a connection of its own, so that commits do not wait for it.
  sqlite3* reader_ = nullptr;
  mutable std::mutex reader_mutex_;
};

}  // namespace wend::log
