#include "collect/page_url.h"

#include <charconv>

#include "collect/text_encoding.h"

namespace wend::collect {
namespace {

std::string decoded(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    unsigned code = 0;
    const char* const begin = text.data() + i + 1;
    if (text[i] == '%' && i + 2 < text.size() &&
        std::from_chars(begin, begin + 2, code, 16).ptr == begin + 2) {
      out += static_cast<char>(code);
      i += 2;
    } else {
      out += text[i] == '+' ? ' ' : text[i];
    }
  }
  return is_valid_utf8(out) ? out : std::string(text);
}

}  // namespace

std::string_view path_of_url(std::string_view url) {
  const auto scheme = url.find("://");
  if (scheme == std::string_view::npos) return {};
  const std::string_view rest = url.substr(scheme + 3);
  const auto begin = rest.find_first_of("/?#");
  if (begin == std::string_view::npos || rest[begin] != '/') return "/";
  const std::string_view path = rest.substr(begin);
  return path.substr(0, path.find_first_of("?#"));
}

std::string url_parameter(std::string_view url, std::string_view name) {
  url = url.substr(0, url.find('#'));
  const auto query = url.find('?');
  if (query == std::string_view::npos) return {};
  std::string_view rest = url.substr(query + 1);
  while (!rest.empty()) {
    const std::string_view pair = rest.substr(0, rest.find('&'));
    rest.remove_prefix(std::min(rest.size(), pair.size() + 1));
    if (pair.starts_with(name) && pair.substr(name.size()).starts_with('='))
      return decoded(pair.substr(name.size() + 1));
  }
  return {};
}

}  // namespace wend::collect
