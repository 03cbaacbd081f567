#pragma once

#include <cstdint>
#include <filesystem>
#include <random>

namespace wend {

// A loss of power, played: what a program wrote and had not yet forced to the disk is taken back.
//
// The program runs with the library wend_power_cut in LD_PRELOAD, which writes down, before each
// write into a file of a folder, what stood there, and each fsync. After the program was killed,
// cut_power() undoes the writes that no fsync of their file followed. WEND_POWER_FOLDER names the
// folder, WEND_POWER_JOURNAL the file that is written; WEND_POWER_SKIP a part of file names whose
// fsync is left out, which is how the harness itself is tried.
namespace power {
inline constexpr const char* kFolder = "WEND_POWER_FOLDER";
inline constexpr const char* kJournal = "WEND_POWER_JOURNAL";
inline constexpr const char* kSkip = "WEND_POWER_SKIP";

// One entry of the journal; the path and the old bytes follow it.
enum class Kind : std::uint32_t { kWrite, kSynced, kRemoved, kRenamed };
struct Entry {
  Kind kind;
  std::uint32_t path_size;
  std::uint64_t offset;    // kWrite: where the old bytes stood
  std::uint64_t old_size;  // kWrite: how long the file was
  std::uint64_t bytes;     // kWrite: how many old bytes follow; kRenamed: of the new path
};
}  // namespace power

// Undoes what was not forced to the disk, of each file all of it or, by chance, the end of it.
// Answers how many writes were undone.
std::int64_t cut_power(const std::filesystem::path& journal, std::mt19937& random);

}  // namespace wend
