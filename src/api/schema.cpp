#include "api/schema.h"

#include <boost/json/array.hpp>
#include <cmath>

#include "base/assert.h"
#include "fmt/format.h"

namespace wend::api::schema {
namespace {

namespace json = boost::json;

constexpr std::string_view kReferencePrefix = "#/components/schemas/";

Schema of_type(std::string_view type) {
  return {{"type", type}};
}

std::string_view plain_name(std::string_view type) {
  if (type == "string") return "a text";
  if (type == "integer") return "a whole number";
  if (type == "number") return "a number";
  if (type == "boolean") return "true or false";
  if (type == "array") return "a list";
  if (type == "object") return "an object";
  return "null";
}

bool has_type(const json::value& value, std::string_view type) {
  if (type == "string") return value.is_string();
  if (type == "boolean") return value.is_bool();
  if (type == "array") return value.is_array();
  if (type == "object") return value.is_object();
  if (type == "null") return value.is_null();
  if (type == "number") return value.is_number();
  if (type == "integer")
    return value.is_int64() || value.is_uint64() ||
           (value.is_double() && std::trunc(value.get_double()) == value.get_double());
  return false;
}

std::unexpected<base::Error> wrong(const std::string& path, std::string message,
                                   std::string hint = {}) {
  const std::string name = path.empty() ? "The body" : fmt::format("\"{}\"", path);
  return base::fail(base::ErrorCode::kInvalidInput, fmt::format("{} {}.", name, message), path,
                    std::move(hint));
}

std::string below(const std::string& path, std::string_view key) {
  return path.empty() ? std::string(key) : fmt::format("{}.{}", path, key);
}

base::Status check_text(const Schema& schema, const json::value& value, const std::string& path) {
  const json::string& text = value.get_string();
  if (const auto* longest = schema.if_contains("maxLength"))
    if (text.size() > static_cast<std::uint64_t>(longest->as_int64()))
      return wrong(path, fmt::format("may have at most {} bytes", longest->as_int64()));
  const auto* allowed = schema.if_contains("enum");
  if (allowed == nullptr) return {};
  std::string names;
  for (const json::value& one : allowed->as_array()) {
    if (one == value) return {};
    if (!names.empty()) names += ", ";
    names += std::string_view(one.as_string());
  }
  return wrong(path, fmt::format("cannot be \"{}\"", std::string_view(text)),
               fmt::format("It can be: {}.", names));
}

base::Status check_number(const Schema& schema, const json::value& value, const std::string& path) {
  const double number = value.to_number<double>();
  const auto* least = schema.if_contains("minimum");
  const auto* most = schema.if_contains("maximum");
  if (least != nullptr && number < least->to_number<double>())
    return wrong(path, fmt::format("must be at least {}", least->to_number<double>()));
  if (most != nullptr && number > most->to_number<double>())
    return wrong(path, fmt::format("must be at most {}", most->to_number<double>()));
  return {};
}

base::Status check_object(const Schema& schema, const json::object& value,
                          const json::object& named, const std::string& path) {
  static const json::object kNone;
  const auto* properties = schema.if_contains("properties");
  const json::object& known = properties != nullptr ? properties->as_object() : kNone;
  if (const auto* required = schema.if_contains("required"))
    for (const json::value& name : required->as_array())
      if (!value.contains(name.as_string()))
        return wrong(below(path, name.as_string()), "is missing");
  const auto* others = schema.if_contains("additionalProperties");
  for (const auto& [key, field] : value) {
    const std::string place = below(path, key);
    if (const auto* one = known.if_contains(key)) {
      WEND_TRY(check(one->as_object(), field, named, place));
    } else if (others != nullptr && others->is_object()) {
      WEND_TRY(check(others->as_object(), field, named, place));
    } else if (others != nullptr && !others->as_bool()) {
      std::string names;
      for (const auto& property : known) {
        if (!names.empty()) names += ", ";
        names += property.key();
      }
      return wrong(place, "is not known here",
                   names.empty() ? "" : fmt::format("Known are: {}.", names));
    }
  }
  return {};
}

// Of several possible shapes, the one that the value seems to be meant as gives the error.
base::Status check_any(const json::array& schemas, const json::value& value,
                       const json::object& named, const std::string& path) {
  base::Status closest = wrong(path, "has the wrong type");
  for (const json::value& one : schemas) {
    base::Status checked = check(one.as_object(), value, named, path);
    if (checked) return {};
    const auto* type = one.as_object().if_contains("type");
    const bool meant = type == nullptr || (type->is_string() && has_type(value, type->as_string()));
    if (meant) closest = std::move(checked);
  }
  return closest;
}

}  // namespace

Schema text(std::size_t bytes_max) {
  return {{"type", "string"}, {"maxLength", static_cast<std::int64_t>(bytes_max)}};
}
Schema time() {
  return {{"type", "string"}, {"format", "date-time"}};
}
Schema integer(std::int64_t minimum, std::int64_t maximum) {
  return {{"type", "integer"}, {"minimum", minimum}, {"maximum", maximum}};
}
Schema count() {
  return {{"type", "integer"}, {"minimum", 0}};
}
Schema number() {
  return of_type("number");
}
Schema boolean() {
  return of_type("boolean");
}
Schema nothing() {
  return of_type("null");
}
Schema anything() {
  return {};
}

Schema one_of_texts(std::initializer_list<std::string_view> texts) {
  Schema schema = of_type("string");
  json::array& all = schema["enum"].emplace_array();
  for (std::string_view one : texts) all.emplace_back(one);
  return schema;
}

Schema nullable(Schema schema) {
  return any_of({std::move(schema), nothing()});
}

Schema any_of(std::vector<Schema> schemas) {
  Schema schema;
  json::array& all = schema["anyOf"].emplace_array();
  for (Schema& one : schemas) all.emplace_back(std::move(one));
  return schema;
}

Schema list(Schema items, std::size_t items_max) {
  Schema schema = of_type("array");
  schema["items"] = std::move(items);
  if (items_max > 0) schema["maxItems"] = items_max;
  return schema;
}

Schema open_object(std::vector<Field> fields) {
  Schema schema = of_type("object");
  json::object& properties = schema["properties"].emplace_object();
  json::array required;
  for (Field& field : fields) {
    if (field.required) required.emplace_back(field.name);
    properties[field.name] = std::move(field.schema);
  }
  if (!required.empty()) schema["required"] = std::move(required);
  return schema;
}

Schema object(std::vector<Field> fields) {
  Schema schema = open_object(std::move(fields));
  schema["additionalProperties"] = false;
  return schema;
}

Schema map_of(Schema values) {
  Schema schema = of_type("object");
  schema["additionalProperties"] = std::move(values);
  return schema;
}

Schema reference(std::string_view name) {
  return {{"$ref", fmt::format("{}{}", kReferencePrefix, name)}};
}

Schema described(Schema schema, std::string_view description) {
  schema["description"] = description;
  return schema;
}

base::Status check(const Schema& schema, const json::value& value, const json::object& named,
                   const std::string& path) {
  if (const auto* reference_to = schema.if_contains("$ref")) {
    const std::string_view name =
        std::string_view(reference_to->as_string()).substr(kReferencePrefix.size());
    const auto* target = named.if_contains(name);
    WEND_ASSERT(target != nullptr, "every reference names a shape");
    return check(target->as_object(), value, named, path);
  }
  if (const auto* alternatives = schema.if_contains("anyOf"))
    return check_any(alternatives->as_array(), value, named, path);
  const auto* type = schema.if_contains("type");
  if (type == nullptr) return {};
  const std::string_view wanted = type->as_string();
  if (!has_type(value, wanted)) return wrong(path, fmt::format("must be {}", plain_name(wanted)));
  if (wanted == "string") return check_text(schema, value, path);
  if (wanted == "integer" || wanted == "number") return check_number(schema, value, path);
  if (wanted == "object") return check_object(schema, value.get_object(), named, path);
  if (wanted != "array") return {};
  const json::array& items = value.get_array();
  if (const auto* most = schema.if_contains("maxItems"))
    if (items.size() > most->to_number<std::size_t>())
      return wrong(path,
                   fmt::format("may have at most {} entries", most->to_number<std::size_t>()));
  for (std::size_t i = 0; i < items.size(); ++i)
    WEND_TRY(
        check(schema.at("items").as_object(), items[i], named, fmt::format("{}[{}]", path, i)));
  return {};
}

}  // namespace wend::api::schema
