#pragma once

#include <expected>
#include <string>
#include <utility>

#include "base/error.h"

namespace wend::base {

// What every operation that can fail returns. Exceptions stop at the adapters of outside libraries.
template <typename T>
using Result = std::expected<T, Error>;

using Status = Result<void>;

// Makes the failed side of any Result: `return fail(ErrorCode::kNotFound, "There is no such
// source.");`
[[nodiscard]] inline std::unexpected<Error> fail(ErrorCode code, std::string message,
                                                 std::string place = {}, std::string hint = {}) {
  return std::unexpected<Error>(Error{code, std::move(message), std::move(place), std::move(hint)});
}

[[nodiscard]] inline std::unexpected<Error> fail(Error error) {
  return std::unexpected<Error>(std::move(error));
}

}  // namespace wend::base

// The two macros that a function cannot replace, because they return from the caller.
// WEND_TRY(expression);           returns the error of a Status or Result
// WEND_ASSIGN(auto x, expression); declares or assigns x from a Result, or returns its error
#define WEND_CONCAT_INNER(a, b) a##b
#define WEND_CONCAT(a, b) WEND_CONCAT_INNER(a, b)
#define WEND_TRY(...)                                             \
  do {                                                            \
    auto&& wend_try_result = (__VA_ARGS__);                       \
    if (!wend_try_result) [[unlikely]]                            \
      return std::unexpected(std::move(wend_try_result).error()); \
  } while (false)
#define WEND_ASSIGN_IMPL(result, target, ...)          \
  auto result = (__VA_ARGS__);                         \
  if (!result) [[unlikely]]                            \
    return std::unexpected(std::move(result).error()); \
  target = std::move(*result)
#define WEND_ASSIGN(target, ...) \
  WEND_ASSIGN_IMPL(WEND_CONCAT(wend_result_, __LINE__), target, __VA_ARGS__)
