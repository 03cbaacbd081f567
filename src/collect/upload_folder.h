#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"
#include "collect/file_hash.h"
#include "env/clock.h"

namespace wend::collect {

// A file that somebody sent to have it imported.
struct Upload {
  std::string id;    // "u_" and 16 hexadecimal digits
  std::string name;  // what its sender calls it; never part of a path
  std::uint64_t size = 0;
  std::string hash;  // its FileHash; empty when a crash lost it
};

// Takes an upload's bytes. A writer that is destroyed before finish() leaves nothing.
class UploadWriter {
 public:
  static base::Result<std::unique_ptr<UploadWriter>> create(const std::filesystem::path& folder,
                                                            std::string name);
  ~UploadWriter();
  UploadWriter(const UploadWriter&) = delete;
  UploadWriter& operator=(const UploadWriter&) = delete;

  // Errors: kUnavailable when the disk is full, kIo.
  base::Status write(std::string_view bytes);
  base::Result<Upload> finish();

 private:
  UploadWriter(std::filesystem::path folder, Upload upload, int file)
      : folder_(std::move(folder)), upload_(std::move(upload)), file_(file) {}
  std::filesystem::path folder_;
  Upload upload_;
  int file_;
  FileHash hash_;
  bool finished_ = false;
};

// The uploads that wait to be imported, each a file named by its id and beside it what its sender
// calls it and its hash.
class UploadFolder {
 public:
  explicit UploadFolder(std::filesystem::path folder) : folder_(std::move(folder)) {}

  const std::filesystem::path& path() const { return folder_; }
  // Errors: kNotFound, also for texts that are no id.
  base::Result<Upload> find(std::string_view id) const;
  std::filesystem::path file_of(const Upload& upload) const { return folder_ / upload.id; }
  void remove(const Upload& upload) const;
  // Takes away what nobody imported: uploads older than `age`, and halves that a crash left.
  void sweep(std::chrono::hours age) const;

 private:
  std::filesystem::path folder_;
};

}  // namespace wend::collect
