#include "api/cursor.h"

#include <boost/json/array.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <charconv>
#include <sodium.h>

namespace wend::api {
namespace {

constexpr int kVariant = sodium_base64_VARIANT_URLSAFE_NO_PADDING;

std::unexpected<base::Error> not_ours() {
  return base::fail(base::ErrorCode::kInvalidInput, "This cursor did not come from here.", "cursor",
                    "Take next_cursor from the page before, unchanged.");
}

}  // namespace

std::string make_cursor(const std::vector<std::string>& parts) {
  boost::json::array list;
  for (const std::string& part : parts) list.emplace_back(part);
  const std::string bytes = boost::json::serialize(list);
  std::string text(sodium_base64_encoded_len(bytes.size(), kVariant), '\0');
  sodium_bin2base64(text.data(), text.size(), reinterpret_cast<const unsigned char*>(bytes.data()),
                    bytes.size(), kVariant);
  text.resize(text.find('\0'));
  return text;
}

base::Result<std::vector<std::string>> read_cursor(std::string_view cursor, std::size_t parts) {
  std::string bytes(cursor.size(), '\0');
  std::size_t size = 0;
  if (sodium_base642bin(reinterpret_cast<unsigned char*>(bytes.data()), bytes.size(), cursor.data(),
                        cursor.size(), nullptr, &size, nullptr, kVariant) != 0)
    return not_ours();
  boost::system::error_code error;
  const auto value = boost::json::parse(std::string_view(bytes).substr(0, size), error);
  if (error || !value.is_array() || value.get_array().size() != parts) return not_ours();
  std::vector<std::string> read;
  for (const auto& part : value.get_array()) {
    if (!part.is_string()) return not_ours();
    read.emplace_back(part.get_string());
  }
  return read;
}

base::Result<std::int64_t> cursor_number(const std::string& part) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(part.data(), part.data() + part.size(), number);
  if (error != std::errc{} || end != part.data() + part.size()) return not_ours();
  return number;
}

}  // namespace wend::api
