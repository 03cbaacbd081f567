#include "collect/import_queue.h"

#include <algorithm>
#include <charconv>
#include <chrono>

#include "fmt/format.h"
#include "workspace/secret.h"

namespace wend::collect {
namespace {

using base::ErrorCode;

constexpr std::chrono::milliseconds kTick{250};

std::string state_text(events::ImportState state) {
  switch (state) {
    case events::ImportState::kDone:
      return "done";
    case events::ImportState::kCancelled:
      return "cancelled";
    case events::ImportState::kFailed:
    case events::ImportState::kRemoved:
      break;
  }
  return "failed";
}

void fill(ImportView& view, const events::ImportRecord& record) {
  view.state = state_text(record.state);
  view.bytes = view.bytes_done = record.bytes;
  view.rows = record.rows;
  view.added = record.added;
  view.duplicates = record.duplicates;
  view.rejected = record.rejected;
  view.reject_reasons = record.reject_reasons;
}

ImportView view_of_record(const events::ImportRecord& record) {
  ImportView view;
  view.id = std::to_string(record.id);
  view.file = record.file;
  view.source = record.source;
  fill(view, record);
  view.started_at = record.started_at;
  view.finished_at = record.finished_at;
  if (!record.error.empty())
    view.error = base::Error{ErrorCode::kInvalidInput, record.error, "", ""};
  return view;
}

std::unexpected<base::Error> no_such_import() {
  return base::fail(ErrorCode::kNotFound, "There is no such import.");
}

}  // namespace

struct ImportQueue::Job {
  std::string id;
  Upload upload;
  std::string source;
  std::optional<Mapping> mapping;
  env::TimeUs started_at = 0;
  ImportProgress progress;
  std::stop_source stop;
  // Under the queue's mutex:
  std::optional<env::TimeUs> finished_at;
  std::optional<events::ImportRecord> record;
  std::optional<base::Error> error;
  std::string rejects_file;
  bool known_already = false;
  bool forgotten = false;
};

ImportQueue::ImportQueue(events::DataFolder& folder, UploadFolder uploads, const env::Clock& clock)
    : folder_(folder), uploads_(std::move(uploads)), clock_(clock) {
  worker_ = std::jthread([this](const std::stop_token& stop) { work(stop); });
  ticker_ = std::jthread([this](const std::stop_token& stop) { tick(stop); });
}

ImportQueue::~ImportQueue() {
  worker_.request_stop();
  ticker_.request_stop();
  std::lock_guard lock(mutex_);
  for (const auto& job : jobs_) job->stop.request_stop();
}

base::Result<ImportView> ImportQueue::start(std::string_view upload_id,
                                            std::optional<Mapping> mapping, std::string source) {
  WEND_ASSIGN(Upload upload, uploads_.find(upload_id));
  std::lock_guard lock(mutex_);
  if (waiting_.size() >= kWaitingMax)
    return base::fail(ErrorCode::kUnavailable, "Too many imports are waiting.", "",
                      "Try again when some are done.");
  auto job = std::make_shared<Job>();
  job->id = workspace::new_id("i_");
  job->source = source.empty() ? upload.name : std::move(source);
  job->progress.bytes = upload.size;
  job->upload = std::move(upload);
  job->mapping = std::move(mapping);
  job->started_at = clock_.now_us();
  jobs_.push_back(job);
  waiting_.push_back(job);
  changed_.notify_all();
  return view_of(*job);
}

void ImportQueue::work(const std::stop_token& stop) {
  while (true) {
    std::shared_ptr<Job> job;
    {
      std::unique_lock lock(mutex_);
      if (!changed_.wait(lock, stop, [this] { return !waiting_.empty(); })) return;
      job = waiting_.front();
      waiting_.pop_front();
    }
    run(*job);
  }
}

void ImportQueue::run(Job& job) {
  ImportRequest request;
  request.path = uploads_.file_of(job.upload).string();
  request.file = job.upload.name;
  request.source = job.source;
  request.mapping = job.mapping;
  auto outcome = job.stop.stop_requested()
                     ? base::Result<ImportOutcome>(
                           base::fail(ErrorCode::kCancelled, "The import was cancelled."))
                     : run_import(folder_, request, job.progress, job.stop.get_token());
  if (outcome) {
    uploads_.remove(job.upload);
    if (after_import_) after_import_();
  }
  std::lock_guard lock(mutex_);
  job.finished_at = clock_.now_us();
  if (outcome) {
    job.record = std::move(outcome->record);
    job.rejects_file = std::move(outcome->rejects_file);
    job.known_already = outcome->known_already;
  } else {
    job.error = outcome.error();
  }
  changed_.notify_all();
}

void ImportQueue::tick(const std::stop_token& stop) {
  std::unique_lock lock(mutex_);
  while (!stop.stop_requested()) {
    if (watchers_.empty()) {
      changed_.wait(lock, stop, [this] { return !watchers_.empty(); });
      continue;
    }
    std::vector<Watcher> watchers = std::move(watchers_);
    watchers_.clear();
    std::vector<std::pair<Watcher, ImportView>> calls;
    for (Watcher& watcher : watchers)
      if (const auto job = job_of(watcher.id))
        calls.emplace_back(std::move(watcher), view_of(*job));
    lock.unlock();
    std::erase_if(calls,
                  [](auto& call) { return !call.first.tell(call.second) || call.second.over(); });
    lock.lock();
    for (auto& call : calls) watchers_.push_back(std::move(call.first));
    if (!watchers_.empty()) changed_.wait_for(lock, stop, kTick, [] { return false; });
  }
}

ImportView ImportQueue::view_of(const Job& job) const {
  ImportView view;
  view.id = job.id;
  view.file = job.upload.name;
  view.source = job.source;
  view.started_at = job.started_at;
  view.finished_at = job.finished_at;
  if (job.record) {
    fill(view, *job.record);
    // The ledger's line tells how often the rows were added once; this time none were.
    if (job.known_already) {
      view.duplicates = view.added + view.duplicates;
      view.added = 0;
    }
    return view;
  }
  view.bytes = job.progress.bytes;
  view.bytes_done = std::min<std::uint64_t>(job.progress.bytes_done, view.bytes);
  view.rejected = job.progress.rejected;
  view.added = job.progress.counts.added;
  view.duplicates = job.progress.counts.duplicates;
  view.rows = job.progress.counts.rows + view.rejected;
  if (job.error) {
    view.state = job.error->code == ErrorCode::kCancelled ? "cancelled" : "failed";
    view.added = 0;  // all or nothing
    if (view.state == "failed") view.error = job.error;
    return view;
  }
  view.state = "running";
  const double passed_s = static_cast<double>(clock_.now_us() - job.started_at) / env::kSecondUs;
  if (passed_s > 0 && view.rows > 0) view.rate_rows_s = static_cast<double>(view.rows) / passed_s;
  if (passed_s > 0 && view.bytes_done > 0)
    view.seconds_left = passed_s * static_cast<double>(view.bytes - view.bytes_done) /
                        static_cast<double>(view.bytes_done);
  return view;
}

std::shared_ptr<ImportQueue::Job> ImportQueue::job_of(std::string_view id) const {
  const auto found = std::ranges::find_if(
      jobs_, [&](const auto& job) { return job->id == id && !job->forgotten; });
  return found == jobs_.end() ? nullptr : *found;
}

base::Result<std::int64_t> ImportQueue::ledger_id_of(std::string_view id) const {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(id.data(), id.data() + id.size(), number);
  if (error != std::errc{} || end != id.data() + id.size()) return no_such_import();
  return number;
}

base::Result<std::vector<ImportView>> ImportQueue::all() const {
  WEND_ASSIGN(const auto records, folder_.events().imports());
  std::vector<ImportView> views;
  std::lock_guard lock(mutex_);
  for (const auto& job : jobs_)
    if (!job->forgotten) views.push_back(view_of(*job));
  for (const auto& record : records) {
    if (record.state == events::ImportState::kRemoved) continue;
    // Each import of this run stands in the ledger, too.
    const bool shown = std::ranges::any_of(jobs_, [&](const auto& job) {
      return (job->record && job->record->id == record.id && !job->known_already) ||
             (!job->record && job->started_at <= record.started_at &&
              job->upload.name == record.file && record.state != events::ImportState::kDone);
    });
    if (!shown) views.push_back(view_of_record(record));
  }
  std::ranges::stable_sort(views, std::ranges::greater{}, &ImportView::started_at);
  return views;
}

base::Result<ImportView> ImportQueue::find(std::string_view id) const {
  {
    std::lock_guard lock(mutex_);
    if (const auto job = job_of(id)) return view_of(*job);
  }
  WEND_ASSIGN(const auto number, ledger_id_of(id));
  WEND_ASSIGN(const auto record, folder_.events().import_of(number));
  if (!record || record->state == events::ImportState::kRemoved) return no_such_import();
  return view_of_record(*record);
}

base::Result<std::filesystem::path> ImportQueue::rejects_of(std::string_view id) const {
  std::filesystem::path path;
  {
    std::lock_guard lock(mutex_);
    if (const auto job = job_of(id)) {
      path = job->rejects_file;
      if (path.empty() && job->record) path = folder_.rejects_file(job->record->id);
    }
  }
  if (path.empty()) {
    WEND_ASSIGN(const ImportView view, find(id));
    WEND_ASSIGN(const auto number, ledger_id_of(view.id));
    path = folder_.rejects_file(number);
  }
  std::error_code error;
  return std::filesystem::is_regular_file(path, error) ? path : std::filesystem::path{};
}

base::Status ImportQueue::remove(std::string_view id) {
  std::optional<std::int64_t> number;
  {
    std::lock_guard lock(mutex_);
    if (const auto job = job_of(id)) {
      if (!job->finished_at) {
        job->stop.request_stop();
        return {};
      }
      if (job->record && !job->known_already) number = job->record->id;
      if (!number) {
        job->forgotten = true;
        return {};
      }
    }
  }
  if (!number) {
    WEND_ASSIGN(number, ledger_id_of(id));
    WEND_ASSIGN(const auto record, folder_.events().import_of(*number));
    if (!record) return no_such_import();
  }
  WEND_TRY(remove_import(folder_, *number));
  if (after_import_) after_import_();
  std::lock_guard lock(mutex_);
  for (const auto& job : jobs_)
    if (job->record && job->record->id == *number) job->forgotten = true;
  return {};
}

base::Status ImportQueue::watch(std::string_view id, Tell tell) {
  {
    std::lock_guard lock(mutex_);
    if (job_of(id)) {
      watchers_.push_back({std::string(id), std::move(tell)});
      changed_.notify_all();
      return {};
    }
  }
  WEND_ASSIGN(const ImportView view, find(id));
  tell(view);
  return {};
}

}  // namespace wend::collect
