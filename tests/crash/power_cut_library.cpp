// See power_cut.h. Stands between a program and the C library's writes.
#include <cerrno>
#include <cstdarg>
#include <cstdlib>
#include <cstring>
#include <dlfcn.h>
#include <fcntl.h>
#include <mutex>
#include <string>
#include <string_view>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>
#include <vector>

#include "power_cut.h"

namespace {

using wend::power::Entry;
using wend::power::Kind;

template <typename Function>
Function real(const char* name) {
  return reinterpret_cast<Function>(::dlsym(RTLD_NEXT, name));
}

class Journal {
 public:
  static Journal& one() {
    static Journal* journal = new Journal;  // outlives every other object of the program
    return *journal;
  }

  bool watches(std::string_view path) const {
    return file_ >= 0 && path.size() > folder_.size() && path.starts_with(folder_) &&
           path[folder_.size()] == '/';
  }
  // The path of an open file when it is watched; empty otherwise.
  std::string path_of(int descriptor) const {
    if (file_ < 0) return {};
    char link[64], path[4096];
    std::snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
    const ssize_t size = ::readlink(link, path, sizeof path);
    if (size <= 0 || !watches({path, static_cast<std::size_t>(size)})) return {};
    return {path, static_cast<std::size_t>(size)};
  }
  bool skips(std::string_view path) const {
    return !skip_.empty() && path.find(skip_) != std::string_view::npos;
  }

  // Before `size` bytes at `offset` are overwritten, or cut off.
  void note_change(int descriptor, const std::string& path, std::uint64_t offset,
                   std::uint64_t size) {
    struct stat info{};
    if (::fstat(descriptor, &info) != 0) return;
    const auto old_size = static_cast<std::uint64_t>(info.st_size);
    std::string old;
    if (offset < old_size) {
      old.resize(std::min(size, old_size - offset));
      // The file may be open for writing alone.
      const int reader = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
      const ssize_t got =
          reader < 0 ? -1 : ::pread(reader, old.data(), old.size(), static_cast<off_t>(offset));
      if (reader >= 0) ::close(reader);
      old.resize(got < 0 ? 0 : static_cast<std::size_t>(got));
    }
    note({Kind::kWrite, 0, offset, old_size, old.size()}, path, old);
  }
  void note(Entry entry, const std::string& path, const std::string& bytes = {}) {
    entry.path_size = static_cast<std::uint32_t>(path.size());
    std::string whole(reinterpret_cast<const char*>(&entry), sizeof entry);
    whole += path;
    whole += bytes;
    static const auto write = real<ssize_t (*)(int, const void*, std::size_t)>("write");
    (void)!write(file_, whole.data(), whole.size());
  }

  // Held over a change and its entry.
  std::recursive_mutex mutex;

 private:
  Journal() {
    const char* folder = std::getenv(wend::power::kFolder);
    const char* journal = std::getenv(wend::power::kJournal);
    const char* skip = std::getenv(wend::power::kSkip);
    if (folder == nullptr || journal == nullptr) return;
    folder_ = folder;
    if (skip != nullptr) skip_ = skip;
    file_ = ::open(journal, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  }
  std::string folder_, skip_;
  int file_ = -1;
};

// Runs `change` with `before` noted first, when the file is watched.
template <typename Before, typename Change>
auto changed(int descriptor, Before before, Change change) {
  Journal& journal = Journal::one();
  const std::string path = journal.path_of(descriptor);
  if (path.empty()) return change();
  std::lock_guard lock(journal.mutex);
  before(journal, path);
  return change();
}

template <typename Call>
ssize_t written_at(int descriptor, std::size_t size, off_t offset, Call call) {
  return changed(
      descriptor,
      [&](Journal& journal, const std::string& path) {
        journal.note_change(descriptor, path, static_cast<std::uint64_t>(offset), size);
      },
      call);
}

std::uint64_t position_of(int descriptor) {
  if ((::fcntl(descriptor, F_GETFL) & O_APPEND) != 0) {
    struct stat info{};
    ::fstat(descriptor, &info);
    return static_cast<std::uint64_t>(info.st_size);
  }
  return static_cast<std::uint64_t>(std::max<off_t>(0, ::lseek(descriptor, 0, SEEK_CUR)));
}

template <typename Call>
int truncated(int descriptor, off_t size, Call call) {
  return changed(
      descriptor,
      [&](Journal& journal, const std::string& path) {
        journal.note_change(descriptor, path, static_cast<std::uint64_t>(size), UINT64_MAX);
      },
      call);
}

template <typename Call>
int synced(int descriptor, Call call) {
  Journal& journal = Journal::one();
  const std::string path = journal.path_of(descriptor);
  if (path.empty()) return call();
  if (journal.skips(path)) return 0;
  std::lock_guard lock(journal.mutex);
  const int done = call();
  if (done == 0) journal.note({Kind::kSynced, 0, 0, 0, 0}, path);
  return done;
}

}  // namespace

extern "C" {

ssize_t write(int descriptor, const void* bytes, std::size_t size) {
  static const auto call = real<ssize_t (*)(int, const void*, std::size_t)>("write");
  return changed(
      descriptor,
      [&](Journal& journal, const std::string& path) {
        journal.note_change(descriptor, path, position_of(descriptor), size);
      },
      [&] { return call(descriptor, bytes, size); });
}

ssize_t pwrite(int descriptor, const void* bytes, std::size_t size, off_t offset) {
  static const auto call = real<ssize_t (*)(int, const void*, std::size_t, off_t)>("pwrite");
  return written_at(descriptor, size, offset,
                    [&] { return call(descriptor, bytes, size, offset); });
}

ssize_t pwrite64(int descriptor, const void* bytes, std::size_t size, off64_t offset) {
  static const auto call = real<ssize_t (*)(int, const void*, std::size_t, off64_t)>("pwrite64");
  return written_at(descriptor, size, offset,
                    [&] { return call(descriptor, bytes, size, offset); });
}

int ftruncate(int descriptor, off_t size) {
  static const auto call = real<int (*)(int, off_t)>("ftruncate");
  return truncated(descriptor, size, [&] { return call(descriptor, size); });
}

int ftruncate64(int descriptor, off64_t size) {
  static const auto call = real<int (*)(int, off64_t)>("ftruncate64");
  return truncated(descriptor, size, [&] { return call(descriptor, size); });
}

int fsync(int descriptor) {
  static const auto call = real<int (*)(int)>("fsync");
  return synced(descriptor, [&] { return call(descriptor); });
}

int fdatasync(int descriptor) {
  static const auto call = real<int (*)(int)>("fdatasync");
  return synced(descriptor, [&] { return call(descriptor); });
}

int unlink(const char* path) {
  static const auto call = real<int (*)(const char*)>("unlink");
  Journal& journal = Journal::one();
  if (!journal.watches(path)) return call(path);
  std::lock_guard lock(journal.mutex);
  const int done = call(path);
  if (done == 0) journal.note({Kind::kRemoved, 0, 0, 0, 0}, path);
  return done;
}

int rename(const char* from, const char* to) {
  static const auto call = real<int (*)(const char*, const char*)>("rename");
  Journal& journal = Journal::one();
  if (!journal.watches(from)) return call(from, to);
  std::lock_guard lock(journal.mutex);
  const int done = call(from, to);
  const std::string target(to);
  if (done == 0) journal.note({Kind::kRenamed, 0, 0, 0, target.size()}, from, target);
  return done;
}

}  // extern "C"
