#pragma once

#include <boost/json/array.hpp>
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/result.h"

namespace wend::map {

// Unicode code points of UTF-8.
std::size_t characters(std::string_view text);

// How a text becomes another one, from its beginning on: keep so many characters, insert a text,
// take away so many. What is not mentioned at the end is kept.
class TextEdit {
 public:
  struct Keep {
    std::size_t characters;
  };
  struct Insert {
    std::string text;
  };
  struct Remove {
    std::size_t characters;
  };
  using Part = std::variant<Keep, Insert, Remove>;

  // [5, "abc", -2]. Errors: kInvalidInput at `place`.
  static base::Result<TextEdit> read(const boost::json::value& value, const std::string& place);
  // The edit that makes `from` into `to`: what both begin and end with is kept.
  static TextEdit between(std::string_view from, std::string_view to);

  boost::json::array to_json() const;
  // Errors: kInvalidInput when the edit goes beyond the text's end.
  base::Result<std::string> apply(std::string_view text, const std::string& place) const;

 private:
  std::vector<Part> parts_;
};

}  // namespace wend::map
