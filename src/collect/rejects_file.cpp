#include "collect/rejects_file.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fmt/format.h>
#include <unistd.h>

#include "collect/csv_cell.h"
#include "collect/limits.h"

namespace wend::collect {
namespace {

std::filesystem::path part_of(const std::filesystem::path& path) {
  return path.string() + ".part";
}

base::Error write_error(const std::filesystem::path& path) {
  return {base::ErrorCode::kIo,
          fmt::format("The rejected rows cannot be written: {}.", std::strerror(errno)),
          path.string(), "Free space on the disk."};
}

}  // namespace

RejectsFile::~RejectsFile() {
  if (file_ == nullptr) return;
  std::fclose(file_);
  std::error_code ignored;
  std::filesystem::remove(part_of(path_), ignored);
}

base::Status RejectsFile::add(std::uint64_t block, std::vector<Reject> rejects) {
  count_ += rejects.size();
  waiting_.emplace(block, std::move(rejects));
  while (!waiting_.empty() && waiting_.begin()->first == next_block_) {
    WEND_TRY(write(waiting_.begin()->second));
    waiting_.erase(waiting_.begin());
    ++next_block_;
  }
  return {};
}

base::Status RejectsFile::write(const std::vector<Reject>& rejects) {
  if (rejects.empty()) return {};
  if (file_ == nullptr) {
    file_ = std::fopen(part_of(path_).c_str(), "w");
    if (file_ == nullptr) return base::fail(write_error(path_));
    std::fputs("line,column,reason,row\n", file_);
  }
  std::string text;
  for (const Reject& reject : rejects) {
    ++reasons_[reject.reason];
    const std::string_view row = std::string_view(reject.row).substr(0, kRejectedRowBytesMax);
    text += fmt::format("{},{},{},{}\n", reject.line, to_csv_cell(reject.column),
                        to_csv_cell(reject.reason), to_csv_cell(row));
  }
  if (std::fwrite(text.data(), 1, text.size(), file_) != text.size())
    return base::fail(write_error(path_));
  return {};
}

base::Result<std::vector<events::ReasonCount>> RejectsFile::finish() {
  std::vector<events::ReasonCount> counts;
  for (const auto& [reason, count] : reasons_) counts.push_back({reason, count});
  std::ranges::stable_sort(counts, std::greater<>{}, &events::ReasonCount::count);
  if (file_ == nullptr) return counts;
  const bool written = std::fflush(file_) == 0 && ::fsync(::fileno(file_)) == 0;
  const bool closed = std::fclose(std::exchange(file_, nullptr)) == 0;
  std::error_code error;
  std::filesystem::rename(part_of(path_), path_, error);
  if (!written || !closed || error) return base::fail(write_error(path_));
  return counts;
}

}  // namespace wend::collect
