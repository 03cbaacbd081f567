#include "collect/json_reader.h"

#include <algorithm>
#include <deque>
#include <fmt/format.h>
#include <simdjson.h>

#include "base/assert.h"
#include "collect/block_cutter.h"
#include "collect/limits.h"
#include "collect/text_encoding.h"

namespace wend::collect {
namespace {

using base::ErrorCode;
using base::fail;
namespace dom = simdjson::dom;

constexpr int kInnerDepthMax = 3;
// The parser grows when a row needs more.
constexpr std::size_t kFirstCapacity = 64 * 1024;

struct Row {
  std::uint32_t offset = 0;
  std::uint32_t size = 0;
  std::uint64_t line = 0;
  bool too_long = false;
};

// Spreads one object into cells. Texts belong to the parser and to `numbers`, until the next
// object.
class Spreader {
 public:
  Spreader() {
    WEND_ASSERT(parser_.allocate(kFirstCapacity, kDepthMax) == simdjson::SUCCESS, "out of memory");
  }

  // Empty when it worked, else why not.
  std::string_view spread(std::string_view text) {
    cells.clear();
    names.clear();
    texts_.clear();
    padded_.assign(text);
    padded_.reserve(padded_.size() + simdjson::SIMDJSON_PADDING);
    dom::element document;
    switch (parser_.parse(padded_.data(), padded_.size(), false).get(document)) {
      case simdjson::SUCCESS:
        break;
      case simdjson::DEPTH_ERROR:
        return "The JSON is nested more than 32 levels deep.";
      case simdjson::UTF8_ERROR:
        return "The row mixes encodings: it is not valid UTF-8 like the rest of the file.";
      case simdjson::CAPACITY:
        return "The row is longer than 8 MiB.";
      default:
        return "The row is not valid JSON.";
    }
    dom::object object;
    if (document.get(object) != simdjson::SUCCESS) return "The row is not a JSON object.";
    for (auto [key, value] : object) {
      if (names.size() >= kColumnsMax) return "The row has more than 4,096 fields.";
      add(key, value, false, 1);
    }
    return {};
  }

  std::vector<Cell> cells;
  std::vector<std::string_view> names;

 private:
  std::string_view keep(std::string text) { return texts_.emplace_back(std::move(text)); }

  void add(std::string_view name, const dom::element& value, bool inner, int depth) {
    Cell cell{.inner = inner};
    switch (value.type()) {
      case dom::element_type::NULL_VALUE:
        return;
      case dom::element_type::STRING:
        cell.text = std::string_view(value);
        cell.kind = CellKind::kText;
        break;
      case dom::element_type::BOOL:
        cell.text = bool(value) ? "true" : "false";
        cell.kind = CellKind::kJson;
        break;
      default:
        cell.text = keep(simdjson::minify(value));
        cell.kind = CellKind::kJson;
    }
    names.push_back(name);
    cells.push_back(cell);
    dom::object object;
    if (depth >= kInnerDepthMax || value.get(object) != simdjson::SUCCESS || name == "properties")
      return;
    for (auto [key, member] : object) {
      if (names.size() >= kColumnsMax) return;
      add(keep(fmt::format("{}.{}", name, key)), member, true, depth + 1);
    }
  }

  dom::parser parser_;
  std::string padded_;
  std::deque<std::string> texts_;
};

class JsonBlock final : public RecordBlock {
 public:
  void each(RecordSink& sink) const override {
    Spreader spreader;
    for (const Row& row : rows) {
      const std::string_view text = std::string_view(bytes).substr(row.offset, row.size);
      const auto raw = [&text] {
        std::string out(text.substr(0, kRejectedRowBytesMax));
        if (is_valid_utf8(out)) return out;
        std::string converted;
        append_windows_1252(converted, out);
        return converted;
      };
      const std::string_view problem =
          row.too_long ? "The row is longer than 8 MiB." : spreader.spread(text);
      if (problem.empty()) {
        sink.record({row.line, spreader.cells, spreader.names}, raw);
      } else {
        sink.reject({row.line, {}, std::string(problem), raw()});
      }
    }
  }

  std::string bytes;
  std::vector<Row> rows;
};

class JsonReader final : public RecordReader {
 public:
  JsonReader(std::unique_ptr<ByteSource> source, std::string name)
      : cutter_(std::move(source)), name_(std::move(name)) {}

  const std::vector<std::string>& columns() const override { return columns_; }
  std::uint64_t consumed() const override { return cutter_.consumed(); }

  base::Result<std::unique_ptr<RecordBlock>> next() override {
    return cutter_.cut(std::make_unique<JsonBlock>(), [this](JsonBlock& block,
                                                             std::size_t position) {
      if (mode_ == Mode::kUnknown) choose_mode(block.bytes);
      return mode_ == Mode::kLines ? take_lines(block, position) : take_objects(block, position);
    });
  }

 private:
  enum class Mode { kUnknown, kLines, kObjects };

  // Lines when the first line is an object by itself.
  void choose_mode(std::string_view bytes) {
    const auto begin = bytes.find_first_not_of(" \t\r\n");
    mode_ = Mode::kLines;
    if (begin == std::string_view::npos) return;
    if (bytes[begin] == '[') {
      mode_ = Mode::kObjects;
      return;
    }
    const std::string_view line = bytes.substr(begin, bytes.find('\n', begin) - begin);
    std::size_t size = 0;
    if (object_end(line, size) == Scan::kOpen) mode_ = Mode::kObjects;
  }

  base::Result<std::size_t> take_lines(JsonBlock& block, std::size_t position) {
    const std::string_view bytes = block.bytes;
    while (position < bytes.size()) {
      const auto line_end = bytes.find('\n', position);
      if (line_end == std::string_view::npos && !cutter_.ended()) {
        if (bytes.size() - position <= kRecordBytesMax * 4) break;
        return fail(ErrorCode::kInvalidInput, "The line is longer than 32 MiB.",
                    fmt::format("{}:{}", name_, line_),
                    "Is this file JSON lines, with one object a line?");
      }
      const std::size_t end = line_end == std::string_view::npos ? bytes.size() : line_end + 1;
      add_row(block, position, end - position);
      ++line_;
      position = end;
    }
    return position;
  }

  void add_row(JsonBlock& block, std::size_t position, std::size_t size) {
    const std::string_view text = std::string_view(block.bytes).substr(position, size);
    if (text.find_first_not_of(" \t\r\n") == std::string_view::npos) return;
    block.rows.push_back({static_cast<std::uint32_t>(position), static_cast<std::uint32_t>(size),
                          line_, size > kRecordBytesMax});
  }

  enum class Scan { kWhole, kOpen };
  // The size of the object or array at the beginning of `text`, by its brackets.
  static Scan object_end(std::string_view text, std::size_t& size) {
    int depth = 0;
    bool in_text = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
      const char c = text[i];
      if (in_text) {
        if (c == '\\') {
          ++i;
        } else if (c == '"') {
          in_text = false;
        }
      } else if (c == '"') {
        in_text = true;
      } else if (c == '{' || c == '[') {
        ++depth;
      } else if (c == '}' || c == ']') {
        if (--depth <= 0) {
          size = i + 1;
          return Scan::kWhole;
        }
      }
    }
    return Scan::kOpen;
  }

  base::Result<std::size_t> take_objects(JsonBlock& block, std::size_t position) {
    const std::string_view bytes = block.bytes;
    while (position < bytes.size()) {
      const char c = bytes[position];
      if (c == '\n') ++line_;
      if (c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == ',' || (c == ']' && in_array_)) {
        ++position;
        continue;
      }
      if (c == '[' && !in_array_) {
        in_array_ = true;
        ++position;
        continue;
      }
      std::size_t size = 0;
      if (c == '{' || c == '[') {
        if (object_end(bytes.substr(position), size) == Scan::kOpen) {
          if (bytes.size() - position <= kRecordBytesMax && !cutter_.ended()) break;
          return fail(ErrorCode::kInvalidInput,
                      cutter_.ended() ? "The file ends inside an object that begins here."
                                      : "The object that begins here is longer than 8 MiB.",
                      fmt::format("{}:{}", name_, line_), "Check that the file is complete JSON.");
        }
      } else {  // a text, a number or rubbish: up to the next comma or line end
        size = bytes.find_first_of(",\n]", position + 1);
        if (size == std::string_view::npos && !cutter_.ended() &&
            bytes.size() - position <= kRecordBytesMax)
          break;
        size = std::min(size, bytes.size()) - position;
      }
      add_row(block, position, size);
      line_ += static_cast<std::uint64_t>(std::ranges::count(bytes.substr(position, size), '\n'));
      position += size;
    }
    return position;
  }

  BlockCutter cutter_;
  const std::string name_;
  const std::vector<std::string> columns_;
  std::uint64_t line_ = 1;
  Mode mode_ = Mode::kUnknown;
  bool in_array_ = false;
};

}  // namespace

std::unique_ptr<RecordReader> open_json(std::unique_ptr<ByteSource> source, std::string name) {
  return std::make_unique<JsonReader>(std::move(source), std::move(name));
}

}  // namespace wend::collect
