#pragma once

#include <string_view>

namespace wend::base {

// A named place where a crash test may end the process, as SIGKILL would. The place is chosen with
// the environment variable WEND_FAILPOINT=name or name:count (the count-th passage). Costs one
// relaxed load when none is set.
void failpoint(std::string_view name);

}  // namespace wend::base
