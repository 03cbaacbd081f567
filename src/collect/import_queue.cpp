#include "collect/import_queue.h"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <fcntl.h>
#include <sys/file.h>

#include "events/id_run.h"
#include "fmt/format.h"

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
  if (const auto mapping = mapping_from_text(record.mapping)) view.rows_are = mapping->rows;
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

// The number that an id of the API names. Errors: kNotFound.
base::Result<std::int64_t> number_of(std::string_view id) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(id.data(), id.data() + id.size(), number);
  if (error != std::errc{} || end != id.data() + id.size()) return no_such_import();
  return number;
}

}  // namespace

struct ImportQueue::Job {
  std::int64_t number = 0;
  std::string id;
  Upload upload;
  std::string source;
  std::optional<Mapping> mapping;
  std::vector<std::int64_t> replace;
  env::TimeUs started_at = 0;
  ImportProgress progress;
  std::stop_source stop;
  // Under the queue's mutex:
  std::optional<env::TimeUs> finished_at;
  std::optional<events::ImportRecord> record;
  std::optional<base::Error> error;
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

base::Result<std::vector<ImportView>> ImportQueue::in_the_way(const Order& order) const {
  WEND_ASSIGN(const Upload upload, uploads_.find(order.upload));
  std::vector<ImportView> views;
  if (!order.mapping || upload.hash.empty()) return views;
  const std::string& source = order.source.empty() ? upload.name : order.source;
  WEND_ASSIGN(const auto earlier, find_earlier(folder_.events(), source, upload.name, upload.hash));
  if (!earlier.clash_with(*order.mapping)) return views;
  if (std::ranges::find(order.replace, earlier.same->id) != order.replace.end()) return views;
  for (const auto& record : earlier.replaceable) views.push_back(view_of_record(record));
  return views;
}

base::Result<ImportView> ImportQueue::start(Order order) {
  auto job = std::make_shared<Job>();
  WEND_ASSIGN(job->upload, uploads_.find(order.upload));
  job->source = order.source.empty() ? job->upload.name : std::move(order.source);
  if (!order.replace.empty()) {
    const events::EventStore& store = folder_.events();
    WEND_ASSIGN(const auto earlier,
                find_earlier(store, job->source, job->upload.name, job->upload.hash));
    WEND_TRY(choose_replaced(store, earlier, order.replace));
  }
  job->progress.bytes = job->upload.size;
  job->mapping = std::move(order.mapping);
  job->replace = std::move(order.replace);
  job->started_at = clock_.now_us();
  std::lock_guard lock(mutex_);
  if (waiting_.size() >= kWaitingMax)
    return base::fail(ErrorCode::kUnavailable, "Too many imports are waiting.", "",
                      "Try again when some are done.");
  WEND_ASSIGN(job->number,
              folder_.promises().promise(folder_.events(), {.source = job->source,
                                                            .file = job->upload.name,
                                                            .bytes = job->upload.size,
                                                            .started_at = job->started_at}));
  job->id = std::to_string(job->number);
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
  request.replace_only = job.replace;
  request.id = job.number;
  // Nobody takes the file away meanwhile (file_erasure.cpp).
  const events::OpenFile in_use(::open(request.path.c_str(), O_RDONLY | O_CLOEXEC));
  if (in_use.descriptor() >= 0) (void)::flock(in_use.descriptor(), LOCK_SH);
  auto outcome = job.stop.stop_requested()
                     ? base::Result<ImportOutcome>(
                           base::fail(ErrorCode::kCancelled, "The import was cancelled."))
                     : run_import(folder_, request, job.progress, job.stop.get_token());
  base::Result<events::ImportRecord> record = base::fail(ErrorCode::kInternal, "");
  if (outcome) {
    record = outcome->known_already ? note_repeat(job, *outcome) : std::move(outcome->record);
    uploads_.remove(job.upload);
    if (after_import_) after_import_();
  } else {
    record = base::fail(outcome.error());
    const bool cancelled = outcome.error().code == ErrorCode::kCancelled;
    (void)folder_.events().record_attempt(
        {.id = job.number,
         .source = job.source,
         .file = job.upload.name,
         .file_hash = job.upload.hash,
         .state = cancelled ? events::ImportState::kCancelled : events::ImportState::kFailed,
         .bytes = job.upload.size,
         .started_at = job.started_at,
         .finished_at = clock_.now_us(),
         .error = outcome.error().to_sentence()});
  }
  folder_.promises().keep(job.number);
  std::lock_guard lock(mutex_);
  job.finished_at = clock_.now_us();
  if (record) {
    job.record = std::move(*record);
  } else {
    job.error = record.error();
  }
  changed_.notify_all();
}

// The ledger's line of the first time tells how often the rows were added; this time none were.
base::Result<events::ImportRecord> ImportQueue::note_repeat(const Job& job,
                                                            const ImportOutcome& outcome) {
  events::ImportRecord record = outcome.record;
  std::error_code ignored;
  std::filesystem::create_hard_link(folder_.rejects_file(record.id),
                                    folder_.rejects_file(job.number), ignored);
  record.id = job.number;
  record.complete = false;
  record.started_at = job.started_at;
  record.finished_at = clock_.now_us();
  WEND_TRY(folder_.events().record_attempt(record));
  WEND_TRY(folder_.log_imports());
  return record;
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
  const auto found = std::ranges::find(jobs_, id, [](const auto& job) { return job->id; });
  return found == jobs_.end() ? nullptr : *found;
}

base::Result<std::vector<ImportView>> ImportQueue::all() const {
  WEND_ASSIGN(const auto records, folder_.events().imports());
  std::vector<ImportView> views;
  std::lock_guard lock(mutex_);
  for (const auto& record : records)
    if (record.state != events::ImportState::kRemoved && !job_of(std::to_string(record.id)))
      views.push_back(view_of_record(record));
  for (const auto& job : jobs_) {
    // An import of this run that a later one replaced is in the ledger as removed.
    const auto line = std::ranges::find(records, job->number, &events::ImportRecord::id);
    if (line == records.end() || line->state != events::ImportState::kRemoved)
      views.push_back(view_of(*job));
  }
  std::ranges::stable_sort(views, std::ranges::greater{}, &ImportView::started_at);
  return views;
}

base::Result<ImportView> ImportQueue::find(std::string_view id) const {
  WEND_ASSIGN(const auto number, number_of(id));
  WEND_ASSIGN(const auto record, folder_.events().import_of(number));
  if (record && record->state == events::ImportState::kRemoved) return no_such_import();
  {
    std::lock_guard lock(mutex_);
    if (const auto job = job_of(id)) return view_of(*job);
  }
  if (!record) return no_such_import();
  return view_of_record(*record);
}

base::Result<std::filesystem::path> ImportQueue::rejects_of(std::string_view id) const {
  WEND_TRY(find(id));
  WEND_ASSIGN(const auto number, number_of(id));
  const auto path = folder_.rejects_file(number);
  std::error_code error;
  return std::filesystem::is_regular_file(path, error) ? path : std::filesystem::path{};
}

base::Status ImportQueue::remove(std::string_view id) {
  {
    std::lock_guard lock(mutex_);
    if (const auto job = job_of(id); job && !job->finished_at) {
      job->stop.request_stop();
      return {};
    }
  }
  WEND_TRY(find(id));
  WEND_ASSIGN(const auto number, number_of(id));
  WEND_ASSIGN(const auto record, folder_.events().import_of(number));
  if (record && record->state == events::ImportState::kDone) {
    WEND_TRY(remove_import(folder_, number));
    if (after_import_) after_import_();
  } else {
    WEND_TRY(folder_.events().forget_attempt(number));
  }
  std::lock_guard lock(mutex_);
  std::erase_if(jobs_, [&](const auto& job) { return job->number == number; });
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
