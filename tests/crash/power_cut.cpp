#include "power_cut.h"

#include <cstring>
#include <fcntl.h>
#include <fstream>
#include <gtest/gtest.h>
#include <map>
#include <sstream>
#include <string>
#include <unistd.h>
#include <vector>

namespace wend {
namespace {

// One write that no fsync has followed so far.
struct Write {
  std::uint64_t offset;
  std::uint64_t old_size;
  std::string old_bytes;
};
using WritesOfFiles = std::map<std::string, std::vector<Write>>;

// The last entry may be cut short: then its write did not happen.
WritesOfFiles unsynced(const std::string& journal) {
  WritesOfFiles files;
  std::size_t at = 0;
  power::Entry entry{};
  while (at + sizeof entry <= journal.size()) {
    std::memcpy(&entry, journal.data() + at, sizeof entry);
    at += sizeof entry;
    if (at + entry.path_size + entry.bytes > journal.size()) break;
    const std::string path = journal.substr(at, entry.path_size);
    at += entry.path_size;
    std::string bytes = journal.substr(at, entry.bytes);
    at += entry.bytes;
    switch (entry.kind) {
      case power::Kind::kWrite:
        files[path].push_back({entry.offset, entry.old_size, std::move(bytes)});
        break;
      case power::Kind::kSynced:
      case power::Kind::kRemoved:
        files.erase(path);
        break;
      case power::Kind::kRenamed:
        files[bytes] = std::move(files[path]);
        files.erase(path);
        break;
    }
  }
  return files;
}

void undo(int file, const Write& write) {
  if (!write.old_bytes.empty()) {
    EXPECT_EQ(::pwrite(file, write.old_bytes.data(), write.old_bytes.size(),
                       static_cast<off_t>(write.offset)),
              static_cast<ssize_t>(write.old_bytes.size()));
  }
  EXPECT_EQ(::ftruncate(file, static_cast<off_t>(write.old_size)), 0);
}

}  // namespace

std::int64_t cut_power(const std::filesystem::path& journal, std::mt19937& random) {
  std::ostringstream text;
  text << std::ifstream(journal, std::ios::binary).rdbuf();
  std::filesystem::remove(journal);
  std::int64_t undone = 0;
  for (const auto& [path, writes] : unsynced(text.str())) {
    // Memory that programs share lives no longer than they do.
    if (path.ends_with("-shm")) {
      std::filesystem::remove(path);
      continue;
    }
    const int file = ::open(path.c_str(), O_RDWR | O_CLOEXEC);
    if (file < 0) continue;
    std::size_t kept = 0;
    if (std::bernoulli_distribution(0.5)(random))
      kept = std::uniform_int_distribution<std::size_t>(0, writes.size())(random);
    for (std::size_t i = writes.size(); i > kept; --i, ++undone) undo(file, writes[i - 1]);
    ::close(file);
  }
  return undone;
}

}  // namespace wend
