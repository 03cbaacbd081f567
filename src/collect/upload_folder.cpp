#include "collect/upload_folder.h"

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <fcntl.h>
#include <fstream>
#include <unistd.h>
#include <vector>

#include "fmt/format.h"
#include "workspace/secret.h"

namespace wend::collect {
namespace {

constexpr std::string_view kPrefix = "u_";
constexpr std::size_t kIdDigits = 16;
constexpr std::string_view kPartSuffix = ".part";
constexpr std::string_view kNameSuffix = ".name";
constexpr std::string_view kHashSuffix = ".hash";
constexpr std::size_t kNameBytesMax = 255;

bool is_id(std::string_view text) {
  return text.size() == kPrefix.size() + kIdDigits && text.starts_with(kPrefix) &&
         std::ranges::all_of(text.substr(kPrefix.size()), [](char c) {
           return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
         });
}

std::string read_all(const std::filesystem::path& path) {
  std::ifstream stream(path, std::ios::binary);
  return std::string(std::istreambuf_iterator<char>(stream), {});
}

std::unexpected<base::Error> failed(int error) {
  if (error == ENOSPC || error == EDQUOT)
    return base::fail(base::ErrorCode::kUnavailable,
                      "There is not enough room on the disk for this file.", "",
                      "Make room and try again.");
  return base::fail(base::ErrorCode::kIo,
                    fmt::format("The upload cannot be written (error {}).", error));
}

}  // namespace

base::Result<std::unique_ptr<UploadWriter>> UploadWriter::create(
    const std::filesystem::path& folder, std::string name) {
  const std::size_t slash = name.find_last_of("/\\");
  if (slash != std::string::npos) name.erase(0, slash + 1);
  if (name.empty() || name.size() > kNameBytesMax)
    return base::fail(base::ErrorCode::kInvalidInput, "A file name has between 1 and 255 bytes.",
                      "name");
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  Upload upload{workspace::new_id(kPrefix), std::move(name), 0, ""};
  const auto part = folder / (upload.id + std::string(kPartSuffix));
  const int file = ::open(part.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (file < 0) return failed(errno);
  return std::unique_ptr<UploadWriter>(new UploadWriter(folder, std::move(upload), file));
}

UploadWriter::~UploadWriter() {
  if (file_ >= 0) ::close(file_);
  std::error_code ignored;
  if (!finished_)
    std::filesystem::remove(folder_ / (upload_.id + std::string(kPartSuffix)), ignored);
}

base::Status UploadWriter::write(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(file_, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return failed(errno);
    hash_.add(bytes.substr(0, static_cast<std::size_t>(written)));
    bytes.remove_prefix(static_cast<std::size_t>(written));
    upload_.size += static_cast<std::uint64_t>(written);
  }
  return {};
}

base::Result<Upload> UploadWriter::finish() {
  ::close(std::exchange(file_, -1));
  std::ofstream(folder_ / (upload_.id + std::string(kNameSuffix)), std::ios::binary)
      << upload_.name;
  upload_.hash = hash_.hex();
  std::ofstream(folder_ / (upload_.id + std::string(kHashSuffix)), std::ios::binary)
      << upload_.hash;
  std::error_code error;
  std::filesystem::rename(folder_ / (upload_.id + std::string(kPartSuffix)), folder_ / upload_.id,
                          error);
  if (error) return failed(error.value());
  finished_ = true;
  return upload_;
}

base::Result<Upload> UploadFolder::find(std::string_view id) const {
  std::error_code error;
  Upload upload{std::string(id), "", 0, ""};
  if (is_id(id)) upload.size = std::filesystem::file_size(file_of(upload), error);
  if (!is_id(id) || error)
    return base::fail(
        base::ErrorCode::kNotFound, "There is no such upload.", "upload",
        "It may have been imported already, or waited too long. Send the file again.");
  upload.name = read_all(folder_ / (upload.id + std::string(kNameSuffix)));
  upload.hash = read_all(folder_ / (upload.id + std::string(kHashSuffix)));
  if (upload.name.empty()) upload.name = upload.id;
  return upload;
}

void UploadFolder::remove(const Upload& upload) const {
  std::error_code ignored;
  std::filesystem::remove(file_of(upload), ignored);
  for (const std::string_view suffix : {kNameSuffix, kHashSuffix})
    std::filesystem::remove(folder_ / (upload.id + std::string(suffix)), ignored);
}

void UploadFolder::sweep(std::chrono::hours age) const {
  std::error_code error;
  const auto oldest = std::filesystem::file_time_type::clock::now() - age;
  std::vector<std::filesystem::path> gone;
  for (const auto& entry : std::filesystem::directory_iterator(folder_, error)) {
    const std::string name = entry.path().filename().string();
    // Only what has our own names: a stranger's file in the folder stays.
    if (!is_id(name.substr(0, name.find('.')))) continue;
    if (name.ends_with(kPartSuffix) || entry.last_write_time(error) < oldest)
      gone.push_back(entry.path());
  }
  for (const auto& path : gone) std::filesystem::remove(path, error);
}

}  // namespace wend::collect
