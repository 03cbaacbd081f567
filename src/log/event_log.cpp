#include "log/event_log.h"

#include <array>
#include <fmt/format.h>
#include <sqlite3.h>

#include "base/assert.h"
#include "base/failpoint.h"

namespace wend::log {
namespace {

constexpr int kFormat = 3;
// Bodies are long and come in groups: large pages make fewer frames and fewer checkpoints of the
// same bytes. Files that were made with other pages keep them.
constexpr const char* kPages = "PRAGMA page_size = 16384";
constexpr int kBusyTimeoutMs = 5'000;
constexpr std::array<std::string_view, 4> kKindNames = {"import", "import_removed", "body",
                                                        "erased"};

base::Error to_error(sqlite3* database, const char* what) {
  return {base::ErrorCode::kIo,
          fmt::format("The event log could not {}: {}.", what, sqlite3_errmsg(database)),
          {},
          {}};
}

// One prepared statement, reset when it goes.
class Statement {
 public:
  Statement(sqlite3* database, const char* sql) : database_(database) {
    prepared_ = sqlite3_prepare_v2(database, sql, -1, &statement_, nullptr) == SQLITE_OK;
  }
  ~Statement() { sqlite3_finalize(statement_); }
  Statement(const Statement&) = delete;
  Statement& operator=(const Statement&) = delete;

  Statement& bind(int index, std::int64_t value) {
    sqlite3_bind_int64(statement_, index, value);
    return *this;
  }
  Statement& bind(int index, std::string_view text) {
    sqlite3_bind_text64(statement_, index, text.data(), text.size(), SQLITE_TRANSIENT, SQLITE_UTF8);
    return *this;
  }
  // The bytes must stay until the next reset().
  Statement& bind_bytes(int index, std::string_view bytes) {
    sqlite3_bind_text64(statement_, index, bytes.data(), bytes.size(), SQLITE_STATIC, SQLITE_UTF8);
    return *this;
  }
  void reset() { sqlite3_reset(statement_); }
  // True while there are rows.
  base::Result<bool> step(const char* what) {
    const int state = prepared_ ? sqlite3_step(statement_) : SQLITE_ERROR;
    if (state == SQLITE_ROW) return true;
    if (state == SQLITE_DONE) return false;
    return base::fail(to_error(database_, what));
  }
  std::int64_t number(int column) const { return sqlite3_column_int64(statement_, column); }
  std::string text(int column) const {
    const auto* bytes = static_cast<const char*>(sqlite3_column_blob(statement_, column));
    return std::string(bytes == nullptr ? "" : bytes,
                       static_cast<std::size_t>(sqlite3_column_bytes(statement_, column)));
  }

 private:
  sqlite3* database_;
  sqlite3_stmt* statement_ = nullptr;
  bool prepared_ = false;
};

base::Status run(sqlite3* database, const char* sql, const char* what) {
  if (sqlite3_exec(database, sql, nullptr, nullptr, nullptr) != SQLITE_OK)
    return base::fail(to_error(database, what));
  return {};
}

RecordKind kind_from(std::string_view name) {
  for (std::size_t i = 0; i < kKindNames.size(); ++i) {
    if (kKindNames[i] == name) return static_cast<RecordKind>(i);
  }
  WEND_ASSERT(false, "a log of this format holds only kinds that this version knows");
}

}  // namespace

std::string_view to_string(RecordKind kind) {
  return kKindNames[static_cast<std::size_t>(kind)];
}

base::Result<std::unique_ptr<EventLog>> EventLog::open(const std::string& path,
                                                       const env::Clock& clock) {
  sqlite3* database = nullptr;
  const int state =
      sqlite3_open_v2(path.c_str(), &database, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, nullptr);
  std::unique_ptr<EventLog> log(new EventLog(database, clock));
  if (state != SQLITE_OK) {
    base::Error error = to_error(database, "be opened");
    error.place = path;
    return base::fail(std::move(error));
  }
  sqlite3_busy_timeout(database, kBusyTimeoutMs);
  std::int64_t format = 0;
  {
    Statement statement(database, "PRAGMA user_version");
    WEND_TRY(statement.step("be read"));
    format = statement.number(0);
  }
  if (format > kFormat) {
    return base::fail(
        base::ErrorCode::kConflict,
        fmt::format("The event log has format {}, and this version of Wend knows formats up to {}.",
                    format, kFormat),
        path, "Use the newer version of Wend that wrote it.");
  }
  if (format == 0) WEND_TRY(run(database, kPages, "be created"));
  // Nothing is ever deleted but what a person wants gone, and that is overwritten.
  WEND_TRY(run(database,
               "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON",
               "be opened"));
  if (format == 0) {
    WEND_TRY(run(
        database,
        "BEGIN; CREATE TABLE IF NOT EXISTS records (position INTEGER PRIMARY KEY AUTOINCREMENT, "
        "recorded_at INTEGER NOT NULL, kind TEXT NOT NULL, payload TEXT NOT NULL);"
        "PRAGMA user_version = 1; COMMIT",
        "be created"));
    format = 1;
  }
  if (format == 1) {
    // Bodies came with format 2: beside millions of them, the few records of imports are found by
    // their index.
    WEND_TRY(run(database,
                 "BEGIN; CREATE INDEX IF NOT EXISTS few ON records (kind, payload) "
                 "WHERE kind <> 'body'; PRAGMA user_version = 2; COMMIT",
                 "be upgraded"));
    format = 2;
  }
  if (format == 2) {
    // Programs of before do not know records that were erased.
    WEND_TRY(run(database,
                 "BEGIN; CREATE TABLE IF NOT EXISTS erasures (id TEXT PRIMARY KEY) WITHOUT ROWID; "
                 "PRAGMA user_version = 3; COMMIT",
                 "be upgraded"));
  }
  WEND_TRY(log->open_reader(path));
  return log;
}

base::Status EventLog::open_reader(const std::string& path) {
  if (sqlite3_open_v2(path.c_str(), &reader_, SQLITE_OPEN_READWRITE, nullptr) != SQLITE_OK) {
    base::Error error = to_error(reader_, "be opened");
    error.place = path;
    return base::fail(std::move(error));
  }
  sqlite3_busy_timeout(reader_, kBusyTimeoutMs);
  return run(reader_, "PRAGMA query_only = ON", "be opened");
}

EventLog::~EventLog() {
  sqlite3_close(reader_);
  sqlite3_close(database_);
}

base::Result<std::int64_t> EventLog::append(RecordKind kind, std::string_view payload) {
  return append_all(kind, {&payload, 1});
}

base::Result<std::int64_t> EventLog::append_all(RecordKind kind,
                                                std::span<const std::string_view> payloads) {
  std::lock_guard lock(mutex_);
  WEND_TRY(run(database_, "BEGIN IMMEDIATE", "be written"));
  auto last = insert(kind, payloads);
  if (last) {
    base::failpoint("log.before_commit");
    if (auto committed = run(database_, "COMMIT", "be written"); !committed)
      last = base::fail(std::move(committed).error());
    base::failpoint("log.committed");
  }
  // After a failed statement the transaction may be over already; then this changes nothing.
  if (!last) (void)run(database_, "ROLLBACK", "be written");
  return last;
}

base::Result<std::int64_t> EventLog::insert(RecordKind kind,
                                            std::span<const std::string_view> payloads) {
  Statement statement(database_,
                      "INSERT INTO records (recorded_at, kind, payload) VALUES (?, ?, ?)");
  const env::TimeUs now = clock_.now_us();
  for (const std::string_view payload : payloads) {
    statement.bind(1, now).bind(2, to_string(kind)).bind_bytes(3, payload);
    WEND_TRY(statement.step("be written"));
    statement.reset();
  }
  return sqlite3_last_insert_rowid(database_);
}

base::Result<std::vector<Record>> EventLog::read(std::int64_t position, std::size_t limit,
                                                 std::size_t bytes_max) const {
  std::lock_guard lock(reader_mutex_);
  Statement statement(reader_,
                      "SELECT position, recorded_at, kind, payload FROM records WHERE position > ? "
                      "ORDER BY position LIMIT ?");
  statement.bind(1, position).bind(2, static_cast<std::int64_t>(limit));
  std::vector<Record> records;
  for (std::size_t bytes = 0; bytes < bytes_max;) {
    WEND_ASSIGN(const bool more, statement.step("be read"));
    if (!more) break;
    records.push_back({statement.number(0), statement.number(1), kind_from(statement.text(2)),
                       statement.text(3)});
    bytes += records.back().payload.size();
  }
  return records;
}

base::Status EventLog::replace(std::span<const Replacement> replacements) {
  if (replacements.empty()) return {};
  std::lock_guard lock(mutex_);
  WEND_TRY(run(database_, "BEGIN IMMEDIATE", "be written"));
  const auto write = [&]() -> base::Status {
    Statement statement(database_,
                        "UPDATE records SET kind = ?, payload = ? WHERE position = ? AND kind = "
                        "'body'");
    for (const Replacement& one : replacements) {
      statement.bind(1, to_string(one.payload ? RecordKind::kBody : RecordKind::kErased))
          .bind_bytes(2, one.payload ? std::string_view(*one.payload) : std::string_view(""))
          .bind(3, one.position);
      WEND_TRY(statement.step("be written"));
      statement.reset();
    }
    base::failpoint("log.before_replace");
    return run(database_, "COMMIT", "be written");
  };
  base::Status written = write();
  base::failpoint("log.replaced");
  if (!written) (void)run(database_, "ROLLBACK", "be written");
  return written;
}

base::Status EventLog::scrub() {
  std::scoped_lock lock(mutex_, reader_mutex_);
  Statement statement(database_, "PRAGMA wal_checkpoint(TRUNCATE)");
  WEND_TRY(statement.step("be written"));
  if (statement.number(0) != 0)
    return base::fail(base::ErrorCode::kUnavailable, "The event log is busy.", "log.db",
                      "Try again in a moment.");
  return {};
}

base::Status EventLog::note_erasure(std::string_view id) {
  std::lock_guard lock(mutex_);
  Statement statement(database_, "INSERT OR IGNORE INTO erasures VALUES (?)");
  statement.bind(1, id);
  WEND_TRY(statement.step("be written"));
  return {};
}

base::Result<bool> EventLog::has_erased(std::string_view id) const {
  std::lock_guard lock(mutex_);
  Statement statement(database_, "SELECT 1 FROM erasures WHERE id = ?");
  statement.bind(1, id);
  return statement.step("be read");
}

base::Result<std::int64_t> EventLog::last_position() const {
  std::lock_guard lock(mutex_);
  Statement statement(database_, "SELECT coalesce(max(position), 0) FROM records");
  WEND_TRY(statement.step("be read"));
  return statement.number(0);
}

base::Result<bool> EventLog::has(RecordKind kind, std::string_view payload) const {
  std::lock_guard lock(mutex_);
  Statement statement(
      database_, "SELECT 1 FROM records WHERE kind = ? AND payload = ? AND kind <> 'body' LIMIT 1");
  statement.bind(1, to_string(kind)).bind(2, payload);
  return statement.step("be read");
}

}  // namespace wend::log
