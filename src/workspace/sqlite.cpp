#include "workspace/sqlite.h"

#include <fcntl.h>
#include <sqlite3.h>
#include <unistd.h>

#include "fmt/format.h"

namespace wend::workspace {
namespace {

// Another process that holds the write lock, such as `wend user link`, is done in far less.
constexpr int kBusyMs = 10'000;

std::unexpected<base::Error> failure(sqlite3* database, const std::string& path) {
  const int code = sqlite3_extended_errcode(database);
  const char* text = sqlite3_errmsg(database);
  if (code == SQLITE_CONSTRAINT_UNIQUE || code == SQLITE_CONSTRAINT_PRIMARYKEY)
    return base::fail(base::ErrorCode::kConflict, "There is one already.");
  if ((code & 0xff) == SQLITE_BUSY)
    return base::fail(base::ErrorCode::kUnavailable, "The workspace is in use by another process.",
                      path, "Try again in a moment.");
  if ((code & 0xff) == SQLITE_FULL)
    return base::fail(base::ErrorCode::kUnavailable, "The disk is full.", path,
                      "Make room and try again.");
  if ((code & 0xff) == SQLITE_NOTADB)
    return base::fail(base::ErrorCode::kIo, "The file is not a Wend workspace.", path);
  return base::fail(base::ErrorCode::kIo, fmt::format("The workspace cannot be used: {}.", text),
                    path);
}

}  // namespace

Statement::~Statement() {
  sqlite3_finalize(statement_);
}

Statement& Statement::reset() {
  sqlite3_reset(statement_);
  return *this;
}

base::Result<bool> Statement::step() {
  const int result = sqlite3_step(statement_);
  if (result == SQLITE_ROW) return true;
  if (result == SQLITE_DONE) return false;
  return failure(sqlite3_db_handle(statement_), "workspace.db");
}

base::Status Statement::run() {
  WEND_TRY(step());
  return {};
}

void Statement::bind_one(int index, std::int64_t value) {
  sqlite3_bind_int64(statement_, index, value);
}

void Statement::bind_one(int index, std::string_view value) {
  sqlite3_bind_text64(statement_, index, value.data() == nullptr ? "" : value.data(), value.size(),
                      SQLITE_TRANSIENT, SQLITE_UTF8);
}

void Statement::bind_one(int index, Bytes value) {
  sqlite3_bind_blob64(statement_, index, value.bytes.empty() ? "" : value.bytes.data(),
                      value.bytes.size(), SQLITE_TRANSIENT);
}

void Statement::bind_one(int index, std::nullopt_t) {
  sqlite3_bind_null(statement_, index);
}

std::int64_t Statement::integer(int column) const {
  return sqlite3_column_int64(statement_, column);
}

std::string Statement::text(int column) const {
  const auto* bytes = reinterpret_cast<const char*>(sqlite3_column_text(statement_, column));
  if (bytes == nullptr) return {};
  return {bytes, static_cast<std::size_t>(sqlite3_column_bytes(statement_, column))};
}

std::string_view Statement::bytes(int column) const {
  const auto* bytes = static_cast<const char*>(sqlite3_column_blob(statement_, column));
  if (bytes == nullptr) return {};
  return {bytes, static_cast<std::size_t>(sqlite3_column_bytes(statement_, column))};
}

bool Statement::is_null(int column) const {
  return sqlite3_column_type(statement_, column) == SQLITE_NULL;
}

std::optional<std::int64_t> Statement::optional_integer(int column) const {
  return is_null(column) ? std::nullopt : std::optional(integer(column));
}

std::optional<std::string> Statement::optional_text(int column) const {
  return is_null(column) ? std::nullopt : std::optional(text(column));
}

base::Result<Sqlite> Sqlite::open(const std::string& path) {
  // SQLite gives its side files the rights of the main file: only the owner may read password
  // hashes.
  const int file = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (file < 0)
    return base::fail(base::ErrorCode::kIo, "The workspace file cannot be opened for writing.",
                      path, "Check that the data folder exists and is yours.");
  ::close(file);
  sqlite3* handle = nullptr;
  const int result =
      sqlite3_open_v2(path.c_str(), &handle,
                      SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_FULLMUTEX, nullptr);
  Sqlite database(path, handle);
  if (result != SQLITE_OK) return failure(handle, path);
  sqlite3_busy_timeout(handle, kBusyMs);
  sqlite3_extended_result_codes(handle, 1);
  WEND_TRY(
      database.run("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; "
                   "PRAGMA secure_delete=ON; "
                   "PRAGMA trusted_schema=OFF;"));
  return database;
}

Sqlite::~Sqlite() {
  sqlite3_close(database_);
}

base::Status Sqlite::run(const char* sql) {
  if (sqlite3_exec(database_, sql, nullptr, nullptr, nullptr) != SQLITE_OK)
    return failure(database_, path_);
  return {};
}

base::Result<Statement> Sqlite::prepare(const char* sql) {
  sqlite3_stmt* statement = nullptr;
  if (sqlite3_prepare_v2(database_, sql, -1, &statement, nullptr) != SQLITE_OK)
    return failure(database_, path_);
  return Statement(statement);
}

std::int64_t Sqlite::changes() const {
  return sqlite3_changes64(database_);
}

base::Result<Transaction> Transaction::begin(Sqlite& database) {
  WEND_TRY(database.run("BEGIN IMMEDIATE"));
  return Transaction(&database);
}

Transaction::~Transaction() {
  if (database_ != nullptr) (void)database_->run("ROLLBACK");
}

base::Status Transaction::commit() {
  WEND_TRY(database_->run("COMMIT"));
  database_ = nullptr;
  return {};
}

}  // namespace wend::workspace
