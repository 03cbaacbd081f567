#include "api/collect_body.h"

#include <algorithm>
#include <fmt/format.h>
#include <sodium.h>

#include "http/gzip.h"
#include "http/target.h"

namespace wend::api {
namespace {

using base::ErrorCode;
using http::equal_ignoring_case;

constexpr std::string_view kGzipBegin = "\x1f\x8b";

// Base64 of either alphabet, with or without its padding.
std::optional<std::string> from_base64(std::string_view text) {
  for (const int variant :
       {sodium_base64_VARIANT_ORIGINAL, sodium_base64_VARIANT_ORIGINAL_NO_PADDING,
        sodium_base64_VARIANT_URLSAFE, sodium_base64_VARIANT_URLSAFE_NO_PADDING}) {
    std::string bytes(text.size(), '\0');
    std::size_t size = 0;
    if (sodium_base642bin(reinterpret_cast<unsigned char*>(bytes.data()), bytes.size(), text.data(),
                          text.size(), nullptr, &size, nullptr, variant) == 0) {
      bytes.resize(size);
      return bytes;
    }
  }
  return std::nullopt;
}

// What follows "Basic " and the like, whose letters may be large or small; empty for others.
std::string_view credentials_of(std::string_view line, std::string_view scheme) {
  const auto end = line.find(' ');
  if (end == std::string_view::npos || !equal_ignoring_case(line.substr(0, end), scheme)) return {};
  line.remove_prefix(std::min(line.size(), line.find_first_not_of(' ', end)));
  return line;
}

std::string key_in_headers(const http::Request& request) {
  const std::string_view line = request.headers.get("Authorization");
  if (line.empty()) return {};
  if (const auto token = credentials_of(line, "Bearer"); !token.empty()) return std::string(token);
  const std::string text = from_base64(credentials_of(line, "Basic")).value_or("");
  return text.substr(0, text.find(':'));
}

bool looks_like_json(std::string_view text) {
  const auto begin = text.find_first_not_of(" \t\r\n");
  return begin != std::string_view::npos && (text[begin] == '{' || text[begin] == '[');
}

// The field `data` of a form, still encoded; nothing when the body is no such form.
std::optional<std::string_view> data_field(const http::Request& request) {
  constexpr std::string_view kForm = "application/x-www-form-urlencoded";
  constexpr std::string_view kField = "data=";
  const std::string_view body = request.body;
  // Beacons say text/plain of a form, so the body is looked at as well; no JSON begins so.
  if (body.starts_with(kField)) return body.substr(kField.size(), body.find('&') - kField.size());
  const std::string_view type = request.headers.get("Content-Type").substr(0, kForm.size());
  if (!equal_ignoring_case(type, kForm) || looks_like_json(body)) return std::nullopt;
  std::string_view rest = body;
  while (!rest.empty()) {
    const std::string_view pair = rest.substr(0, rest.find('&'));
    if (pair.starts_with(kField)) return pair.substr(kField.size());
    rest.remove_prefix(std::min(rest.size(), pair.size() + 1));
  }
  return std::nullopt;
}

}  // namespace

std::string key_beside_body(const http::Request& request) {
  std::string key = key_in_headers(request);
  if (!key.empty()) return key;
  for (const char* name : {"writeKey", "write_key", "api_key", "token"}) {
    if (const auto value = request.query_value(name)) return std::string(*value);
  }
  return {};
}

base::Result<std::string> data_of(std::string_view field) {
  if (looks_like_json(field)) return std::string(field);
  std::string text(field);
  std::ranges::replace(text, ' ', '+');  // of an address or a form that was not encoded
  if (auto bytes = from_base64(text)) return *std::move(bytes);
  return base::fail(ErrorCode::kInvalidInput, "The field data is neither JSON nor Base64.", "data");
}

bool is_packed(const http::Request& request) {
  return request.body.starts_with(kGzipBegin) || request.headers.has("Content-Encoding");
}

base::Result<std::string> plain_body(http::Request& request) {
  if (const auto field = data_field(request)) {
    // A plus is one of Base64's own characters, and a space of JSON that is written out.
    std::string plain = http::percent_decode(*field).value_or("");
    if (looks_like_json(plain)) plain = http::percent_decode(*field, true).value_or("");
    return data_of(plain);
  }
  return unpacked_body(request);
}

base::Result<std::string> unpacked_body(http::Request& request) {
  const std::string_view encoding = request.headers.get("Content-Encoding");
  const auto is = [&](std::string_view name) { return equal_ignoring_case(encoding, name); };
  // Some senders of gzip announce none; its first bytes tell.
  if (request.body.starts_with(kGzipBegin) || is("gzip") || is("x-gzip") ||
      request.query_value("compression") == "gzip-js") {
    return http::gunzip(request.body, kEventsBodyMax);
  }
  if (is("deflate")) return http::inflate_body(request.body, kEventsBodyMax);
  if (encoding.empty() || is("identity")) return std::move(request.body);
  return base::fail(ErrorCode::kInvalidInput, "The Content-Encoding of the body is not read.",
                    "Content-Encoding", "Send gzip, deflate or no encoding.");
}

}  // namespace wend::api
