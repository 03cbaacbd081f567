#include "collect/import_job.h"

#include <algorithm>
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

bool holds(const std::vector<std::int64_t>& ids, std::int64_t id) {
  return std::ranges::find(ids, id) != ids.end();
}

std::string mapping_text(const Mapping& mapping) {
  return boost::json::serialize(to_json(mapping));
}

base::Result<std::vector<std::int64_t>> replaced_by(const events::EventStore& store,
                                                    const ImportRequest& request,
                                                    const EarlierImports& earlier) {
  if (!request.replace_only.empty()) return choose_replaced(store, earlier, request.replace_only);
  std::vector<std::int64_t> ids;
  if (!request.replace) return ids;
  for (const auto& record : earlier.replaceable) ids.push_back(record.id);
  return ids;
}

}  // namespace

bool EarlierImports::clash_with(const Mapping& mapping) const {
  if (!same) return false;
  // Read, not compared as a text: later versions write fields that earlier ones did not have.
  const auto before = mapping_from_text(same->mapping);
  return !before || *before != mapping;
}

base::Result<EarlierImports> find_earlier(const events::EventStore& store,
                                          const std::string& source, const std::string& file,
                                          const std::string& hash) {
  EarlierImports earlier;
  std::vector<events::ImportRecord> of_bytes, of_name;
  bool by_itself = false;
  WEND_ASSIGN(const auto imports, store.imports());
  for (const events::ImportRecord& record : imports) {
    if (record.source != source || record.state != events::ImportState::kDone) continue;
    const bool bytes = record.file_hash == hash;
    if (!bytes && record.file != file) continue;
    earlier.of_file.push_back(record.id);
    if (bytes && record.complete && !earlier.same) earlier.same = record;
    // A repeat that added nothing has nothing that could be replaced.
    if (record.added == 0 && !record.complete) continue;
    by_itself |= bytes && record.complete && record.duplicates == 0;
    of_name.push_back(record);
    if (bytes) of_bytes.push_back(record);
  }
  earlier.replaceable = by_itself ? std::move(of_bytes) : std::move(of_name);
  return earlier;
}

base::Result<std::vector<std::int64_t>> choose_replaced(const events::EventStore& store,
                                                        const EarlierImports& earlier,
                                                        const std::vector<std::int64_t>& chosen) {
  std::vector<std::int64_t> ids;
  for (std::size_t i = 0; i < chosen.size(); ++i) {
    if (holds(ids, chosen[i])) continue;
    if (holds(earlier.of_file, chosen[i])) {
      ids.push_back(chosen[i]);
      continue;
    }
    WEND_ASSIGN(const auto record, store.import_of(chosen[i]));
    if (record && record->state == events::ImportState::kDone)
      return fail(ErrorCode::kInvalidInput,
                  fmt::format("Import {} is of another file or source.", chosen[i]),
                  fmt::format("replace[{}]", i), "Undo it by itself if its events should go, too.");
  }
  return ids;
}

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

  WEND_ASSIGN(const auto earlier, find_earlier(folder.events(), source, file, hash));
  WEND_ASSIGN(auto replaced, replaced_by(folder.events(), request, earlier));
  if (earlier.same && !holds(replaced, earlier.same->id)) {
    if (earlier.clash_with(outcome.mapping)) {
      return fail(ErrorCode::kConflict,
                  fmt::format("This file was imported before, as import {}, with another mapping.",
                              earlier.same->id),
                  file, std::string(kReplaceHint));
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
  const events::ImportStart start{.source = source,
                                  .file = file,
                                  .file_hash = hash,
                                  .mapping = mapping_text(outcome.mapping),
                                  .bytes = shape.file_bytes,
                                  .id = request.id,
                                  .replaces = std::move(replaced),
                                  .of_accounts = outcome.mapping.are_accounts()};
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
