#pragma once

#include <cstdlib>
#include <fstream>
#include <string>

#include "events/sql/worker.h"

// Included by one source of a test program, it makes that program the worker of its own consoles,
// as main() does for `wend`.
namespace wend::events::sql {

inline const bool kIsWorkerHere = [] {
  std::ifstream file("/proc/self/cmdline");
  const std::string text(std::istreambuf_iterator<char>(file), {});
  if (text == std::string("wend\0", 5) + kWorkerArgument + '\0') std::_Exit(run_worker());
  return false;
}();

}  // namespace wend::events::sql
