#pragma once

#include <source_location>

namespace wend::base {

// Ends the process with the place and the sentence. An invariant that does not hold means that
// going on could damage data, so assertions stay on in release builds.
[[noreturn]] void invariant_failed(const char* expression, const char* why,
                                   std::source_location where = std::source_location::current());

}  // namespace wend::base

#define WEND_ASSERT(expression, why)                    \
  do {                                                  \
    if (!(expression)) [[unlikely]]                     \
      ::wend::base::invariant_failed(#expression, why); \
  } while (false)
