#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace wend::api {

// Where the next page begins, as a text that callers only hand back. Errors: kInvalidInput at
// "cursor" when it is not one of ours or has another number of parts.
std::string make_cursor(const std::vector<std::string>& parts);
base::Result<std::vector<std::string>> read_cursor(std::string_view cursor, std::size_t parts);
// A part that is a number.
base::Result<std::int64_t> cursor_number(const std::string& part);

}  // namespace wend::api
