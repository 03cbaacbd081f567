#include "collect/byte_source.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>
#include <vector>
#include <zlib.h>
#include <zstd.h>

#include "collect/limits.h"

namespace wend::collect {
namespace {

using base::ErrorCode;
using base::fail;

constexpr std::size_t kInputBytes = 256 * 1024;

class File final : public ByteSource {
 public:
  File(int descriptor, std::string name) : descriptor_(descriptor), name_(std::move(name)) {}
  ~File() override { ::close(descriptor_); }

  base::Result<std::size_t> read(char* buffer, std::size_t size) override {
    std::size_t done = 0;
    while (done < size) {
      const auto got = ::read(descriptor_, buffer + done, size - done);
      if (got < 0 && errno == EINTR) continue;
      if (got < 0) {
        return fail(ErrorCode::kIo,
                    fmt::format("The file cannot be read: {}.", std::strerror(errno)), name_);
      }
      if (got == 0) break;
      done += static_cast<std::size_t>(got);
    }
    consumed_ += done;
    return done;
  }

 private:
  int descriptor_;
  std::string name_;
};

// What both kinds of compression share: the input buffer and the guard against files made to
// explode.
class Unpacked : public ByteSource {
 public:
  Unpacked(std::unique_ptr<ByteSource> packed, std::string name)
      : packed_(std::move(packed)), name_(std::move(name)), input_(kInputBytes) {}

 protected:
  // False at the end of the file.
  base::Result<bool> refill() {
    WEND_ASSIGN(input_size_, packed_->read(input_.data(), input_.size()));
    input_position_ = 0;
    consumed_ = packed_->consumed();
    return input_size_ > 0;
  }
  base::Status grown(std::size_t bytes) {
    unpacked_ += bytes;
    const std::uint64_t packed = packed_->consumed();
    if (unpacked_ > kExpansionFreeBytes && unpacked_ / kExpansionMax > packed) {
      return fail(
          ErrorCode::kTooLarge,
          fmt::format(
              "The compressed file grows to more than {} times its size, which no event file does; "
              "reading stopped after {} MiB.",
              kExpansionMax, unpacked_ >> 20),
          name_, "If it is genuine, unpack it first and import the unpacked file.");
    }
    return {};
  }
  std::unexpected<base::Error> broken(std::string_view kind, std::string_view what) const {
    return fail(
        ErrorCode::kInvalidInput,
        fmt::format("The {} data {} at byte {} of the file, {} bytes after unpacking.", kind, what,
                    packed_->consumed() - (input_size_ - input_position_), unpacked_),
        name_, "Copy or download the file again.");
  }

  std::unique_ptr<ByteSource> packed_;
  std::string name_;
  std::vector<char> input_;
  std::size_t input_size_ = 0;
  std::size_t input_position_ = 0;
  std::uint64_t unpacked_ = 0;
};

class Gunzip final : public Unpacked {
 public:
  Gunzip(std::unique_ptr<ByteSource> packed, std::string name)
      : Unpacked(std::move(packed), std::move(name)) {
    constexpr int kWindowBitsGzip = 15 + 16;
    ::inflateInit2(&stream_, kWindowBitsGzip);
  }
  ~Gunzip() override { ::inflateEnd(&stream_); }

  base::Result<std::size_t> read(char* buffer, std::size_t size) override {
    std::size_t done = 0;
    while (done < size && !finished_) {
      if (input_position_ == input_size_) {
        WEND_ASSIGN(const bool more, refill());
        if (!more) {
          if (!between_members_) return broken("gzip", "ends too early");
          finished_ = true;
          break;
        }
      }
      if (between_members_) {
        // Several files packed one after the other are one file; zeros after the last one are
        // padding.
        if (input_[input_position_] == 0) {
          ++input_position_;
          continue;
        }
        ::inflateReset(&stream_);
      }
      between_members_ = false;
      stream_.next_in = reinterpret_cast<Bytef*>(input_.data() + input_position_);
      stream_.avail_in = static_cast<uInt>(input_size_ - input_position_);
      stream_.next_out = reinterpret_cast<Bytef*>(buffer + done);
      const std::size_t room = std::min<std::size_t>(size - done, 1U << 30);
      stream_.avail_out = static_cast<uInt>(room);
      const int state = ::inflate(&stream_, Z_NO_FLUSH);
      input_position_ = input_size_ - stream_.avail_in;
      const std::size_t produced = room - stream_.avail_out;
      done += produced;
      WEND_TRY(grown(produced));
      if (state == Z_STREAM_END) {
        between_members_ = true;
      } else if (state != Z_OK && state != Z_BUF_ERROR) {
        return broken("gzip", "is damaged");
      }
    }
    return done;
  }

 private:
  z_stream stream_ = {};
  bool between_members_ = false;
  bool finished_ = false;
};

class Unzstd final : public Unpacked {
 public:
  Unzstd(std::unique_ptr<ByteSource> packed, std::string name)
      : Unpacked(std::move(packed), std::move(name)), stream_(ZSTD_createDStream()) {}
  ~Unzstd() override { ZSTD_freeDStream(stream_); }

  base::Result<std::size_t> read(char* buffer, std::size_t size) override {
    ZSTD_outBuffer out = {buffer, size, 0};
    while (out.pos < out.size) {
      if (input_position_ == input_size_) {
        WEND_ASSIGN(const bool more, refill());
        if (!more) {
          if (!frame_ended_) return broken("zstd", "ends too early");
          break;
        }
      }
      ZSTD_inBuffer in = {input_.data(), input_size_, input_position_};
      const std::size_t before = out.pos;
      const std::size_t state = ZSTD_decompressStream(stream_, &out, &in);
      input_position_ = in.pos;
      if (ZSTD_isError(state)) return broken("zstd", "is damaged or needs too large a window");
      frame_ended_ = state == 0;
      WEND_TRY(grown(out.pos - before));
    }
    return out.pos;
  }

 private:
  ZSTD_DStream* stream_;
  bool frame_ended_ = false;
};

class Memory final : public ByteSource {
 public:
  explicit Memory(std::string bytes) : bytes_(std::move(bytes)) {}
  base::Result<std::size_t> read(char* buffer, std::size_t size) override {
    const std::size_t count = std::min<std::size_t>(size, bytes_.size() - consumed_);
    std::memcpy(buffer, bytes_.data() + consumed_, count);
    consumed_ += count;
    return count;
  }

 private:
  std::string bytes_;
};

}  // namespace

base::Result<OpenedBytes> open_bytes(const std::string& path, const std::string& name) {
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) {
    const bool missing = errno == ENOENT;
    return fail(missing ? ErrorCode::kNotFound : ErrorCode::kIo,
                missing ? "There is no such file."
                        : fmt::format("The file cannot be opened: {}.", std::strerror(errno)),
                name, "Check the name and that you may read it.");
  }
  struct stat status = {};
  ::fstat(descriptor, &status);
  auto file = std::make_unique<File>(descriptor, name);
  if (!S_ISREG(status.st_mode)) {
    return fail(ErrorCode::kInvalidInput,
                S_ISDIR(status.st_mode) ? "This is a folder." : "This is not a regular file.", name,
                "Name the files to import.");
  }
  if (status.st_size == 0) return fail(ErrorCode::kInvalidInput, "The file is empty.", name);
  unsigned char magic[4] = {};
  [[maybe_unused]] const auto got = ::pread(descriptor, magic, sizeof magic, 0);

  OpenedBytes opened;
  opened.file_bytes = static_cast<std::uint64_t>(status.st_size);
  if (magic[0] == 0x1f && magic[1] == 0x8b) {
    opened.compression = Compression::kGzip;
    opened.source = std::make_unique<Gunzip>(std::move(file), name);
  } else if (magic[0] == 0x28 && magic[1] == 0xb5 && magic[2] == 0x2f && magic[3] == 0xfd) {
    opened.compression = Compression::kZstd;
    opened.source = std::make_unique<Unzstd>(std::move(file), name);
  } else {
    opened.source = std::move(file);
  }
  return opened;
}

std::unique_ptr<ByteSource> bytes_in_memory(std::string bytes) {
  return std::make_unique<Memory>(std::move(bytes));
}

}  // namespace wend::collect
