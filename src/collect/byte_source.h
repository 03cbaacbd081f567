#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>

#include "base/result.h"

namespace wend::collect {

enum class Compression { kNone, kGzip, kZstd };

// A file's bytes, unpacked when it is compressed. Read by one thread; consumed() may be read by
// others.
class ByteSource {
 public:
  virtual ~ByteSource() = default;
  // Fills the buffer as far as it can; fewer bytes than asked for, or 0, only at the end. Errors:
  // kInvalidInput with the place for broken compression, kTooLarge when it grows beyond
  // kExpansionMax, kIo.
  virtual base::Result<std::size_t> read(char* buffer, std::size_t size) = 0;
  // Bytes of the file that were taken so far, as it lies on the disk.
  std::uint64_t consumed() const { return consumed_.load(std::memory_order_relaxed); }

 protected:
  std::atomic<std::uint64_t> consumed_ = 0;
};

struct OpenedBytes {
  std::unique_ptr<ByteSource> source;
  Compression compression = Compression::kNone;
  std::uint64_t file_bytes = 0;
};

// Opens a file and looks at its first bytes, not its name, to see how it is compressed. `name` is
// what errors call it.
base::Result<OpenedBytes> open_bytes(const std::string& path, const std::string& name);

// Bytes in memory, for tests.
std::unique_ptr<ByteSource> bytes_in_memory(std::string bytes);

}  // namespace wend::collect
