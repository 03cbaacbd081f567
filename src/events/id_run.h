#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "base/result.h"
#include "events/id_filter.h"
#include "model/event.h"

namespace wend::events {

// A descriptor that closes itself.
class OpenFile {
 public:
  explicit OpenFile(int descriptor = -1) : descriptor_(descriptor) {}
  OpenFile(OpenFile&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}
  OpenFile& operator=(OpenFile&& other) noexcept {
    std::swap(descriptor_, other.descriptor_);
    return *this;
  }
  ~OpenFile();
  int descriptor() const { return descriptor_; }

 private:
  int descriptor_;
};

// Message ids in a file, in order, with what is needed to find one in a single read: a filter and
// the first id of every page, together 1.6 bytes an id in memory. The file never changes.
// Layout: pages of 256 ids of 16 bytes, the last one shorter; for each page its first id and its
// hash; the filter; a footer with the counts and the hash of the two parts before it.
class IdRun {
 public:
  static constexpr std::size_t kPageIds = 256;

  // Errors: kIo when the file cannot be read or is not whole.
  static base::Result<IdRun> open(const std::string& path);

  // Reads the file only for what the filter does not rule out. Safe from several threads. Errors:
  // kIo.
  base::Result<bool> contains(const model::MessageId& id) const;
  void prefetch(const model::MessageId& id) const { filter_.prefetch(id); }
  std::uint64_t size() const { return size_; }
  const std::string& path() const { return path_; }

  // Reads page after page; empty after the last one. Errors: kIo.
  base::Result<std::vector<model::MessageId>> page(std::size_t number) const;

 private:
  friend class IdRunWriter;
  struct Page {
    model::MessageId first;
    std::uint64_t hash = 0;
  };
  struct Footer {
    char magic[8] = {'w', 'e', 'n', 'd', 'i', 'd', 's', '1'};
    std::uint64_t ids = 0;
    std::uint64_t filtered = 0;  // for how many ids the filter was made
    std::uint64_t hash = 0;
  };
  IdRun(std::string path, std::uint64_t filtered) : path_(std::move(path)), filter_(filtered) {}
  std::uint64_t hash_of_index();

  std::string path_;
  OpenFile file_;
  std::uint64_t size_ = 0;
  std::vector<Page> pages_;
  IdFilter filter_;
};

// Writes a run beside its final name and gives it the name when everything is on the disk, so that
// a run is whole or not there.
class IdRunWriter {
 public:
  // At most `ids` ids will come. Errors: kIo.
  static base::Result<IdRunWriter> create(const std::string& path, std::uint64_t ids);
  // In ascending order, none twice. Errors: kIo.
  base::Status add(const model::MessageId& id);
  base::Result<IdRun> finish();

 private:
  IdRunWriter(IdRun run, std::uint64_t ids) : run_(std::move(run)), filtered_(ids) {}
  std::string part() const { return run_.path_ + ".part"; }
  void close_page();
  base::Status flush();

  IdRun run_;
  std::uint64_t filtered_;
  std::vector<model::MessageId> pending_;
  std::size_t page_start_ = 0;  // in pending_
};

}  // namespace wend::events
