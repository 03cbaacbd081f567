#pragma once

#include <string_view>

namespace wend::model {

// At most so many bytes of a text's beginning, for messages that quote it. No character of UTF-8 is
// cut in the middle; bytes that are none are cut anywhere.
std::string_view beginning(std::string_view text, std::size_t bytes_max);

}  // namespace wend::model
