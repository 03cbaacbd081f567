#pragma once

#include <string>
#include <string_view>

namespace wend::collect {

// The beginning of what somebody sent, to be shown to people: at most `bytes_max` bytes and an
// ellipsis, always UTF-8 without zero characters, whatever the bytes were.
std::string sample_text(std::string_view bytes, std::size_t bytes_max);

}  // namespace wend::collect
