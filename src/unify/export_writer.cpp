#include "unify/export_writer.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include "model/csv_cell.h"
#include "unify/export_parquet.h"

namespace wend::unify {
namespace {

constexpr std::size_t kBuffer = 256 * 1024;

class TextFile {
 public:
  explicit TextFile(const std::filesystem::path& path) : path_(path) {
    descriptor_ = ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  }
  ~TextFile() {
    if (descriptor_ >= 0) ::close(descriptor_);
  }
  TextFile(const TextFile&) = delete;
  TextFile& operator=(const TextFile&) = delete;
  bool is_open() const { return descriptor_ >= 0; }

  base::Status write(std::string_view text) {
    buffer_ += text;
    return buffer_.size() < kBuffer ? base::Status() : flush();
  }
  base::Status flush() {
    std::string_view rest = buffer_;
    while (!rest.empty()) {
      const auto written = ::write(descriptor_, rest.data(), rest.size());
      if (written < 0 && errno == EINTR) continue;
      if (written < 0) return failed();
      rest.remove_prefix(static_cast<std::size_t>(written));
    }
    buffer_.clear();
    return {};
  }
  std::unexpected<base::Error> failed() const {
    return base::fail(errno == ENOSPC ? base::ErrorCode::kUnavailable : base::ErrorCode::kIo,
                      fmt::format("The export cannot be written: {}.", std::strerror(errno)),
                      path_.string());
  }

 private:
  const std::filesystem::path path_;
  int descriptor_ = -1;
  std::string buffer_;
};

// Numbers may begin with a minus; any other cell that a spreadsheet would run gets an apostrophe.
std::string csv_text(const ExportCell& cell) {
  if (std::holds_alternative<double>(cell)) return cell_text(cell);
  return model::to_csv_cell(cell_text(cell));
}

class CsvWriter final : public ExportWriter {
 public:
  CsvWriter(std::unique_ptr<TextFile> file) : file_(std::move(file)) {}
  base::Status head(std::span<const ExportField> fields) {
    std::string line;
    for (const ExportField& field : fields)
      line += (line.empty() ? "" : ",") + model::to_csv_cell(field.name);
    return file_->write(line + "\n");
  }
  base::Status row(std::span<const ExportCell> cells) override {
    std::string line;
    for (std::size_t i = 0; i < cells.size(); ++i) line += (i > 0 ? "," : "") + csv_text(cells[i]);
    return file_->write(line + "\n");
  }
  base::Status finish() override { return file_->flush(); }

 private:
  std::unique_ptr<TextFile> file_;
};

class JsonLinesWriter final : public ExportWriter {
 public:
  JsonLinesWriter(std::unique_ptr<TextFile> file, std::span<const ExportField> fields)
      : file_(std::move(file)), fields_(fields.begin(), fields.end()) {}
  base::Status row(std::span<const ExportCell> cells) override {
    boost::json::object line;
    for (std::size_t i = 0; i < cells.size(); ++i) line[fields_[i].name] = cell_json(cells[i]);
    return file_->write(plain_json(line) + "\n");
  }
  base::Status finish() override { return file_->flush(); }

 private:
  std::unique_ptr<TextFile> file_;
  const std::vector<ExportField> fields_;
};

}  // namespace

base::Result<std::unique_ptr<ExportWriter>> ExportWriter::open(
    const std::filesystem::path& file, ExportRequest::Format format,
    std::span<const ExportField> fields) {
  if (format == ExportRequest::Format::kParquet) return open_parquet(file, fields);
  auto text = std::make_unique<TextFile>(file);
  if (!text->is_open()) return text->failed();
  if (format == ExportRequest::Format::kJsonLines)
    return std::make_unique<JsonLinesWriter>(std::move(text), fields);
  auto csv = std::make_unique<CsvWriter>(std::move(text));
  WEND_TRY(csv->head(fields));
  return csv;
}

}  // namespace wend::unify
