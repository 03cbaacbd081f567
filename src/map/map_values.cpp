#include <algorithm>
#include <boost/json/serialize.hpp>
#include <cmath>
#include <set>

#include "fmt/format.h"
#include "fmt/ranges.h"
#include "map/map_fields.h"
#include "map/text_edit.h"
#include "model/predicate.h"
#include "model/time_text.h"

namespace wend::map {
namespace {

namespace json = boost::json;
using base::ErrorCode;

base::Status wrong(std::string sentence, const std::string& place, std::string hint = {}) {
  return base::fail(ErrorCode::kInvalidInput, std::move(sentence), place, std::move(hint));
}

base::Status too_long(std::string sentence, const std::string& place) {
  return base::fail(ErrorCode::kTooLarge, std::move(sentence), place, "Shorten it.");
}

constexpr std::size_t kDateBytes = 10;  // "2026-11-30"

// Of text and of lines; what cannot be seen or would move other text about is no text.
bool has_control(std::string_view text, bool breaks) {
  return std::ranges::any_of(text, [breaks](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return (byte < 0x20 && !(breaks && (c == '\n' || c == '\t'))) || byte == 0x7f;
  });
}

base::Status check_text(const json::string& text, const std::string& place) {
  if (characters(text) > kTextCharactersMax)
    return too_long(fmt::format("The text has more than {} characters.", kTextCharactersMax),
                    place);
  if (has_control(text, true))
    return wrong("The text holds a control character.", place, "Only line breaks and tabs may.");
  return {};
}

base::Status check_line(std::string_view line, std::size_t bytes_max, const std::string& place) {
  if (line.size() > bytes_max)
    return too_long(fmt::format("The line has more than {} bytes.", bytes_max), place);
  if (has_control(line, false))
    return wrong("The line holds a line break or another control character.", place);
  return {};
}

base::Status check_link(std::string_view link, const std::string& place) {
  WEND_TRY(check_line(link, kLineBytesMax, place));
  for (const std::string_view scheme : {"https://", "http://", "mailto:"})
    if (link.size() > scheme.size() && link.starts_with(scheme)) return {};
  return wrong("The link is no address.", place,
               "It begins with \"https://\", \"http://\" or \"mailto:\".");
}

base::Status check_order(std::string_view order, const std::string& place) {
  const bool fine = std::ranges::all_of(order, [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  });
  if (order.empty() || order.size() > kOrderBytesMax || !fine)
    return wrong("The place is no key.", place,
                 fmt::format("It is 1 to {} letters and digits.", kOrderBytesMax));
  return {};
}

base::Status check_lines(const json::value& value, const std::string& place) {
  if (!value.is_array()) return wrong("This is a list of lines.", place);
  if (value.get_array().size() > kLinesMax)
    return too_long(fmt::format("There are more than {} lines.", kLinesMax), place);
  std::set<std::string_view> seen;
  for (const json::value& one : value.get_array()) {
    const std::string at = fmt::format("{}[{}]", place, seen.size());
    if (!one.is_string() || one.get_string().empty()) return wrong("This is no line.", at);
    WEND_TRY(check_line(one.get_string(), kLineBytesMax, at));
    if (!seen.insert(one.get_string()).second) return wrong("The line stands here twice.", at);
  }
  return {};
}

bool is_deeper(const json::value& value, std::size_t depth) {
  if (depth == 0) return value.is_structured();
  if (value.is_array())
    return std::ranges::any_of(value.get_array(),
                               [&](const json::value& one) { return is_deeper(one, depth - 1); });
  if (value.is_object())
    return std::ranges::any_of(value.get_object(), [&](const auto& member) {
      return is_deeper(member.value(), depth - 1);
    });
  return false;
}

base::Status check_json_size(const json::value& value, const std::string& place) {
  if (is_deeper(value, kDataDepthMax))
    return too_long(fmt::format("This is nested more than {} deep.", kDataDepthMax), place);
  if (json::serialize(value).size() > kDataBytesMax)
    return too_long(fmt::format("This has more than {} bytes.", kDataBytesMax), place);
  return {};
}

base::Status check_text_field(const Field& field, const json::value& value,
                              const std::string& place) {
  if (!value.is_string()) return wrong("This is a text.", place);
  const json::string& text = value.get_string();
  switch (field.type) {
    case FieldType::kText:
      return check_text(text, place);
    case FieldType::kLine:
      return check_line(text, kLineBytesMax, place);
    case FieldType::kLink:
      return check_link(text, place);
    case FieldType::kOrder:
      return check_order(text, place);
    case FieldType::kId:
    case FieldType::kReference:
      if (text.empty()) return wrong("The id is empty.", place, "Nothing is written null.");
      return check_line(text, kReferenceBytesMax, place);
    case FieldType::kDate:
      if (text.size() != kDateBytes || !model::parse_time(text, {}))
        return wrong("This is no date.", place, "Write it as \"2026-11-30\".");
      return {};
    default:
      if (std::ranges::find(field.choices, std::string_view(text)) == field.choices.end())
        return wrong("This is none of the choices.", place,
                     fmt::format("It is one of \"{}\".", fmt::join(field.choices, "\", \"")));
      return {};
  }
}

}  // namespace

base::Status check_value(const Field& field, const json::value& value, const std::string& place) {
  if (value.is_null()) {
    if (field.required) return wrong(fmt::format("The {} is missing.", field.name), place);
    return {};
  }
  switch (field.type) {
    case FieldType::kNumber: {
      boost::system::error_code error;
      const auto number = value.to_number<double>(error);
      if (!value.is_number() || error || !std::isfinite(number) || number < field.least ||
          number > field.most)
        return wrong(fmt::format("This is no number from {} to {}.", field.least, field.most),
                     place);
      return {};
    }
    case FieldType::kYes:
      return value.is_bool() ? base::Status() : wrong("This is true or false.", place);
    case FieldType::kLines:
      return check_lines(value, place);
    case FieldType::kData:
      if (!value.is_object()) return wrong("This is an object.", place);
      return check_json_size(value, place);
    case FieldType::kPredicate: {
      WEND_TRY(check_json_size(value, place));
      model::PredicateReader reader;
      WEND_TRY(reader.read(value, place));
      return {};
    }
    default:
      return check_text_field(field, value, place);
  }
}

bool is_default(const Field& field, const json::value& value) {
  if (value.is_null()) return true;
  switch (field.type) {
    case FieldType::kText:
    case FieldType::kLine:
    case FieldType::kLink:
      return value.is_string() && value.get_string().empty();
    case FieldType::kChoice:
      return value.is_string() && std::string_view(value.get_string()) == field.choices.front();
    case FieldType::kYes:
      return value.is_bool() && !value.get_bool();
    case FieldType::kLines:
      return value.is_array() && value.get_array().empty();
    case FieldType::kData:
      return value.is_object() && value.get_object().empty();
    default:
      return false;
  }
}

}  // namespace wend::map
