#include "collect/inspect.h"

#include <algorithm>
#include <fmt/format.h>
#include <unordered_map>

#include "collect/limits.h"
#include "collect/row_maker.h"

namespace wend::collect {
namespace {

// Gathers the values of every column, by name.
class Sampler final : public RecordSink {
 public:
  explicit Sampler(const std::vector<std::string>& columns) {
    for (const std::string& column : columns) place_of(column);
  }
  void record(const Record& record, const std::function<std::string()>&) override {
    if (sample.rows >= kSampleRows || bytes_ > kSampleBytes) return;
    ++sample.rows;
    for (std::size_t i = 0; i < record.cells.size(); ++i) {
      const Cell& cell = record.cells[i];
      const std::size_t column = record.names.empty() ? i : place_of(record.names[i]);
      if (cell.text.empty() || column >= sample.values.size()) continue;
      bytes_ += cell.text.size();
      sample.values[column].emplace_back(cell.text);
    }
  }
  void reject(Reject) override {}

  Sample sample;

 private:
  std::size_t place_of(std::string_view name) {
    const auto [found, is_new] = places_.try_emplace(std::string(name), sample.columns.size());
    if (is_new) {
      if (sample.columns.size() >= kColumnsMax) {
        places_.erase(found);
        return kColumnsMax;
      }
      sample.columns.emplace_back(name);
      sample.values.emplace_back();
    }
    return found->second;
  }
  std::unordered_map<std::string, std::size_t> places_;
  std::size_t bytes_ = 0;
};

class Counter final : public RecordSink {
 public:
  void record(const Record&, const std::function<std::string()>&) override { ++rows; }
  void reject(Reject reject) override {
    ++rows;
    rejects.push_back(std::move(reject));
  }
  std::uint64_t rows = 0;
  std::vector<Reject> rejects;
};

}  // namespace

base::Result<Inspection> inspect_file(const std::string& path, const std::string& name,
                                      const Mapping* mapping,
                                      const std::filesystem::path& scratch) {
  Inspection inspection;
  WEND_ASSIGN(inspection.shape, detect_shape(path, name));
  const FileShape& shape = inspection.shape;
  WEND_ASSIGN(auto reader, open_records(path, name, shape, mapping, scratch));

  Sampler sampler(reader->columns());
  Counter counter;
  std::vector<std::unique_ptr<RecordBlock>> blocks;
  while (counter.rows < kSampleRows && blocks.size() * kBlockBytes < kSampleBytes) {
    WEND_ASSIGN(auto block, reader->next());
    if (block == nullptr) break;
    block->each(sampler);
    block->each(counter);
    blocks.push_back(std::move(block));
  }
  if (counter.rows == 0) {
    return base::fail(base::ErrorCode::kInvalidInput, "The file has no rows to import.", name,
                      shape.format == Format::kCsv ? "It holds the names of columns only." : "");
  }
  inspection.rows = sampler.sample.rows;
  const std::uint64_t consumed = std::max<std::uint64_t>(reader->consumed(), 1);
  inspection.rows_estimate =
      consumed >= shape.file_bytes ? counter.rows : counter.rows * shape.file_bytes / consumed;

  Guess guess = guess_mapping(sampler.sample, name);
  inspection.columns = std::move(guess.columns);
  inspection.remarks = reader->remarks();
  const bool says_what =
      mapping != nullptr && (!mapping->are_events() || !mapping->customer.empty() ||
                             mapping->event.given() || !mapping->time.empty());
  if (says_what) {
    inspection.mapping = *mapping;
    inspection.complete = mapping->complete();
  } else {
    inspection.mapping = std::move(guess.mapping);
    inspection.complete = guess.complete;
    inspection.remarks.insert(inspection.remarks.end(), guess.remarks.begin(), guess.remarks.end());
    if (shape.format == Format::kCsv) {
      const bool is_told = mapping != nullptr && !mapping->delimiter.empty();
      inspection.mapping.delimiter = is_told ? mapping->delimiter : std::string(1, shape.delimiter);
      inspection.mapping.header = mapping != nullptr ? mapping->header : shape.header;
      if (!inspection.mapping.header) {
        inspection.remarks.emplace_back(
            "The first row looks like data, so columns are named column_1, column_2, …");
      }
    }
  }
  if (shape.format == Format::kCsv && inspection.columns.size() == 1) {
    inspection.remarks.push_back(
        "Every row has one cell only: the delimiter is none of comma, semicolon, tab, bar or "
        "spaces.");
  }
  if (shape.encoding == Encoding::kWindows1252 || shape.encoding == Encoding::kUtf16Le ||
      shape.encoding == Encoding::kUtf16Be) {
    inspection.remarks.push_back(fmt::format("The text is read as {}.", to_string(shape.encoding)));
  }

  if (!inspection.complete) {
    counter.rejects.resize(std::min(counter.rejects.size(), kPreviewProblems));
    inspection.problems = std::move(counter.rejects);
    return inspection;
  }
  const env::SystemClock clock;
  WEND_ASSIGN(const RowPlan plan,
              RowPlan::make(inspection.mapping, reader->columns(), clock.now_us()));
  RowMaker maker(plan);
  for (const auto& block : blocks) {
    std::vector<model::EventRow> rows;
    std::vector<Reject> rejects;
    TextArena arena;
    maker.begin(rows, rejects, arena);
    block->each(maker);
    for (const model::EventRow& row : rows) {
      if (inspection.preview.size() == kPreviewEvents) break;
      inspection.preview.push_back({std::string(row.identity_value),
                                    std::string(row.name),
                                    std::string(row.channel),
                                    std::string(row.properties),
                                    row.time_us,
                                    {}});
      for (const auto& also : row.also)
        inspection.preview.back().identities.emplace_back(also.identity_namespace, also.value);
    }
    for (Reject& reject : rejects) {
      if (inspection.problems.size() == kPreviewProblems) break;
      inspection.problems.push_back(std::move(reject));
    }
  }
  return inspection;
}

}  // namespace wend::collect
