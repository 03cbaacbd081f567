#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace wend::http {

struct Target {
  std::string path;  // still percent-encoded
  std::vector<std::pair<std::string, std::string>> query;
};

// Splits the target of a request line ("/a/b?x=1"). Empty when it is not a path with well-formed
// percent-encoding.
std::optional<Target> parse_target(std::string_view text);

// Decodes %41 and, when asked, + as a space. Empty when a percent sign is not followed by two
// hexadecimal digits or the result holds a NUL byte.
std::optional<std::string> percent_decode(std::string_view text, bool plus_is_space = false);

// The other way round, for headers and links: everything but letters, digits and -._~ is encoded.
std::string percent_encode(std::string_view text);

}  // namespace wend::http
