#pragma once

#include <boost/json/array.hpp>
#include <chrono>
#include <filesystem>
#include <stop_token>
#include <string>
#include <vector>

#include "base/result.h"
#include "events/sql/relation.h"

namespace wend::events::sql {

// What one statement may take.
struct Limits {
  std::chrono::milliseconds time{30'000};
  std::uint32_t memory_mib = 512;
  std::uint32_t spill_mib = 2048;  // on disk, when memory is not enough
  std::uint32_t threads = 2;
  std::size_t rows = 10'000;  // of the answer
  std::size_t bytes = 32U << 20;
};
inline constexpr std::size_t kStatementBytesMax = 100'000;
inline constexpr std::size_t kRowsMax = 100'000;
inline constexpr std::chrono::milliseconds kTimeMax{300'000};

struct Answer {
  boost::json::array columns;  // {"name", "type"}
  std::string rows;            // JSON: a list of lists
  std::size_t row_count = 0;
  // Nothing; "rows" or "bytes": there were more rows than may be answered.
  std::string cut_by;
  std::chrono::microseconds took{0};
};

// Runs statements of people over relations. Each runs in a process of its own, which has no files,
// no network and no table but these, and is ended when it takes too long, wants too much or nobody
// waits for it any more.
class Console {
 public:
  struct Options {
    // Where what memory does not hold is put meanwhile; made when it is missing.
    std::filesystem::path spill_folder;
    // The program that answers kWorkerArgument: this one.
    std::string program = "/proc/self/exe";
  };
  // The store outlives it.
  Console(const EventStore& store, std::vector<Relation> relations, Options options);

  const std::vector<Relation>& relations() const { return relations_; }

  // All relations show the store as of one moment. Safe to call from several threads. Errors:
  // kInvalidInput, with the place in the statement when it is known ("line 1, column 15"), also
  // when a limit of time or memory was reached; kCancelled; kUnavailable; kIo.
  base::Result<Answer> run(const std::string& statement, const std::string& zone,
                           const Limits& limits, std::stop_token stop) const;

 private:
  base::Result<Answer> run_once(const std::string& statement, const std::string& zone,
                                const Limits& limits, std::stop_token stop, bool& again) const;

  const EventStore& store_;
  std::vector<Relation> relations_;
  Options options_;
};

// "line 2, column 5" of a byte of the statement; columns count characters.
std::string place_in(std::string_view statement, std::size_t position);

}  // namespace wend::events::sql
