#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "events/event_store.h"

// What SQL of people can ask: tables with names and columns meant for people, made of the store.
namespace wend::events::sql {

// How a column's values travel. Whole numbers, times (microseconds in UTC) and customers (profile
// ids) as 64 bits.
enum class ColumnKind : std::uint8_t { kInteger, kTime, kText, kCustomer };

struct Column {
  std::string name;
  ColumnKind kind = ColumnKind::kText;
  std::string description;
};

// Rows of some columns, column by column, on their way to the worker.
class Block {
 public:
  explicit Block(std::span<const ColumnKind> kinds);

  void add_number(std::size_t column, std::int64_t value);
  void add_text(std::size_t column, std::string_view text);
  void add_null(std::size_t column);
  // Every column has got as many values.
  void add_rows(std::size_t count) { rows_ += count; }
  std::size_t rows() const { return rows_; }
  std::size_t bytes() const { return bytes_; }
  // As BlockView reads it.
  std::string take();

 private:
  struct Values {
    ColumnKind kind;
    std::vector<std::uint8_t> present;
    std::vector<std::int64_t> numbers;  // the length of a text
    std::string texts;
  };
  std::vector<Values> columns_;
  std::size_t rows_ = 0, bytes_ = 0;
};

// A block as it arrived. It owns the bytes that its texts point into.
class BlockView {
 public:
  BlockView() = default;
  BlockView(std::string bytes, std::span<const ColumnKind> kinds);

  std::size_t rows() const { return rows_; }
  bool present(std::size_t column, std::size_t row) const {
    return columns_[column].present[row] != 0;
  }
  std::int64_t number(std::size_t column, std::size_t row) const {
    return columns_[column].numbers[row];
  }
  std::string_view text(std::size_t column, std::size_t row) const;

 private:
  struct Values {
    const std::uint8_t* present = nullptr;
    std::vector<std::int64_t> numbers;
    std::vector<std::size_t> begins;
    const char* texts = nullptr;
  };
  std::string bytes_;
  std::vector<Values> columns_;
  std::size_t rows_ = 0;
};

// One reading of some columns.
class Reading {
 public:
  virtual ~Reading() = default;
  // Adds a few thousand rows; false at the end.
  virtual base::Result<bool> next(Block& block) = 0;
  // Stops a call of next(); from any thread.
  virtual void interrupt() {}
};

// Connections to the store that all see one state of it.
class Moment {
 public:
  // Errors: kIo; kUnavailable when the store changes too fast.
  static base::Result<Moment> of(const EventStore& store);
  // For one reading at a time. Errors: kIo; kUnavailable when those that were opened together are
  // used up and the store has moved on: the statement has to begin anew.
  base::Result<duck::Connection> connection();

 private:
  explicit Moment(const EventStore& store) : store_(&store) {}
  base::Result<std::int64_t> open(std::vector<duck::Connection>& connections);

  const EventStore* store_;
  std::vector<duck::Connection> connections_;
  std::int64_t version_ = 0;
};

// A table as of a moment.
class Snapshot {
 public:
  virtual ~Snapshot() = default;
  virtual std::int64_t rows() const = 0;  // about
  // `columns` are places in the relation's columns; none: rows alone are counted.
  virtual base::Result<std::unique_ptr<Reading>> read(std::span<const std::size_t> columns) = 0;
};

struct Relation {
  std::string name;
  std::string description;
  std::vector<Column> columns;
  // Made of the other relations by a statement; then `open` is empty.
  std::string statement;
  std::function<base::Result<std::unique_ptr<Snapshot>>(Moment&)> open;
};

}  // namespace wend::events::sql
