#pragma once

#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "base/result.h"

struct sqlite3;
struct sqlite3_stmt;

// The adapter over SQLite for the workspace. Values reach statements only by binding.
namespace wend::workspace {

// Bytes that are no text.
struct Bytes {
  std::string_view bytes;
};

class Statement {
 public:
  Statement(Statement&& other) noexcept : statement_(std::exchange(other.statement_, nullptr)) {}
  Statement& operator=(Statement&&) = delete;
  ~Statement();

  // Binds all parameters in order.
  template <typename... Values>
  Statement& bind(const Values&... values) {
    int index = 0;
    (bind_one(++index, values), ...);
    return *this;
  }
  // Makes it ready to be bound and run again.
  Statement& reset();
  // True: a row is there to be read. False: done.
  base::Result<bool> step();
  // For statements without rows.
  base::Status run();

  std::int64_t integer(int column) const;
  std::string text(int column) const;
  // Lives until the next step().
  std::string_view bytes(int column) const;
  bool is_null(int column) const;
  std::optional<std::int64_t> optional_integer(int column) const;
  std::optional<std::string> optional_text(int column) const;

 private:
  friend class Sqlite;
  explicit Statement(sqlite3_stmt* statement) : statement_(statement) {}
  void bind_one(int index, std::int64_t value);
  void bind_one(int index, int value) { bind_one(index, static_cast<std::int64_t>(value)); }
  void bind_one(int index, std::string_view value);
  void bind_one(int index, const std::string& value) { bind_one(index, std::string_view(value)); }
  void bind_one(int index, const char* value) { bind_one(index, std::string_view(value)); }
  void bind_one(int index, Bytes value);
  void bind_one(int index, std::nullopt_t);
  template <typename T>
  void bind_one(int index, const std::optional<T>& value) {
    if (value)
      bind_one(index, *value);
    else
      bind_one(index, std::nullopt);
  }

  sqlite3_stmt* statement_;
};

// One connection. Threads take turns by holding `mutex()` for the length of an operation.
class Sqlite {
 public:
  // Opens or creates the file, readable by its owner alone, with write-ahead log, synchronous=FULL
  // and foreign keys.
  static base::Result<Sqlite> open(const std::string& path);
  Sqlite(Sqlite&& other) noexcept
      : path_(std::move(other.path_)), database_(std::exchange(other.database_, nullptr)) {}
  Sqlite& operator=(Sqlite&&) = delete;
  ~Sqlite();

  base::Status run(const char* sql);  // fixed SQL without values
  base::Result<Statement> prepare(const char* sql);
  std::int64_t changes() const;
  std::mutex& mutex() { return mutex_; }

 private:
  Sqlite(std::string path, sqlite3* database) : path_(std::move(path)), database_(database) {}
  std::string path_;
  sqlite3* database_;
  std::mutex mutex_;
};

// Takes the write lock at once, so that what was read before a write is still true; rolls back
// unless commit() is reached.
class Transaction {
 public:
  static base::Result<Transaction> begin(Sqlite& database);
  Transaction(Transaction&& other) noexcept : database_(std::exchange(other.database_, nullptr)) {}
  Transaction& operator=(Transaction&&) = delete;
  ~Transaction();
  base::Status commit();

 private:
  explicit Transaction(Sqlite* database) : database_(database) {}
  Sqlite* database_;
};

}  // namespace wend::workspace
