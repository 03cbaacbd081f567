#include "model/property_text.h"

#include <simdjson.h>
#include <string>

namespace wend::model {
namespace {

constexpr std::size_t kTextBytesMax = 1024;

std::string cut(std::string_view text) {
  if (text.size() <= kTextBytesMax) return std::string(text);
  std::size_t end = kTextBytesMax;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80)
    --end;  // whole characters
  return std::string(text.substr(0, end));
}

Value to_value(const simdjson::dom::element& element) {
  using Type = simdjson::dom::element_type;
  switch (element.type()) {
    case Type::NULL_VALUE:
      return {};
    case Type::BOOL:
      return bool(element);
    case Type::INT64:
      return static_cast<double>(int64_t(element));
    case Type::UINT64:
      return static_cast<double>(uint64_t(element));
    case Type::DOUBLE:
      return double(element);
    case Type::STRING:
      return cut(std::string_view(element));
    default:
      return cut(simdjson::to_string(element));
  }
}

}  // namespace

struct PropertyText::State {
  simdjson::dom::parser parser;
  std::string_view text;  // what is open
  bool parsed = false;
  std::optional<simdjson::dom::object> object;

  // Invalid UTF-8 or broken JSON has no properties; the writer checks both, so this is a second
  // line of defence.
  std::optional<simdjson::dom::object> parse(std::string_view json) {
    simdjson::dom::element document;
    if (parser.parse(json.data(), json.size()).get(document) != simdjson::SUCCESS)
      return std::nullopt;
    simdjson::dom::object whole;
    if (document.get(whole) != simdjson::SUCCESS) return std::nullopt;
    return whole;
  }
};

PropertyText::PropertyText() : state_(std::make_unique<State>()) {}
PropertyText::~PropertyText() = default;

Value PropertyText::get(std::string_view json, std::string_view path) {
  open(json);
  return at(path);
}

void PropertyText::open(std::string_view json) {
  state_->text = json;
  state_->parsed = false;
}

Value PropertyText::at(std::string_view path) {
  const std::string_view last = path.substr(path.rfind('.') + 1);
  if (state_->text.find(last) == std::string_view::npos) return {};  // far cheaper than a parse
  if (!state_->parsed) {
    state_->object = state_->parse(state_->text);
    state_->parsed = true;
  }
  auto object = state_->object;
  if (!object) return {};
  for (;;) {
    simdjson::dom::element element;
    if (object->at_key(path).get(element) == simdjson::SUCCESS) return to_value(element);
    const auto dot = path.find('.');
    if (dot == std::string_view::npos) return {};
    simdjson::dom::object inner;
    if (object->at_key(path.substr(0, dot)).get(element) != simdjson::SUCCESS ||
        element.get(inner) != simdjson::SUCCESS) {
      return {};
    }
    object = inner;
    path.remove_prefix(dot + 1);
  }
}

void PropertyText::each(std::string_view json,
                        const std::function<void(std::string_view, const Value&)>& take) {
  open({});  // the parser holds one text at a time
  auto object = state_->parse(json);
  if (!object) return;
  for (auto [name, element] : *object) {
    if (!element.is_null()) take(name, to_value(element));
  }
}

}  // namespace wend::model
