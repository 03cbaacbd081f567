#include "base/assert.h"

#include <cstdio>
#include <cstdlib>

namespace wend::base {

void invariant_failed(const char* expression, const char* why, std::source_location where) {
  std::fprintf(stderr, "%s:%u: invariant does not hold: %s (%s)\n", where.file_name(), where.line(),
               expression, why);
  std::abort();
}

}  // namespace wend::base
