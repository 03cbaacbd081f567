#include "events/id_run.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>
#include <xxhash.h>

namespace wend::events {
namespace {

using base::ErrorCode;
using model::MessageId;

constexpr std::size_t kFlushIds = 256 * IdRun::kPageIds;  // a MiB

std::unexpected<base::Error> failed(const char* what, const std::string& path) {
  return base::fail(
      ErrorCode::kIo,
      fmt::format("The file of message ids cannot be {}: {}.", what, std::strerror(errno)), path);
}

std::unexpected<base::Error> damaged(const std::string& path) {
  return base::fail(ErrorCode::kIo, "The file of message ids is damaged.", path,
                    "It is made anew from the events.");
}

base::Status write_all(int file, const void* data, std::size_t bytes, const std::string& path) {
  const char* from = static_cast<const char*>(data);
  while (bytes > 0) {
    const ssize_t written = ::write(file, from, bytes);
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return failed("written", path);
    from += written;
    bytes -= static_cast<std::size_t>(written);
  }
  return {};
}

base::Status read_all(int file, void* data, std::size_t bytes, std::uint64_t offset,
                      const std::string& path) {
  char* to = static_cast<char*>(data);
  while (bytes > 0) {
    const ssize_t got = ::pread(file, to, bytes, static_cast<off_t>(offset));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return failed("read", path);
    if (got == 0) return damaged(path);
    to += got;
    offset += static_cast<std::uint64_t>(got);
    bytes -= static_cast<std::size_t>(got);
  }
  return {};
}

std::uint64_t pages_for(std::uint64_t ids) {
  return (ids + IdRun::kPageIds - 1) / IdRun::kPageIds;
}

}  // namespace

OpenFile::~OpenFile() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

std::uint64_t IdRun::hash_of_index() {
  const std::uint64_t parts[2] = {XXH3_64bits(pages_.data(), pages_.size() * sizeof(Page)),
                                  XXH3_64bits(filter_.bytes().data(), filter_.bytes().size())};
  return XXH3_64bits(parts, sizeof parts);
}

base::Result<IdRun> IdRun::open(const std::string& path) {
  OpenFile file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (file.descriptor() < 0) return failed("opened", path);
  struct stat about = {};
  if (::fstat(file.descriptor(), &about) != 0) return failed("read", path);
  const auto bytes = static_cast<std::uint64_t>(about.st_size);
  Footer footer;
  if (bytes < sizeof footer) return damaged(path);
  WEND_TRY(read_all(file.descriptor(), &footer, sizeof footer, bytes - sizeof footer, path));
  // No count can be larger than the file; what follows is computed without overflow.
  if (std::memcmp(footer.magic, Footer().magic, sizeof footer.magic) != 0 ||
      footer.ids > bytes / sizeof(MessageId) || footer.filtered > bytes) {
    return damaged(path);
  }
  IdRun run(path, footer.filtered);
  run.size_ = footer.ids;
  run.pages_.resize(pages_for(footer.ids));
  const auto filter = run.filter_.bytes();
  std::uint64_t offset = footer.ids * sizeof(MessageId);
  const std::uint64_t index = run.pages_.size() * sizeof(Page);
  if (offset + index + filter.size() + sizeof footer != bytes) return damaged(path);
  WEND_TRY(read_all(file.descriptor(), run.pages_.data(), index, offset, path));
  WEND_TRY(read_all(file.descriptor(), filter.data(), filter.size(), offset + index, path));
  if (run.hash_of_index() != footer.hash) return damaged(path);
  run.file_ = std::move(file);
  return run;
}

base::Result<std::vector<MessageId>> IdRun::page(std::size_t number) const {
  std::vector<MessageId> ids;
  if (number >= pages_.size()) return ids;
  const std::uint64_t first = number * kPageIds;
  ids.resize(std::min<std::uint64_t>(kPageIds, size_ - first));
  WEND_TRY(read_all(file_.descriptor(), ids.data(), ids.size() * sizeof(MessageId),
                    first * sizeof(MessageId), path_));
  if (XXH3_64bits(ids.data(), ids.size() * sizeof(MessageId)) != pages_[number].hash) {
    return damaged(path_);
  }
  return ids;
}

base::Result<bool> IdRun::contains(const MessageId& id) const {
  if (!filter_.may_contain(id)) return false;
  const auto after = std::ranges::upper_bound(pages_, id, {}, &Page::first);
  if (after == pages_.begin()) return false;
  WEND_ASSIGN(const auto ids, page(static_cast<std::size_t>(after - pages_.begin()) - 1));
  return std::ranges::binary_search(ids, id);
}

base::Result<IdRunWriter> IdRunWriter::create(const std::string& path, std::uint64_t ids) {
  IdRunWriter writer(IdRun(path, ids), ids);
  writer.run_.file_ = OpenFile(
      ::open(writer.part().c_str(), O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, S_IRUSR | S_IWUSR));
  if (writer.run_.file_.descriptor() < 0) return failed("written", writer.part());
  writer.run_.pages_.reserve(pages_for(ids));
  writer.pending_.reserve(kFlushIds);
  return writer;
}

base::Status IdRunWriter::add(const MessageId& id) {
  pending_.push_back(id);
  run_.filter_.add(id);
  ++run_.size_;
  if (pending_.size() - page_start_ == IdRun::kPageIds) close_page();
  return pending_.size() == kFlushIds ? flush() : base::Status();
}

void IdRunWriter::close_page() {
  if (page_start_ == pending_.size()) return;
  const MessageId* page = pending_.data() + page_start_;
  const std::size_t bytes = (pending_.size() - page_start_) * sizeof(MessageId);
  run_.pages_.push_back({*page, XXH3_64bits(page, bytes)});
  page_start_ = pending_.size();
}

base::Status IdRunWriter::flush() {
  WEND_TRY(write_all(run_.file_.descriptor(), pending_.data(), pending_.size() * sizeof(MessageId),
                     part()));
  pending_.clear();
  page_start_ = 0;
  return {};
}

base::Result<IdRun> IdRunWriter::finish() {
  close_page();
  WEND_TRY(flush());
  const int file = run_.file_.descriptor();
  IdRun::Footer footer;
  footer.ids = run_.size_;
  // The filter was made for as many as could come; a reader makes it of the same size.
  footer.filtered = filtered_;
  footer.hash = run_.hash_of_index();
  const auto filter = run_.filter_.bytes();
  WEND_TRY(write_all(file, run_.pages_.data(), run_.pages_.size() * sizeof(IdRun::Page), part()));
  WEND_TRY(write_all(file, filter.data(), filter.size(), part()));
  WEND_TRY(write_all(file, &footer, sizeof footer, part()));
  if (::fdatasync(file) != 0) return failed("written", part());
  if (::rename(part().c_str(), run_.path_.c_str()) != 0) return failed("written", run_.path_);
  const std::string folder = std::filesystem::path(run_.path_).parent_path();
  const OpenFile parent(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (parent.descriptor() < 0 || ::fsync(parent.descriptor()) != 0) {
    return failed("written", folder);
  }
  return std::move(run_);
}

}  // namespace wend::events
