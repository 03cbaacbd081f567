#pragma once

#include <string>
#include <variant>

namespace wend::model {

// A scalar property or trait. monostate: missing. Objects and arrays are kept as their JSON text.
using Value = std::variant<std::monostate, bool, double, std::string>;

inline bool is_missing(const Value& value) {
  return std::holds_alternative<std::monostate>(value);
}

}  // namespace wend::model
