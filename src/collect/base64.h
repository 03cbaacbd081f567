#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace wend::collect {

// The bytes of a text in Base64 (RFC 4648) with either alphabet, with or without padding and line
// breaks; nothing when it holds other characters.
std::optional<std::string> base64_decoded(std::string_view text);

}  // namespace wend::collect
