#include "unify/export_parquet.h"

#include <fmt/format.h>
#include <optional>

#include "events/duckdb.h"

namespace wend::unify {
namespace {

namespace duck = events::duck;
namespace fs = std::filesystem;

constexpr std::uint32_t kMemoryMib = 256;

// Columns of the scratch table are numbered: what they are called is a literal in one place.
std::string_view stored_as(ExportType type) {
  switch (type) {
    case ExportType::kBool:
      return "BOOLEAN";
    case ExportType::kNumber:
      return "DOUBLE";
    case ExportType::kWhole:
    case ExportType::kTime:
    case ExportType::kDay:
      return "BIGINT";
    case ExportType::kText:
      break;
  }
  return "VARCHAR";
}

std::string as_written(std::size_t i, ExportType type) {
  if (type == ExportType::kTime) return fmt::format("make_timestamp(c{})", i);
  if (type == ExportType::kDay) return fmt::format("CAST(make_timestamp(c{}) AS DATE)", i);
  return fmt::format("c{}", i);
}

std::string name_of(std::string_view name) {
  std::string out = "\"";
  for (const char c : name) out += c == '"' ? std::string("\"\"") : std::string(1, c);
  return out + '"';
}

void remove_scratch(const fs::path& path) {
  std::error_code ignored;
  fs::remove(path, ignored);
  fs::remove(path.string() + ".wal", ignored);
  fs::remove_all(path.string() + ".tmp", ignored);
}

class ParquetWriter final : public ExportWriter {
 public:
  ParquetWriter(fs::path file, std::span<const ExportField> fields)
      : file_(std::move(file)),
        scratch_(file_.string() + ".scratch"),
        fields_(fields.begin(), fields.end()) {}
  ~ParquetWriter() override {
    appender_.reset();
    connection_.reset();
    database_.reset();
    remove_scratch(scratch_);
  }

  base::Status begin() {
    remove_scratch(scratch_);
    duck::Settings settings;
    settings.memory_limit_mib = kMemoryMib;
    settings.threads = 1;  // which keeps the order
    settings.readable_files = {file_.string()};
    WEND_ASSIGN(auto database, duck::Database::open(scratch_.string(), settings));
    database_.emplace(std::move(database));
    WEND_ASSIGN(auto connection, database_->connect());
    connection_.emplace(std::move(connection));
    std::string columns;
    for (std::size_t i = 0; i < fields_.size(); ++i)
      columns += fmt::format("{}c{} {}", i > 0 ? ", " : "", i, stored_as(fields_[i].type));
    WEND_TRY(connection_->run(fmt::format("CREATE TABLE rows ({})", columns).c_str()));
    WEND_ASSIGN(auto appender, connection_->append_to("rows"));
    appender_.emplace(std::move(appender));
    return {};
  }

  base::Status row(std::span<const ExportCell> cells) override {
    std::vector<std::string> texts(cells.size());
    std::vector<duck::Value> values;
    values.reserve(cells.size());
    for (std::size_t i = 0; i < cells.size(); ++i)
      values.push_back(value_of(cells[i], fields_[i].type, texts[i]));
    return appender_->row(values);
  }

  base::Status finish() override {
    WEND_TRY(appender_->finish());
    appender_.reset();
    std::string columns;
    for (std::size_t i = 0; i < fields_.size(); ++i)
      columns += fmt::format("{}{} AS {}", i > 0 ? ", " : "", as_written(i, fields_[i].type),
                             name_of(fields_[i].name));
    WEND_TRY(connection_->run(fmt::format("COPY (SELECT {} FROM rows) TO {} (FORMAT parquet)",
                                          columns, duck::sql_text(file_.string()))
                                  .c_str()));
    std::error_code error;
    fs::permissions(file_, fs::perms::owner_read | fs::perms::owner_write, error);
    return {};
  }

 private:
  static duck::Value value_of(const ExportCell& cell, ExportType type, std::string& text) {
    if (std::holds_alternative<std::monostate>(cell)) return duck::Null{};
    switch (type) {
      case ExportType::kBool:
        if (const auto* yes = std::get_if<bool>(&cell)) return *yes;
        return duck::Null{};
      case ExportType::kNumber:
        if (const auto* number = std::get_if<double>(&cell)) return *number;
        return duck::Null{};
      case ExportType::kWhole:
        if (const auto* number = std::get_if<double>(&cell))
          return static_cast<std::int64_t>(*number);
        return duck::Null{};
      case ExportType::kTime:
      case ExportType::kDay:
        if (const auto* time = std::get_if<ExportTime>(&cell)) return time->time_us;
        return duck::Null{};
      case ExportType::kText:
        break;
    }
    text = cell_text(cell);
    return std::string_view(text);
  }

  const fs::path file_, scratch_;
  const std::vector<ExportField> fields_;
  std::optional<duck::Database> database_;
  std::optional<duck::Connection> connection_;
  std::optional<duck::Appender> appender_;
};

}  // namespace

base::Result<std::unique_ptr<ExportWriter>> open_parquet(const fs::path& file,
                                                         std::span<const ExportField> fields) {
  auto writer = std::make_unique<ParquetWriter>(file, fields);
  WEND_TRY(writer->begin());
  return writer;
}

}  // namespace wend::unify
