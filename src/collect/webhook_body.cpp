#include "collect/webhook_body.h"

#include <algorithm>
#include <map>
#include <optional>
#include <vector>

#include "collect/dialect_reader.h"
#include "collect/json_document.h"
#include "collect/limits.h"
#include "collect/row_maker.h"

namespace wend::collect {
namespace {

using base::ErrorCode;
using base::fail;

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

std::optional<std::string> form_decoded(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '+') {
      out += ' ';
    } else if (text[i] != '%') {
      out += text[i];
    } else {
      const int high = i + 2 < text.size() ? hex_digit(text[i + 1]) : -1;
      const int low = high >= 0 ? hex_digit(text[i + 2]) : -1;
      if (low < 0) return std::nullopt;
      out += static_cast<char>(high * 16 + low);
      i += 2;
    }
  }
  return out;
}

bool is_form(std::string_view content_type) {
  std::string kind(content_type.substr(0, content_type.find(';')));
  std::ranges::transform(kind, kind.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  while (kind.ends_with(' ')) kind.pop_back();
  return kind == "application/x-www-form-urlencoded";
}

// Programs that say "form" and mean JSON are common: curl does with -d.
bool looks_like_json(std::string_view body) {
  const auto begin = body.find_first_not_of(" \t\r\n");
  return begin != std::string_view::npos && (body[begin] == '{' || body[begin] == '[');
}

}  // namespace

base::Result<std::string_view> webhook_json(std::string_view content_type, std::string_view body,
                                            std::string& storage) {
  if (!is_form(content_type) || looks_like_json(body)) return body;
  std::vector<std::string> order;
  std::map<std::string, std::vector<std::string>> fields;
  for (std::size_t begin = 0; begin <= body.size();) {
    const std::size_t end = std::min(body.find('&', begin), body.size());
    const std::string_view pair = body.substr(begin, end - begin);
    begin = end + 1;
    if (pair.empty()) continue;
    const std::size_t equals = std::min(pair.find('='), pair.size());
    auto name = form_decoded(pair.substr(0, equals));
    auto value = form_decoded(pair.substr(std::min(equals + 1, pair.size())));
    if (!name || !value)
      return fail(ErrorCode::kInvalidInput, "The form holds a broken percent sign.", "body");
    auto& values = fields[*name];
    if (values.empty()) order.push_back(*name);
    if (order.size() > kColumnsMax)
      return fail(ErrorCode::kTooLarge, "The form has more than 4,096 fields.", "body");
    values.push_back(std::move(*value));
  }
  if (order.empty()) return fail(ErrorCode::kInvalidInput, "The body is empty.", "body");
  if (const auto payload = fields.find("payload"); payload != fields.end()) {
    JsonDocument document;
    if (looks_like_json(payload->second[0]) && document.parse(payload->second[0])) {
      storage = std::move(payload->second[0]);
      return storage;
    }
  }
  storage = std::string("{");
  for (const std::string& name : order) {
    if (storage.size() > 1) storage += ',';
    append_json_text(storage, name);
    storage += ':';
    const auto& values = fields[name];
    if (values.size() > 1) storage += '[';
    for (std::size_t i = 0; i < values.size(); ++i) {
      if (i > 0) storage += ',';
      append_json_text(storage, values[i]);
    }
    if (values.size() > 1) storage += ']';
  }
  storage += '}';
  return storage;
}

base::Status check_webhook_body(std::string_view content_type, std::string_view body) {
  if (body.size() > kBodyBytesMax)
    return fail(ErrorCode::kTooLarge, "The body is longer than 32 MiB.", "body");
  std::string storage;
  WEND_ASSIGN(const auto text, webhook_json(content_type, body, storage));
  JsonDocument document;
  if (const auto element = document.parse(text); !element) return unreadable_body(element.error());
  return {};
}

}  // namespace wend::collect
