#pragma once

#include <cstdint>
#include <duckdb.h>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "base/result.h"

// The one adapter over DuckDB's C API. Everything that can fail answers a base::Result; values
// reach statements only by binding.
namespace wend::events::duck {

struct Settings {
  std::uint32_t memory_limit_mib = 1024;
  std::uint32_t threads = 2;
  bool read_only = false;
  // Files outside the database that SQL may reach (Parquet import, the copy of a rewrite); no other
  // file and no network is ever reached.
  std::vector<std::string> readable_files;
};

// A text as a literal of SQL, for the few places where nothing can be bound: names of files and
// settings.
std::string sql_text(std::string_view text);

struct Null {};
using Value = std::variant<Null, bool, std::int32_t, std::int64_t, double, std::string_view>;

// The kinds of column that Wend stores. kTime is microseconds in UTC without zone, kId 128 bits.
enum class ColumnType { kInt8, kInt32, kInt64, kTime, kId, kText };

// The rows of an answer, one chunk of up to 2,048 at a time.
class Rows {
 public:
  Rows(Rows&&) noexcept;
  Rows& operator=(Rows&&) = delete;
  ~Rows();

  // Moves to the next chunk; false at the end.
  base::Result<bool> next();
  std::size_t size() const { return size_; }
  std::size_t column_count() const;
  std::string column_name(std::size_t column) const;
  // DuckDB's own name of the column's type, DUCKDB_TYPE_….
  duckdb_type column_type(std::size_t column) const;

  bool is_null(std::size_t column, std::size_t row) const;
  // The column's values as they lie in memory: T must be the C type of the column (int64_t for
  // kInt64 and kTime, …).
  template <typename T>
  std::span<const T> values(std::size_t column) const {
    return {static_cast<const T*>(data(column)), size_};
  }
  // Lives until the next call of next().
  std::string_view text(std::size_t column, std::size_t row) const;

 private:
  friend class Statement;
  explicit Rows(duckdb_result result);
  const void* data(std::size_t column) const;

  duckdb_result result_;
  duckdb_data_chunk chunk_ = nullptr;
  std::size_t size_ = 0;
  bool owns_ = true;
};

class Statement {
 public:
  Statement(Statement&& other) noexcept;
  Statement& operator=(Statement&&) = delete;
  ~Statement();

  // Binds all parameters in order and runs; the answer is complete in memory.
  base::Result<Rows> run(std::span<const Value> values);
  // The same, but rows are computed while they are read. The connection can do nothing else
  // meanwhile.
  base::Result<Rows> stream(std::span<const Value> values);

 private:
  friend class Connection;
  explicit Statement(duckdb_prepared_statement statement) : statement_(statement) {}
  base::Status bind(std::span<const Value> values);

  duckdb_prepared_statement statement_;
};

// What a feed writes a chunk of rows into.
class ChunkWriter {
 public:
  explicit ChunkWriter(duckdb_data_chunk chunk) : chunk_(chunk) {}
  template <typename T>
  T* values(std::size_t column) {
    return static_cast<T*>(duckdb_vector_get_data(duckdb_data_chunk_get_vector(chunk_, column)));
  }
  static std::size_t capacity() { return duckdb_vector_size(); }

 private:
  duckdb_data_chunk chunk_;
};

// A text as DuckDB reads it. It points at the bytes, which must live until the lane is asked for
// its next chunk.
duckdb_string_t borrowed_text(std::string_view text);

// Rows made in C++ that SQL can select from. DuckDB asks from several threads, each through a lane
// of its own.
class Feed {
 public:
  class Lane {
   public:
    virtual ~Lane() = default;
    // Writes up to ChunkWriter::capacity() rows; 0 when there are none left.
    virtual base::Result<std::size_t> fill(ChunkWriter& chunk) = 0;
  };
  virtual ~Feed() = default;
  virtual std::unique_ptr<Lane> lane() = 0;
};

// Where a registered feed function finds its rows; the owner puts a feed in before it runs the
// statement.
struct FeedSlot {
  std::vector<std::pair<std::string, ColumnType>> columns;
  std::size_t threads = 2;
  Feed* feed = nullptr;
  std::mutex mutex;
  std::optional<base::Error>
      error;  // what a lane answered, in full; DuckDB carries only the sentence
};

// Appends rows to a table, column by column.
class Appender {
 public:
  Appender(Appender&& other) noexcept : appender_(std::exchange(other.appender_, nullptr)) {}
  Appender& operator=(Appender&&) = delete;
  ~Appender();
  base::Status row(std::span<const Value> values);
  base::Status finish();

 private:
  friend class Connection;
  explicit Appender(duckdb_appender appender) : appender_(appender) {}
  duckdb_appender appender_;
};

class Connection {
 public:
  Connection(Connection&& other) noexcept
      : connection_(std::exchange(other.connection_, nullptr)) {}
  Connection& operator=(Connection&& other) noexcept;
  ~Connection();

  // Runs fixed SQL without values, several statements if need be.
  base::Status run(const char* sql);
  base::Result<Statement> prepare(const char* sql);
  // Prepares, binds and runs.
  base::Result<Rows> query(const char* sql, std::span<const Value> values = {});
  base::Result<Rows> query(const char* sql, std::initializer_list<Value> values) {
    return query(sql, std::span(values.begin(), values.size()));
  }
  // The first column of the first row as a number; 0 when there is no row or it is null.
  base::Result<std::int64_t> number(const char* sql, std::initializer_list<Value> values = {});
  base::Result<Appender> append_to(const char* table);
  // Makes `name()` a table function that reads `slot`, which must outlive the database.
  base::Status register_feed(const char* name, FeedSlot& slot);
  // Stops what the connection is doing; callable from any thread.
  void interrupt() { duckdb_interrupt(connection_); }

 private:
  friend class Database;
  explicit Connection(duckdb_connection connection) : connection_(connection) {}
  duckdb_connection connection_;
};

// Safe to use from several threads.
class Database {
 public:
  // An empty path is a database in memory.
  static base::Result<Database> open(const std::string& path, const Settings& settings);
  Database(Database&& other) noexcept
      : database_(std::exchange(other.database_, nullptr)), mutex_(std::move(other.mutex_)) {}
  Database& operator=(Database&&) = delete;
  ~Database();

  base::Result<Connection> connect() const;
  // From now on connections are the other's; those that there are go on with what they had.
  void replace(Database other);

 private:
  explicit Database(duckdb_database database) : database_(database) {}
  duckdb_database database_;
  std::unique_ptr<std::mutex> mutex_ = std::make_unique<std::mutex>();
};

// Rolls back unless commit() was reached.
class Transaction {
 public:
  static base::Result<Transaction> begin(Connection& connection);
  Transaction(Transaction&& other) noexcept
      : connection_(std::exchange(other.connection_, nullptr)) {}
  Transaction& operator=(Transaction&&) = delete;
  ~Transaction();
  base::Status commit();

 private:
  explicit Transaction(Connection* connection) : connection_(connection) {}
  Connection* connection_;
};

}  // namespace wend::events::duck
