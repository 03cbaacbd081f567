#pragma once

#include <boost/json/value.hpp>
#include <string_view>

namespace wend::api {

// A text, or null where an empty one stands for none.
inline boost::json::value text_or_null(std::string_view text) {
  return text.empty() ? boost::json::value(nullptr) : boost::json::value(text);
}

}  // namespace wend::api
