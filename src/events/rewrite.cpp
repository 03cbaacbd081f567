#include "events/rewrite.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <fmt/format.h>
#include <unistd.h>

#include "base/failpoint.h"
#include "events/id_run.h"

namespace wend::events {
namespace {

namespace fs = std::filesystem;
using base::ErrorCode;
using base::fail;

std::string name_of(std::string_view identifier) {
  std::string out = "\"";
  for (char c : identifier) out += c == '"' ? std::string("\"\"") : std::string(1, c);
  return out + '"';
}

base::Status to_the_disk(const std::string& path, int flags) {
  const OpenFile file(::open(path.c_str(), flags | O_CLOEXEC));
  if (file.descriptor() < 0 || ::fsync(file.descriptor()) != 0)
    return fail(ErrorCode::kIo,
                fmt::format("The new event store cannot be written: {}.", std::strerror(errno)),
                path);
  return {};
}

// Whether the disk has room for a second copy. A database that finds out in the middle of writing
// takes nothing any more until the next start.
base::Status try_room(const std::string& path) {
  constexpr off_t kMore = 4 << 20;
  std::error_code error;
  off_t bytes = kMore;
  for (const char* ending : {"", ".wal"})
    if (const auto size = fs::file_size(path + ending, error); !error)
      bytes += static_cast<off_t>(size);
  const OpenFile file(
      ::open(scratch_of(path).c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600));
  const bool room = file.descriptor() >= 0 && ::fallocate(file.descriptor(), 0, 0, bytes) == 0;
  const int why = errno;
  remove_scratch(path);
  // Some file systems cannot set room aside.
  if (room || why == EOPNOTSUPP) return {};
  return fail(ErrorCode::kUnavailable,
              fmt::format("The disk has no room for a second copy of the event store: {}.",
                          std::strerror(why)),
              path, fmt::format("Make room for {} MB; it goes on by itself.", bytes >> 20));
}

base::Result<std::string> text(duck::Connection& connection, const char* sql) {
  WEND_ASSIGN(auto rows, connection.query(sql));
  WEND_ASSIGN(const bool some, rows.next());
  return some ? std::string(rows.text(0, 0)) : std::string();
}

base::Result<std::vector<std::string>> tables_of(duck::Connection& connection) {
  WEND_ASSIGN(auto rows,
              connection.query("SELECT table_name FROM duckdb_tables() WHERE database_name = "
                               "current_database() AND NOT temporary ORDER BY table_name"));
  std::vector<std::string> names;
  for (;;) {
    WEND_ASSIGN(const bool more, rows.next());
    if (!more) return names;
    for (std::size_t i = 0; i < rows.size(); ++i) names.emplace_back(rows.text(0, i));
  }
}

base::Status compare(duck::Connection& connection, const std::string& own) {
  WEND_ASSIGN(const auto tables, tables_of(connection));
  for (const std::string& table : tables) {
    const auto rows = [&](std::string_view database) {
      return connection.number(
          fmt::format("SELECT count(*) FROM {}.{}", name_of(database), name_of(table)).c_str());
    };
    WEND_ASSIGN(const auto here, rows(own));
    WEND_ASSIGN(const auto there, rows("rewritten"));
    if (here != there)
      return fail(
          ErrorCode::kInternal,
          fmt::format("The new event store has {} rows of {}, not {}.", there, table, here));
  }
  return {};
}

}  // namespace

duck::Settings settings_of(const std::string& path, const EventStore::Options& options) {
  duck::Settings settings{.memory_limit_mib = options.memory_limit_mib,
                          .threads = options.threads,
                          .read_only = options.read_only};
  if (!options.read_only) settings.readable_files = {scratch_of(path), scratch_of(path) + ".wal"};
  return settings;
}

std::string scratch_of(const std::string& path) {
  return path + ".rewrite";
}

void remove_scratch(const std::string& path) {
  std::error_code ignored;
  fs::remove(scratch_of(path), ignored);
  fs::remove(scratch_of(path) + ".wal", ignored);
}

base::Status copy_store(duck::Connection& connection, const std::string& path) {
  remove_scratch(path);
  WEND_TRY(try_room(path));
  WEND_ASSIGN(const std::string own, text(connection, "SELECT current_database()"));
  // What stands in the write-ahead log would be read into the new file a second time.
  WEND_TRY(connection.run("CHECKPOINT"));
  std::error_code error;
  if (const auto left = fs::file_size(path + ".wal", error); !error && left > 0)
    return fail(ErrorCode::kUnavailable, "The event store is busy.", path,
                "Try again in a moment.");
  WEND_TRY(connection.run(
      fmt::format("ATTACH {} AS rewritten", duck::sql_text(scratch_of(path))).c_str()));
  base::Status copied =
      connection.run(fmt::format("COPY FROM DATABASE {} TO rewritten", name_of(own)).c_str());
  base::failpoint("erasure.copied");
  if (copied) copied = compare(connection, own);
  if (copied) copied = connection.run("CHECKPOINT rewritten");
  const base::Status let_go = connection.run("DETACH rewritten");
  if (!copied) {
    remove_scratch(path);
    return copied;
  }
  return let_go;
}

base::Status take_copy(const std::string& path) {
  std::error_code error;
  if (const auto left = fs::file_size(scratch_of(path) + ".wal", error); !error && left > 0)
    return fail(ErrorCode::kInternal, "The new event store is not whole.", path);
  WEND_TRY(to_the_disk(scratch_of(path), O_RDONLY));
  base::failpoint("erasure.before_swap");
  // It has nothing any more, and must not be taken for the new file's.
  fs::remove(path + ".wal", error);
  fs::rename(scratch_of(path), path, error);
  if (error)
    return fail(ErrorCode::kIo,
                fmt::format("The new event store cannot be put in place: {}.", error.message()),
                path);
  base::failpoint("erasure.swapped");
  return to_the_disk(fs::path(path).parent_path(), O_RDONLY | O_DIRECTORY);
}

}  // namespace wend::events
