#include "events/data_folder.h"

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

#include "base/failpoint.h"

namespace wend::events {
namespace {

using base::ErrorCode;
using base::fail;

constexpr const char* kFolders[] = {"imports", "index", "blobs", "blobs/uploads", "backups"};

const env::Clock& system_clock() {
  static const env::SystemClock clock;
  return clock;
}

}  // namespace

base::Result<FolderLock> FolderLock::take(const std::filesystem::path& folder) {
  const std::string path = folder / "LOCK";
  const int descriptor = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (descriptor < 0) {
    return fail(ErrorCode::kIo,
                fmt::format("The lock file cannot be opened: {}.", std::strerror(errno)), path,
                "Check who owns the data folder.");
  }
  FolderLock lock(descriptor);
  if (::flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
    char holder[32] = {};
    const auto read = ::pread(descriptor, holder, sizeof holder - 1, 0);
    std::string pid(holder, read > 0 ? static_cast<std::size_t>(read) : 0);
    pid.resize(pid.find_last_not_of(" \n") + 1);
    return fail(ErrorCode::kUnavailable,
                fmt::format("Another Wend process{} has this data folder open.",
                            pid.empty() ? std::string() : fmt::format(" (pid {})", pid)),
                folder.string(),
                "Stop that process first, give another folder with --data, or import through the "
                "server's Data page.");
  }
  const std::string pid = fmt::format("{}\n", ::getpid());
  if (::ftruncate(descriptor, 0) != 0 || ::pwrite(descriptor, pid.data(), pid.size(), 0) < 0) {
    return fail(ErrorCode::kIo,
                fmt::format("The lock file cannot be written: {}.", std::strerror(errno)), path);
  }
  return lock;
}

FolderLock::~FolderLock() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

base::Result<std::unique_ptr<DataFolder>> DataFolder::open(const std::filesystem::path& path,
                                                           const Options& options) {
  std::error_code error;
  if (!options.create && !std::filesystem::exists(path / "events.duckdb", error)) {
    return fail(ErrorCode::kNotFound, "There is no Wend data folder here.", path.string(),
                "Import a file first, or name the folder with --data.");
  }
  for (const char* folder : kFolders) {
    std::filesystem::create_directories(path / folder, error);
    if (error) {
      return fail(ErrorCode::kIo,
                  fmt::format("The data folder cannot be created: {}.", error.message()),
                  path.string(), "Choose a folder you may write to with --data.");
    }
  }
  WEND_ASSIGN(auto lock, FolderLock::take(path));
  std::unique_ptr<DataFolder> folder(new DataFolder(path, std::move(lock)));
  const env::Clock& clock = options.store.clock != nullptr ? *options.store.clock : system_clock();
  WEND_ASSIGN(folder->log_, log::EventLog::open(path / "log.db", clock));
  EventStore::Options store = options.store;
  store.message_ids_folder = path / "index" / "message-ids";
  WEND_ASSIGN(folder->events_, EventStore::open(path / "events.duckdb", store));
  WEND_TRY(folder->promises_.settle(*folder->events_));
  WEND_TRY(folder->log_imports());
  return folder;
}

std::filesystem::path DataFolder::rejects_file(std::int64_t import_id) const {
  return path_ / "imports" / fmt::format("{}.rejects.csv", import_id);
}

base::Status DataFolder::log_imports() {
  WEND_ASSIGN(const auto imports, events_->imports());
  for (auto record = imports.rbegin(); record != imports.rend(); ++record) {
    const bool removed = record->state == ImportState::kRemoved;
    if (!removed && record->state != ImportState::kDone) continue;
    const std::string payload = std::to_string(record->id);
    WEND_ASSIGN(const bool logged, log_->has(log::RecordKind::kImport, payload));
    if (!logged) WEND_TRY(log_->append(log::RecordKind::kImport, payload));
    if (!removed) continue;
    WEND_ASSIGN(const bool removal_logged, log_->has(log::RecordKind::kImportRemoved, payload));
    if (!removal_logged) WEND_TRY(log_->append(log::RecordKind::kImportRemoved, payload));
  }
  return {};
}

std::filesystem::path default_data_folder() {
  const char* folder = std::getenv("WEND_DATA");
  return folder != nullptr && *folder != '\0' ? folder : "wend-data";
}

}  // namespace wend::events
