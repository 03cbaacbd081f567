#pragma once

#include <cstdint>
#include <string>

// What the worker gives up before it looks at anybody's statement.
namespace wend::events::sql {

struct Confinement {
  std::uint64_t memory_bytes = 0;  // of data, beside the program itself
  std::uint64_t file_bytes = 0;    // of one file
  std::string folder;              // the only place where it may read and write files
};

// From now on this process opens no socket, starts no program, signals nobody, and has no more
// memory than that; it is the first to go when the machine runs out. Where the kernel knows
// Landlock, it also reaches no file outside the folder. Cannot be undone.
void confine(const Confinement& confinement);

}  // namespace wend::events::sql
