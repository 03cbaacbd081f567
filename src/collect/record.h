#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace wend::collect {

// How a cell becomes a property.
enum class CellKind : std::uint8_t {
  kUntyped,  // the format knows only texts: plain numbers become numbers
  kText,
  kNumber,  // a number when it is a plain one, else a text
  kJson,    // JSON already
};

struct Cell {
  std::string_view text;  // UTF-8; empty: missing
  CellKind kind = CellKind::kUntyped;
  // Part of another cell, an object: it can name the customer or the time, but is no property of
  // its own.
  bool inner = false;
};

// One row as a reader found it. `names` is empty when the reader has fixed columns: cells then
// stand in their order.
struct Record {
  std::uint64_t line =
      0;  // of the row's beginning, from 1; the number of the row in formats without lines
  std::span<const Cell> cells;
  std::span<const std::string_view> names;
};

// A row, or a part of one, that cannot become an event.
struct Reject {
  std::uint64_t line = 0;
  std::string column;  // the column's name, or its number, or empty
  std::string reason;  // a sentence without values, so that equal reasons can be counted
  std::string row;     // as it stands in the file
};

// Receives the rows of a block in their order. What it is given lives until it returns.
class RecordSink {
 public:
  virtual ~RecordSink() = default;
  // `raw` writes the row as it stands in the file, if the sink asks for it.
  virtual void record(const Record& record, const std::function<std::string()>& raw) = 0;
  virtual void reject(Reject reject) = 0;
};

// A piece of a file, cut between two rows.
class RecordBlock {
 public:
  virtual ~RecordBlock() = default;
  // Splits the piece into rows and cells. May run on any thread.
  virtual void each(RecordSink& sink) const = 0;
};

// Reads one format. next() is called by one thread at a time; the blocks may be worked on by many.
class RecordReader {
 public:
  virtual ~RecordReader() = default;
  // The names of the columns when they are the same for every row; empty otherwise.
  virtual const std::vector<std::string>& columns() const = 0;
  // Nothing at the end. Errors end the import: broken compression, a file that is not what it
  // seemed, limits, kIo.
  virtual base::Result<std::unique_ptr<RecordBlock>> next() = 0;
  // Bytes of the file that were taken so far.
  virtual std::uint64_t consumed() const = 0;
  // What the user should know about the file as a whole, such as a column name that stands there
  // twice.
  virtual std::vector<std::string> remarks() const { return {}; }
};

}  // namespace wend::collect
