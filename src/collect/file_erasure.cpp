#include "collect/file_erasure.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <fmt/format.h>
#include <fstream>
#include <sys/file.h>
#include <unistd.h>
#include <vector>

#include "base/failpoint.h"
#include "collect/byte_source.h"
#include "collect/csv_split.h"
#include "events/id_run.h"

namespace wend::collect {
namespace {

namespace fs = std::filesystem;
using base::ErrorCode;
using base::fail;

constexpr std::size_t kPieceBytes = 1024 * 1024;
// A value is found though it stands across two pieces.
constexpr std::size_t kOverlapBytes = 4096;

std::unexpected<base::Error> io_error(const fs::path& path, const char* what) {
  return fail(ErrorCode::kIo, fmt::format("The file cannot be {}: {}.", what, std::strerror(errno)),
              path.string());
}

// Overwrites what stands in a file and takes it away. A file system that never writes in place
// keeps the old blocks until it needs them.
base::Status shred(const fs::path& path) {
  const int file = ::open(path.c_str(), O_WRONLY | O_CLOEXEC);
  if (file < 0) return io_error(path, "overwritten");
  std::error_code error;
  std::uint64_t left = fs::file_size(path, error);
  const std::vector<char> zeros(kPieceBytes, 0);
  bool good = !error;
  while (good && left > 0) {
    const auto written = ::write(file, zeros.data(), std::min<std::uint64_t>(left, zeros.size()));
    good = written > 0;
    if (good) left -= static_cast<std::uint64_t>(written);
  }
  good = good && ::fsync(file) == 0;
  ::close(file);
  if (!good) return io_error(path, "overwritten");
  if (!fs::remove(path, error) || error) return io_error(path, "removed");
  return {};
}

std::string read_all(const fs::path& path) {
  std::ifstream stream(path, std::ios::binary);
  return std::string(std::istreambuf_iterator<char>(stream), {});
}

// Answers how many rows went.
base::Result<std::uint64_t> erase_rows(const fs::path& path, const model::PersonTexts& texts) {
  const std::string before = read_all(path);
  std::string_view rest = before;
  std::string after;
  std::uint64_t gone = 0;
  for (bool header = true; !rest.empty(); header = false) {
    const auto end = find_row_end(rest, ',', true);
    const std::size_t size = std::max<std::size_t>(end.size, 1);
    const std::string_view row = rest.substr(0, size);
    rest.remove_prefix(size);
    std::vector<Cell> cells;
    std::string storage;
    bool names = false;
    if (!header) {
      split_row(without_line_end(row), ',', true, cells, storage);
      names = texts.is_named_in(row) || std::ranges::any_of(cells, [&](const Cell& cell) {
                return texts.is_named_in(cell.text);
              });
    }
    if (names)
      ++gone;
    else
      after += row;
  }
  if (gone == 0) return gone;
  const fs::path part = path.string() + ".part";
  {
    const int file = ::open(part.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (file < 0) return io_error(part, "written");
    const bool good =
        ::write(file, after.data(), after.size()) == static_cast<ssize_t>(after.size()) &&
        ::fsync(file) == 0;
    ::close(file);
    if (!good) return io_error(part, "written");
  }
  // The old bytes under another name first: a crash between leaves them to be found again.
  const fs::path old = path.string() + ".old";
  std::error_code error;
  fs::rename(path, old, error);
  if (error) return io_error(path, "replaced");
  base::failpoint("erasure.rejects");
  fs::rename(part, path, error);
  if (error) return io_error(path, "replaced");
  WEND_TRY(shred(old));
  return gone;
}

// What a crash left: the old rows are the file when it has no new ones.
base::Status settle_rows(const fs::path& folder) {
  std::error_code error;
  std::vector<fs::path> left;
  for (const auto& entry : fs::directory_iterator(folder, error))
    if (entry.path().string().ends_with(".rejects.csv.old")) left.push_back(entry.path());
  for (const fs::path& old : left) {
    const fs::path path = old.string().substr(0, old.string().size() - 4);
    if (fs::exists(path, error)) {
      WEND_TRY(shred(old));
    } else {
      fs::rename(old, path, error);
      if (error) return io_error(path, "replaced");
    }
  }
  return {};
}

enum class Looked { kNothing, kNamed, kUnreadable };

Looked look_into(const fs::path& path, const model::PersonTexts& texts) {
  auto opened = open_bytes(path.string(), "upload");
  if (!opened) return Looked::kUnreadable;
  std::string text;
  std::vector<char> piece(kPieceBytes);
  for (bool first = true;; first = false) {
    const auto size = opened->source->read(piece.data(), piece.size());
    if (!size) return Looked::kUnreadable;
    if (*size == 0) return Looked::kNothing;
    // Columns in pages of their own kind; what they hold is not found by looking at bytes.
    if (first && std::string_view(piece.data(), *size).starts_with("PAR1"))
      return Looked::kUnreadable;
    text.append(piece.data(), *size);
    if (texts.is_named_in(text)) return Looked::kNamed;
    if (text.size() > kOverlapBytes) text.erase(0, text.size() - kOverlapBytes);
  }
}

base::Status erase_uploads(const fs::path& folder, const model::PersonTexts& texts,
                           unify::ErasedFiles& erased) {
  std::error_code error;
  std::vector<fs::path> uploads;
  for (const auto& entry : fs::directory_iterator(folder, error)) {
    const std::string name = entry.path().filename().string();
    if (entry.is_regular_file() && !name.ends_with(".name") && !name.ends_with(".hash"))
      uploads.push_back(entry.path());
  }
  for (const fs::path& upload : uploads) {
    const fs::path name = upload.string() + ".name";
    Looked looked = look_into(upload, texts);
    if (looked == Looked::kNothing && texts.is_named_in(read_all(name))) looked = Looked::kNamed;
    if (looked == Looked::kNothing) continue;
    {
      const events::OpenFile file(::open(upload.c_str(), O_RDONLY | O_CLOEXEC));
      if (file.descriptor() >= 0 && ::flock(file.descriptor(), LOCK_EX | LOCK_NB) != 0)
        return fail(ErrorCode::kUnavailable, "A file that may name the customer is being imported.",
                    "uploads", "It goes on when that is done.");
    }
    ++erased.uploads;
    if (looked == Looked::kUnreadable) ++erased.unreadable;
    WEND_TRY(shred(upload));
    for (const fs::path& beside : {name, fs::path(upload.string() + ".hash")})
      if (fs::exists(beside, error)) WEND_TRY(shred(beside));
  }
  return {};
}

}  // namespace

base::Result<unify::ErasedFiles> erase_in_files(const std::string& data_folder,
                                                const model::PersonTexts& texts) {
  unify::ErasedFiles erased;
  const fs::path imports = fs::path(data_folder) / "imports";
  WEND_TRY(settle_rows(imports));
  std::error_code error;
  std::vector<fs::path> rejects;
  for (const auto& entry : fs::directory_iterator(imports, error))
    if (entry.path().string().ends_with(".rejects.csv")) rejects.push_back(entry.path());
  for (const fs::path& path : rejects) {
    WEND_ASSIGN(const auto rows, erase_rows(path, texts));
    erased.rejected_rows += rows;
  }
  WEND_TRY(erase_uploads(fs::path(data_folder) / "blobs" / "uploads", texts, erased));
  return erased;
}

}  // namespace wend::collect
