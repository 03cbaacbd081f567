#include "collect/import_job.h"

#include <boost/json/serialize.hpp>
#include <filesystem>
#include <fmt/format.h>
#include <mutex>

#include "base/failpoint.h"
#include "collect/input_file.h"
#include "collect/inspect.h"
#include "collect/rejects_file.h"
#include "collect/row_maker.h"

namespace wend::collect {
namespace {

using base::ErrorCode;
using base::fail;

// Carries the rows of a file into the event store. Reading is one thread's work at a time,
// splitting and making events everybody's.
class FileRows final : public events::IncomingRows {
 public:
  FileRows(const events::DataFolder& folder, RecordReader& reader, const RowPlan& plan,
           ImportProgress& progress, std::stop_token stop)
      : folder_(folder),
        reader_(reader),
        plan_(plan),
        progress_(progress),
        stop_(std::move(stop)) {}

  base::Status start(std::int64_t import_id) override {
    rejects_.emplace(folder_.rejects_file(import_id));
    return {};
  }

  base::Result<bool> next(events::IncomingBatch& batch) override {
    std::unique_ptr<RecordBlock> block;
    {
      std::lock_guard lock(reading_);
      if (stop_.stop_requested())
        return fail(ErrorCode::kCancelled, "Stopped, as asked; nothing was imported.");
      WEND_ASSIGN(block, reader_.next());
      progress_.bytes_done = reader_.consumed();
      if (block == nullptr) return false;
      batch.index = blocks_++;
    }
    auto arena = std::make_shared<TextArena>();
    std::vector<Reject> rejects;
    batch.rows.clear();
    RowMaker maker(plan_);
    maker.begin(batch.rows, rejects, *arena);
    block->each(maker);
    batch.storage = std::move(arena);
    progress_.rejected += rejects.size();
    std::lock_guard lock(rejecting_);
    WEND_TRY(rejects_->add(batch.index, std::move(rejects)));
    return true;
  }

  base::Result<std::vector<events::ReasonCount>> finish() override { return rejects_->finish(); }

 private:
  const events::DataFolder& folder_;
  RecordReader& reader_;
  const RowPlan& plan_;
  ImportProgress& progress_;
  std::stop_token stop_;
  std::mutex reading_, rejecting_;
  std::uint64_t blocks_ = 0;
  std::optional<RejectsFile> rejects_;
};

struct Earlier {
  std::optional<events::ImportRecord> same;  // this file, wholly in the store
  std::vector<std::int64_t> replaceable;     // of this file, or of its name
};

base::Result<Earlier> find_earlier(events::EventStore& store, const std::string& source,
                                   const std::string& file, const std::string& hash) {
  Earlier earlier;
  WEND_ASSIGN(const auto imports, store.imports());
  for (const events::ImportRecord& record : imports) {
    if (record.source != source || record.state != events::ImportState::kDone) continue;
    if (record.file_hash == hash || record.file == file) earlier.replaceable.push_back(record.id);
    if (record.file_hash == hash && record.complete && !earlier.same) earlier.same = record;
  }
  return earlier;
}

}  // namespace

base::Result<ImportOutcome> run_import(events::DataFolder& folder, const ImportRequest& request,
                                       ImportProgress& progress, std::stop_token stop) {
  const std::string& file = request.file;
  const std::string source = request.source.empty() ? file : request.source;
  const auto scratch = folder.path() / "imports";
  WEND_ASSIGN(const FileShape shape, detect_shape(request.path, file));
  progress.bytes = shape.file_bytes;
  WEND_ASSIGN(const std::string hash, hash_file(request.path, file));

  ImportOutcome outcome;
  if (request.mapping) {
    outcome.mapping = *request.mapping;
  } else {
    WEND_ASSIGN(const Inspection inspection, inspect_file(request.path, file, nullptr, scratch));
    outcome.mapping = inspection.mapping;
    outcome.remarks = inspection.remarks;
  }
  const std::string mapping = boost::json::serialize(to_json(outcome.mapping));

  WEND_ASSIGN(Earlier earlier, find_earlier(folder.events(), source, file, hash));
  if (earlier.same && !request.replace) {
    if (earlier.same->mapping != mapping) {
      return fail(ErrorCode::kConflict,
                  fmt::format("This file was imported before, as import {}, with another mapping.",
                              earlier.same->id),
                  file,
                  "Repeat it with --replace to take the earlier events out first, or give another "
                  "--source.");
    }
    outcome.record = *earlier.same;
    outcome.record.duplicates += outcome.record.added;
    outcome.record.added = 0;
    outcome.known_already = true;
    progress.bytes_done = shape.file_bytes;
    return outcome;
  }

  WEND_ASSIGN(auto reader, open_records(request.path, file, shape, &outcome.mapping, scratch));
  for (std::string& remark : reader->remarks()) {
    if (std::ranges::find(outcome.remarks, remark) == outcome.remarks.end()) {
      outcome.remarks.push_back(std::move(remark));
    }
  }
  const env::SystemClock clock;
  auto plan = RowPlan::make(outcome.mapping, reader->columns(), clock.now_us());
  if (!plan) {
    base::Error error = std::move(plan).error();
    error.place = fmt::format("{}: {}", file, error.place);
    return fail(std::move(error));
  }
  FileRows rows(folder, *reader, *plan, progress, std::move(stop));
  events::ImportStart start{.source = source,
                            .file = file,
                            .file_hash = hash,
                            .mapping = mapping,
                            .bytes = shape.file_bytes};
  if (request.replace) start.replaces = std::move(earlier.replaceable);
  WEND_ASSIGN(outcome.record, folder.events().import(start, rows, progress.counts));
  WEND_TRY(folder.log_imports());
  base::failpoint("import.logged");
  progress.bytes_done = shape.file_bytes;
  if (outcome.record.rejected > 0) outcome.rejects_file = folder.rejects_file(outcome.record.id);
  return outcome;
}

base::Status remove_import(events::DataFolder& folder, std::int64_t import_id) {
  WEND_TRY(folder.events().remove_import(import_id));
  return folder.log_imports();
}

}  // namespace wend::collect
