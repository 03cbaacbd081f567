#include "collect/parquet_reader.h"

#include <filesystem>
#include <fmt/format.h>
#include <optional>

#include "collect/limits.h"
#include "events/duckdb.h"

namespace wend::collect {
namespace {

namespace duck = events::duck;
using base::ErrorCode;
using base::fail;

// Names come from the file; as a quoted identifier one cannot leave its place.
std::string as_identifier(std::string_view name) {
  std::string out = "\"";
  for (const char c : name) out += c == '"' ? std::string("\"\"") : std::string(1, c);
  return out + '"';
}

class ParquetBlock final : public RecordBlock {
 public:
  void each(RecordSink& sink) const override {
    std::vector<Cell> cells(kinds.size());
    for (std::size_t row = 0; row < rows; ++row) {
      for (std::size_t column = 0; column < kinds.size(); ++column) {
        const auto& [offset, size] = places[row * kinds.size() + column];
        cells[column] = {std::string_view(text).substr(offset, size), kinds[column]};
      }
      sink.record({first_row + row, cells, {}}, [&] {
        std::string raw;
        for (const Cell& cell : cells) {
          if (raw.size() > kRejectedRowBytesMax) break;
          raw += (raw.empty() ? "" : "; ") + std::string(cell.text);
        }
        return raw;
      });
    }
  }

  std::string text;
  std::vector<std::pair<std::size_t, std::size_t>> places;
  std::vector<CellKind> kinds;
  std::uint64_t first_row = 1;
  std::size_t rows = 0;
};

class ParquetReader final : public RecordReader {
 public:
  ParquetReader(std::string path, std::string name, bool unlink)
      : path_(std::move(path)), name_(std::move(name)), unlink_(unlink) {}
  ~ParquetReader() override {
    std::error_code ignored;
    if (unlink_) std::filesystem::remove(path_, ignored);
  }

  base::Status open() {
    std::error_code error;
    bytes_ = std::filesystem::file_size(path_, error);
    WEND_ASSIGN(auto database,
                duck::Database::open("", {.memory_limit_mib = 512, .readable_files = {path_}}));
    database_.emplace(std::move(database));
    WEND_ASSIGN(auto connection, database_->connect());
    connection_.emplace(std::move(connection));
    auto described = read_columns();
    if (!described) {
      base::Error broken = std::move(described).error();
      broken.code = ErrorCode::kInvalidInput;
      broken.place = name_;
      broken.hint = "Check that the Parquet file is complete.";
      return fail(std::move(broken));
    }
    return {};
  }

  const std::vector<std::string>& columns() const override { return columns_; }
  std::uint64_t consumed() const override {
    return total_rows_ == 0
               ? bytes_
               : bytes_ * std::min<std::uint64_t>(next_row_ - 1, total_rows_) / total_rows_;
  }

  base::Result<std::unique_ptr<RecordBlock>> next() override {
    auto block = std::make_unique<ParquetBlock>();
    block->kinds = kinds_;
    block->first_row = next_row_;
    while (block->rows < kBlockRows / 2) {
      auto more = rows_->next();
      if (!more) {
        more.error().code = ErrorCode::kInvalidInput;
        more.error().place = name_;
        return fail(std::move(more).error());
      }
      if (!*more) break;
      for (std::size_t row = 0; row < rows_->size(); ++row) {
        for (std::size_t column = 0; column < columns_.size(); ++column) {
          const std::string_view cell =
              rows_->is_null(column, row) ? std::string_view() : rows_->text(column, row);
          block->places.emplace_back(block->text.size(), cell.size());
          block->text += cell;
        }
      }
      block->rows += rows_->size();
      next_row_ += rows_->size();
    }
    if (block->rows == 0) return nullptr;
    return block;
  }

 private:
  base::Status read_columns() {
    const duck::Value file[] = {path_};
    WEND_ASSIGN(auto empty, connection_->query("SELECT * FROM read_parquet(?) LIMIT 0", file));
    WEND_ASSIGN(const auto total,
                connection_->number("SELECT count(*) FROM read_parquet(?)", {path_}));
    total_rows_ = static_cast<std::uint64_t>(total);
    if (empty.column_count() > kColumnsMax) {
      return fail(ErrorCode::kTooLarge,
                  fmt::format("The file has {} columns; the limit is {}.", empty.column_count(),
                              kColumnsMax),
                  name_);
    }
    std::string sql = "SELECT ";
    for (std::size_t i = 0; i < empty.column_count(); ++i) {
      columns_.push_back(empty.column_name(i));
      const std::string column = as_identifier(columns_.back());
      if (i > 0) sql += ", ";
      switch (empty.column_type(i)) {
        case DUCKDB_TYPE_LIST:
        case DUCKDB_TYPE_ARRAY:
        case DUCKDB_TYPE_STRUCT:
        case DUCKDB_TYPE_MAP:
          kinds_.push_back(CellKind::kJson);
          sql += fmt::format("CAST(to_json({}) AS VARCHAR)", column);
          break;
        case DUCKDB_TYPE_BOOLEAN:
          kinds_.push_back(CellKind::kJson);
          sql += fmt::format("CAST({} AS VARCHAR)", column);
          break;
        case DUCKDB_TYPE_VARCHAR:
        case DUCKDB_TYPE_ENUM:
          kinds_.push_back(CellKind::kText);
          sql += fmt::format("CAST({} AS VARCHAR)", column);
          break;
        default:
          kinds_.push_back(CellKind::kNumber);
          sql += fmt::format("CAST({} AS VARCHAR)", column);
      }
    }
    sql += " FROM read_parquet(?)";
    WEND_ASSIGN(auto statement, connection_->prepare(sql.c_str()));
    statement_.emplace(std::move(statement));
    WEND_ASSIGN(auto rows, statement_->stream(file));
    rows_.emplace(std::move(rows));
    return {};
  }

  const std::string path_, name_;
  const bool unlink_;
  std::optional<duck::Database> database_;
  std::optional<duck::Connection> connection_;
  std::optional<duck::Statement> statement_;
  std::optional<duck::Rows> rows_;
  std::vector<std::string> columns_;
  std::vector<CellKind> kinds_;
  std::uint64_t bytes_ = 0;
  std::uint64_t total_rows_ = 0;
  std::uint64_t next_row_ = 1;
};

}  // namespace

base::Result<std::unique_ptr<RecordReader>> open_parquet(const std::string& path,
                                                         const std::string& name, bool unlink) {
  auto reader = std::make_unique<ParquetReader>(std::filesystem::absolute(path), name, unlink);
  WEND_TRY(reader->open());
  return reader;
}

}  // namespace wend::collect
