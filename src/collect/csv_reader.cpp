#include "collect/csv_reader.h"

#include <algorithm>
#include <fmt/format.h>
#include <map>
#include <unordered_map>

#include "collect/block_cutter.h"
#include "collect/csv_split.h"
#include "collect/limits.h"

namespace wend::collect {
namespace {

using base::ErrorCode;
using base::fail;

constexpr std::string_view kBrokenQuote =
    "A quote is not closed, or text follows the closing quote.";
constexpr std::string_view kTooLong = "The row is longer than 8 MiB.";
constexpr std::string_view kNotUtf8 =
    "The row mixes encodings: it is not valid UTF-8 like the rest of the file.";

struct Row {
  std::uint32_t offset = 0;
  std::uint32_t size = 0;
  std::uint64_t line = 0;
  std::string_view problem;  // empty: a whole row
};

class CsvBlock final : public RecordBlock {
 public:
  CsvBlock(const CsvOptions& options, std::size_t columns, bool last_unnamed)
      : options_(options), columns_(columns), last_unnamed_(last_unnamed) {}

  void each(RecordSink& sink) const override {
    std::vector<Cell> cells;
    std::string storage;
    std::string converted;
    const bool all_valid = is_valid_utf8(bytes);
    for (const Row& row : rows) {
      std::string_view text =
          without_line_end(std::string_view(bytes).substr(row.offset, row.size));
      const auto raw = [&text] { return std::string(text); };
      if (!row.problem.empty()) {
        sink.reject({row.line, broken_column(text), std::string(row.problem), printable(text)});
        continue;
      }
      if (!all_valid && !is_valid_utf8(text)) {
        if (!options_.windows_1252_rows) {
          sink.reject({row.line, fmt::format("byte {}", first_invalid_utf8(text) + 1),
                       std::string(kNotUtf8), printable(text)});
          continue;
        }
        converted.clear();
        append_windows_1252(converted, text);
        text = converted;
      }
      split_row(text, options_.delimiter, options_.trim, cells, storage);
      if (cells.size() == columns_ + 1 && cells.back().text.empty())
        cells.pop_back();  // a delimiter at the end
      if (cells.size() + 1 == columns_ && last_unnamed_) cells.emplace_back();
      if (cells.size() != columns_) {
        sink.reject({row.line, fmt::format("{}", std::min(cells.size(), columns_) + 1),
                     cells.size() < columns_ ? "The row has fewer cells than the header."
                                             : "The row has more cells than the header.",
                     raw()});
        continue;
      }
      sink.record({row.line, cells, {}}, raw);
    }
  }

  std::string bytes;
  std::vector<Row> rows;

 private:
  std::string broken_column(std::string_view text) const {
    const auto quote = text.find('"');
    return fmt::format(
        "{}",
        1 + std::count(text.begin(),
                       text.begin() + static_cast<std::ptrdiff_t>(std::min(quote, text.size())),
                       options_.delimiter));
  }
  static std::string printable(std::string_view text) {
    text = text.substr(0, kRejectedRowBytesMax);
    if (is_valid_utf8(text)) return std::string(text);
    std::string out;
    append_windows_1252(out, text);
    return out;
  }

  const CsvOptions& options_;
  const std::size_t columns_;
  const bool last_unnamed_;  // the header ends with a delimiter, which rows may leave out
};

class CsvReader final : public RecordReader {
 public:
  CsvReader(std::unique_ptr<ByteSource> source, CsvOptions options)
      : cutter_(std::move(source)), options_(std::move(options)) {}

  base::Status read_header() {
    WEND_ASSIGN(first_, cut());
    if (first_ == nullptr)
      return fail(ErrorCode::kInvalidInput, "The file has no rows.", options_.name);
    const Row& row = first_->rows.front();
    if (!row.problem.empty()) {
      return fail(ErrorCode::kInvalidInput, std::string(row.problem),
                  fmt::format("{}:{}", options_.name, row.line),
                  "Mend the first row, which names the columns.");
    }
    std::vector<Cell> cells;
    std::string storage;
    std::string header(
        without_line_end(std::string_view(first_->bytes).substr(row.offset, row.size)));
    if (!is_valid_utf8(header)) {
      std::string converted;
      append_windows_1252(converted, header);
      header = std::move(converted);
    }
    split_row(header, options_.delimiter, true, cells, storage);
    last_unnamed_ = options_.header && cells.size() > 1 && cells.back().text.empty();
    if (cells.size() > kColumnsMax) {
      return fail(
          ErrorCode::kTooLarge,
          fmt::format("The first row has {} columns; the limit is {}.", cells.size(), kColumnsMax),
          fmt::format("{}:{}", options_.name, row.line),
          "Check the delimiter, or leave out columns that no question needs.");
    }
    std::map<std::string, int> seen;
    for (std::size_t i = 0; i < cells.size(); ++i) {
      std::string name = fmt::format("column_{}", i + 1);
      if (options_.header && !cells[i].text.empty())
        name = cells[i].text.substr(0, kColumnNameBytesMax);
      const int times = ++seen[name];
      if (times > 1) {
        std::string renamed;
        for (int number = times; renamed.empty() || seen.contains(renamed); ++number) {
          renamed = fmt::format("{} ({})", name, number);
        }
        remarks_.push_back(
            fmt::format("Two columns are called \"{}\"; the one at position {} is read as \"{}\".",
                        name, i + 1, renamed));
        seen[renamed] = 1;
        name = std::move(renamed);
      }
      columns_.push_back(std::move(name));
    }
    if (options_.header) first_->rows.erase(first_->rows.begin());
    first_ = rebuilt(std::move(first_));
    return {};
  }

  const std::vector<std::string>& columns() const override { return columns_; }
  std::uint64_t consumed() const override { return cutter_.consumed(); }
  std::vector<std::string> remarks() const override { return remarks_; }

  base::Result<std::unique_ptr<RecordBlock>> next() override {
    if (first_ != nullptr) {
      auto block = std::move(first_);
      if (!block->rows.empty()) return block;
    }
    WEND_ASSIGN(auto block, cut());
    return std::unique_ptr<RecordBlock>(std::move(block));
  }

 private:
  // The first block was cut before the number of columns was known.
  std::unique_ptr<CsvBlock> rebuilt(std::unique_ptr<CsvBlock> block) {
    auto made = std::make_unique<CsvBlock>(options_, columns_.size(), last_unnamed_);
    made->bytes = std::move(block->bytes);
    made->rows = std::move(block->rows);
    return made;
  }

  base::Result<std::unique_ptr<CsvBlock>> cut() {
    return cutter_.cut(std::make_unique<CsvBlock>(options_, columns_.size(), last_unnamed_),
                       [this](CsvBlock& block, std::size_t position) -> base::Result<std::size_t> {
                         return take_rows(block, position);
                       });
  }

  // Notes the rows from `position` on; answers where the first row begins that is not whole yet.
  std::size_t take_rows(CsvBlock& block, std::size_t position) {
    const std::string_view bytes = block.bytes;
    while (position < bytes.size()) {
      RowEnd end = find_row_end(bytes.substr(position), options_.delimiter, cutter_.ended());
      std::string_view problem;
      if (end.kind == RowEnd::Kind::kBroken) problem = kBrokenQuote;
      if (end.kind == RowEnd::Kind::kNeedMore) {
        if (bytes.size() - position <= kRecordBytesMax) break;
        // Either a quote that is never closed or a line without end: give up the first line and go
        // on after it.
        const auto line_end = bytes.find('\n', position);
        if (line_end == std::string_view::npos && !cutter_.ended()) break;
        end.size =
            line_end == std::string_view::npos ? bytes.size() - position : line_end + 1 - position;
        problem = end.size > kRecordBytesMax ? kTooLong : kBrokenQuote;
      }
      const std::string_view row = bytes.substr(position, end.size);
      if (end.size > kRecordBytesMax && problem.empty()) problem = kTooLong;
      const bool blank = without_line_end(row).find_first_not_of(" \t\r") == std::string_view::npos;
      if (!blank) {
        block.rows.push_back({static_cast<std::uint32_t>(position),
                              static_cast<std::uint32_t>(end.size), line_, problem});
      }
      // Most rows are one line: counting only the others keeps this loop cheap.
      line_ += end.size > 0 && row.find('\n') == end.size - 1 ? 1 : std::ranges::count(row, '\n');
      position += end.size;
    }
    return position;
  }

  BlockCutter cutter_;
  const CsvOptions options_;
  std::vector<std::string> columns_;
  std::vector<std::string> remarks_;
  std::unique_ptr<CsvBlock> first_;
  std::uint64_t line_ = 1;
  bool last_unnamed_ = false;
};

// The cells of the first rows of a sample; the last row may be cut off and is left out when there
// are others.
std::vector<std::vector<std::string>> sample_rows(std::string_view sample, char delimiter,
                                                  std::size_t rows_max) {
  std::vector<std::vector<std::string>> rows;
  std::vector<Cell> cells;
  std::string storage;
  while (!sample.empty() && rows.size() < rows_max) {
    RowEnd end = find_row_end(sample, delimiter, false);
    if (end.kind == RowEnd::Kind::kNeedMore) {
      if (!rows.empty()) break;
      end = find_row_end(sample, delimiter, true);
    }
    const std::string_view row = without_line_end(sample.substr(0, end.size));
    if (end.kind == RowEnd::Kind::kWhole &&
        row.find_first_not_of(" \t\r") != std::string_view::npos) {
      split_row(row, delimiter, true, cells, storage);
      auto& out = rows.emplace_back();
      for (const Cell& cell : cells) out.emplace_back(cell.text);
    }
    sample.remove_prefix(end.size);
  }
  return rows;
}

}  // namespace

base::Result<std::unique_ptr<RecordReader>> open_csv(std::unique_ptr<ByteSource> source,
                                                     const CsvOptions& options) {
  auto reader = std::make_unique<CsvReader>(std::move(source), options);
  WEND_TRY(reader->read_header());
  return reader;
}

char guess_delimiter(std::string_view sample) {
  constexpr std::size_t kRows = 100;
  char best = ',';
  double best_score = 0;
  for (const char delimiter : {',', ';', '\t', '|', kSpaces}) {
    const auto rows = sample_rows(sample, delimiter, kRows);
    std::map<std::size_t, std::size_t> counts;
    for (const auto& row : rows) ++counts[row.size()];
    const auto usual =
        std::ranges::max_element(counts, {}, [](const auto& entry) { return entry.second; });
    if (usual == counts.end() || usual->first < 2) continue;
    // The share of rows that agree decides; among equals the number of columns does, up to a point.
    // Spaces stand in texts too, so they win only where nothing else parts the rows.
    const double share = static_cast<double>(usual->second) / static_cast<double>(rows.size());
    double score = share + 0.01 * static_cast<double>(std::min<std::size_t>(usual->first, 20));
    if (delimiter == kSpaces) score = share < 0.95 ? 0 : 0.5 * score;
    if (score > best_score) {
      best_score = score;
      best = delimiter;
    }
  }
  return best;
}

bool looks_like_header(std::string_view sample, char delimiter) {
  const auto rows = sample_rows(sample, delimiter, 2);
  if (rows.empty()) return true;
  for (const std::string& cell : rows.front()) {
    // A name may hold digits but is no number and no date.
    if (!cell.empty() && cell.find_first_not_of("0123456789.,:-+/TZ ") == std::string::npos)
      return false;
  }
  return true;
}

}  // namespace wend::collect
