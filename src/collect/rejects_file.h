#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "base/result.h"
#include "collect/record.h"
#include "events/incoming.h"

namespace wend::collect {

// Writes rejected rows as CSV (line, column, reason, row) and counts the reasons. Blocks may come
// in any order and are written in the order of the file. The file appears under its name only when
// it is finished; without rejects there is none. Not safe to share between threads.
class RejectsFile {
 public:
  explicit RejectsFile(std::filesystem::path path) : path_(std::move(path)) {}
  ~RejectsFile();
  RejectsFile(const RejectsFile&) = delete;
  RejectsFile& operator=(const RejectsFile&) = delete;

  base::Status add(std::uint64_t block, std::vector<Reject> rejects);
  // Errors: kIo.
  base::Result<std::vector<events::ReasonCount>> finish();
  std::uint64_t count() const { return count_; }

 private:
  base::Status write(const std::vector<Reject>& rejects);

  std::filesystem::path path_;
  std::FILE* file_ = nullptr;
  std::map<std::uint64_t, std::vector<Reject>> waiting_;
  std::uint64_t next_block_ = 0;
  std::uint64_t count_ = 0;
  std::map<std::string, std::uint64_t> reasons_;
};

}  // namespace wend::collect
